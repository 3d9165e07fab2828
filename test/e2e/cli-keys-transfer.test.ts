// Keys that go to another key store, to a backup and back, and keys that were made elsewhere.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { openStore } from '../../lib/keys/store'
import { publicNkey } from '../../lib/jwt/nkey-pair'
import { encodeSeed } from '../../lib/values/nkey'
import { modeOf, tree } from '../support/tree'
import { identityOf, RECIPIENT } from './support/age'
import { preparedWorkspace, workspaces } from './support/workspace'

const workspace = workspaces()
const deployed = preparedWorkspace('deploy --yes --issue')
const KEYS = 'natsmith/prod/keys'
const ALICE = 'user/ORDERS/alice/nkey'

it('a key store that is lost comes back from an encrypted export, and nothing is issued or changes', async () => {
  const copy = workspace(deployed())
  expect(await copy.json(`keys export --out prod.keys --recipient ${RECIPIENT}`)).toMatchObject({
    exitCode: 0,
    recipients: [RECIPIENT],
  })
  expect(modeOf(copy.path('prod.keys'))).toBe('600')
  expect(readFileSync(copy.path('prod.keys'), 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/)
  rmSync(copy.path(KEYS), { recursive: true })
  expect(await copy.json('keys import prod.keys')).toMatchObject({ error: { code: 'identity-needed' } })
  const { imported } = await copy.json('keys import prod.keys', { env: identityOf() })
  expect(imported).toContain(ALICE)
  expect(await copy.json('diff')).toMatchObject({ changes: [], issue: [] })
})

it('one key goes to another deployment, in clear, and is refused where there is another', async () => {
  const copy = workspace(deployed())
  await copy.json('issue --store elsewhere')
  const { stdout } = await copy.run(`keys export --out alice.keys --identity ${ALICE}`)
  expect(stdout).toContain('in clear: whoever reads it has them')
  const before = tree(copy.path('elsewhere'))
  expect(await copy.json('keys import alice.keys --store elsewhere')).toMatchObject({
    exitCode: 1,
    error: { code: 'identity-exists', message: expect.stringContaining(ALICE) as unknown },
  })
  expect(tree(copy.path('elsewhere'))).toEqual(before)
  const input = readFileSync(copy.path('alice.keys'), 'utf8')
  expect(await copy.json('keys import - --store elsewhere --replace', { input })).toMatchObject({
    imported: [ALICE],
  })
  const seed = (store: string) =>
    openStore(copy.path(store), { secrets: true }).entries.get(ALICE)?.secret?.reveal()
  expect(seed('elsewhere/prod/keys')).toBe(seed(KEYS))
})

it('an export writes over nothing, and says where a file is missing', async () => {
  const copy = workspace(deployed())
  copy.write('there', 'mine')
  for (const [line, code] of [
    ['keys export --out there', 'exists'],
    ['keys export --out nowhere/prod.keys', 'vanished'],
    ['keys export --out prod.keys --identity user/ORDERS/nobody/nkey', 'unknown-identity'],
    ['keys export --out prod.keys --recipient age1nobody', 'invalid-recipient'],
    ['keys import nowhere', 'vanished'],
    ['keys import there', 'not-an-export'],
  ] as const)
    expect(await copy.json(line)).toMatchObject({ exitCode: 1, error: { code } })
  expect(readFileSync(copy.path('there'), 'utf8')).toBe('mine')
  expect(tree(copy.path(KEYS))).toEqual(tree(deployed().path(KEYS)))
})

describe('a key that is in use already', () => {
  const SEED = encodeSeed('U', Buffer.alloc(32, 7))

  it('is taken from a file or stdin, shown nowhere, and deployed', async () => {
    const copy = workspace(deployed())
    writeFileSync(copy.path('alice.nk'), `${SEED}\n`)
    const { stdout, code } = await copy.run(`keys rotate ${ALICE} --key alice.nk`)
    expect(code).toBe(0)
    expect(stdout).toContain(`${ALICE}  another key was given`)
    expect(stdout).not.toContain(SEED)
    await copy.json('keys rotate jetstream/edge/edge --key -', { input: 'of the disk that there is\n' })
    expect(await copy.json('deploy --yes')).toMatchObject({ exitCode: 0 })
    const conf = (node: string) => readFileSync(copy.path('out', node, 'etc/nats/nats-server.conf'), 'utf8')
    expect(conf('edge')).toContain('of the disk that there is')
    expect(conf('nats1')).toContain(publicNkey('U', Buffer.alloc(32, 7)))
  })

  it.each([
    [ALICE, 'unusable-key'],
    ['tls/hub/nats1/client', 'unusable-key'],
    ['user/ORDERS/carol/password', 'not-a-key'],
    ['ca/clients', 'authority-not-rotated'],
  ])('is refused, and not quoted, when it cannot be that of %s: %s', async (identity, code) => {
    const copy = workspace(deployed())
    const input = 'hunter2 and more'
    const refused = await copy.json(`keys rotate ${identity} --key -`, { input })
    expect(refused).toMatchObject({ exitCode: 1, error: { code } })
    expect(JSON.stringify(refused)).not.toContain('hunter2')
    expect(tree(copy.path(KEYS))).toEqual(tree(deployed().path(KEYS)))
  })
})
