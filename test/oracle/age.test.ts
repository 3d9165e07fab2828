// A key store that is encrypted, with the real age: it opens the data key, and what it encrypts is opened.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commitChanges } from '../../lib/keys/commit'
import { identitiesOf, unwrap, wrap } from '../../lib/keys/age'
import { formatLine, parseLine } from '../../lib/keys/lines'
import { changeRecipients } from '../../lib/keys/recipients'
import { openStore, type KeyStore } from '../../lib/keys/store'
import { sealer } from '../../lib/keys/seal'
import { seededRandom } from '../../lib/testing/random'
import { Secret } from '../../lib/values/secret'
import { need } from '../../tools/install'
import { temporaryFolder } from '../support/folder'
import { issueAll, nkey, SMALL } from '../support/requests'
import { codeOf } from '../support/steps'
import { tree } from '../support/tree'

interface Person {
  readonly identity: string
  readonly recipient: string
}

const [ALICE, BOB]: readonly [Person, Person] = [
  {
    identity: 'AGE-SECRET-KEY-1UG3SAYYFSVQMD956TP9SFMPWZCAK7YTW0AF2RU3SKP7AJ7RLZFNQ02AM8X',
    recipient: 'age148n4u96nl9mgsl967ucsyv420m85k20aw9vjy7t7h7z0khvfgdlq9wj4lh',
  },
  {
    identity: 'AGE-SECRET-KEY-1SWF0GP9LFHTXPYQ8WPLJGATA9MNWVX5Q34X99ACTLXPVUWKXFVTSMDHVNS',
    recipient: 'age1xsq9kykpul7cvvgkdrn4hc4c7gmylmaadh7vmj7zjesyt6ptppvq6pgw6h',
  },
]

const folder = temporaryFolder()
const dir = (): string => join(folder(), 'keys')
const random = seededRandom('recipients')
const age = (args: readonly string[], input = ''): string => {
  const { status, stdout, stderr } = spawnSync(need('age'), args, { input, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout
}
const identityFile = ({ identity }: Person): string => {
  const file = join(folder(), 'identity.txt')
  writeFileSync(file, `# created: some day\n${identity}\n`)
  return file
}
const openAs =
  ({ identity }: Person) =>
  (wrapped: string): Secret =>
    unwrap(wrapped, [Secret.of(identity)], dir())
const read = (who = ALICE): KeyStore => openStore(dir(), { secrets: true, open: openAs(who) })
const change = (store: KeyStore, add: readonly string[], remove: readonly string[] = []): void => {
  commitChanges(dir(), changeRecipients(store, { add, remove }, random))
}
const text = (name: string): string => readFileSync(join(dir(), name), 'utf8')
const secrets = (store: KeyStore): readonly string[] =>
  [...store.entries.values()].flatMap(({ secret }) => (secret ? [secret.reveal()] : []))
const secretLines = (): string =>
  readdirSync(dir())
    .filter((name) => name.startsWith('secret-'))
    .map(text)
    .join('')

describe('an encrypted key store', () => {
  beforeEach(() => {
    commitChanges(dir(), issueAll(SMALL))
    change(openStore(dir(), { secrets: true }), [ALICE.recipient])
  })

  it('holds what it held, and nothing of it in clear', () => {
    const store = read()
    expect(secrets(store).length).toBeGreaterThan(3)
    for (const secret of [...secrets(store), store.key?.reveal() ?? '']) {
      expect(secret).not.toBe('')
      expect(Object.values(tree(dir())).join('')).not.toContain(secret)
    }
    expect(text('.gitignore')).toContain('!secret-*.jsonl')
  })

  it('gives its data key to age itself, and takes recipients as age does', () => {
    const dataKey = age(['-d', '-i', identityFile(ALICE), join(dir(), 'data-key.age')])
    const { id } = read()
    const { key, envelope } = JSON.parse(text('secret.json')) as Readonly<Record<string, string>>
    expect(sealer(Secret.of(dataKey)).open(`${id}//${String(envelope)}`, String(key))).toBe(
      read().key?.reveal(),
    )
    const armored = age(['-a', '-R', join(dir(), 'recipients.txt')], dataKey)
    expect(openAs(ALICE)(armored).reveal()).toBe(dataKey)
  })

  it('is opened by nobody else, and its public part by everybody', () => {
    const before = tree(dir())
    expect(codeOf(() => read(BOB))).toBe('identity-refused')
    expect(
      codeOf(() => openStore(dir(), { secrets: true, open: (wrapped) => unwrap(wrapped, [], dir()) })),
    ).toBe('identity-needed')
    const clone = openStore(dir(), { secrets: false })
    expect([...clone.entries.keys()]).toEqual([...read().entries.keys()])
    expect(clone).toMatchObject({ hasSecrets: false, recipients: [ALICE.recipient], sealing: undefined })
    expect(tree(dir())).toEqual(before)
  })

  it('says by what changed whose keys did, and nothing of what they are', () => {
    const before = secretLines()
    commitChanges(dir(), issueAll([...SMALL, nkey('ORDERS/dave')], read()))
    const lines = secretLines().split('\n')
    const changed = lines.filter((line) => !before.includes(line))
    expect(changed).toHaveLength(1)
    expect(changed[0]).toContain('user/ORDERS/dave/nkey')
  })

  it('that somebody is added to changes its recipients only; removing somebody seals it anew', () => {
    const [lines, all] = [secretLines(), secrets(read())]
    change(read(), [BOB.recipient])
    expect(secretLines()).toBe(lines)
    expect(secrets(read(BOB))).toEqual(all)

    change(read(BOB), [], [ALICE.recipient])
    expect(codeOf(() => read())).toBe('identity-refused')
    expect(secrets(read(BOB))).toEqual(all)
    const sealed = (text: string): readonly string[] =>
      [...text.matchAll(/"value":"([^"]*)"/g)].map(([, v = '']) => v)
    expect(sealed(lines).filter((value) => secretLines().includes(value))).toEqual([])
  })

  it('is never left without a recipient, and takes nothing for one that is none', () => {
    const before = tree(dir())
    for (const [add, remove, code] of [
      [[], [ALICE.recipient], 'last-recipient'],
      [[], [BOB.recipient], 'unknown-recipient'],
      [['age1nobody'], [], 'invalid-recipient'],
      [[ALICE.identity], [], 'invalid-recipient'],
    ] as const)
      expect(
        codeOf(() => {
          change(read(), add, remove)
        }),
      ).toBe(code)
    expect(tree(dir())).toEqual(before)
  })

  it('is refused with a sealed value in the place of another, another data key, a recipient added by hand, or no list of them', () => {
    const copy = tree(dir())
    const restore = (): void => {
      for (const [name, content] of Object.entries(copy)) writeFileSync(join(dir(), name), content)
    }
    const lines = readdirSync(dir())
      .filter((name) => name.startsWith('secret-'))
      .flatMap((name) =>
        text(name)
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => ({ name, line })),
      )
      .map(({ name, line }) => ({ name, line, parsed: parseLine(name, line) as Record<string, unknown> }))
    const [one, other] = lines
    const swapped = formatLine({ ...one?.parsed, value: other?.parsed['value'], check: undefined })
    const file = join(dir(), one?.name ?? '')
    writeFileSync(file, readFileSync(file, 'utf8').replace(one?.line ?? '', swapped))
    expect(codeOf(() => read())).toBe('key-store-damaged')
    restore()
    writeFileSync(join(dir(), 'data-key.age'), wrap(Secret.of('x'.repeat(43)), [ALICE.recipient]))
    expect(codeOf(() => read())).toBe('key-store-damaged')
    restore()
    writeFileSync(join(dir(), 'recipients.txt'), `${text('recipients.txt')}${BOB.recipient}\n`)
    expect(codeOf(() => read())).toBe('key-store-damaged')
    restore()
    rmSync(join(dir(), 'recipients.txt'))
    expect(codeOf(() => read())).toBe('key-store-missing')
  })
})

test('an identity comes from the environment: its text, or a file as age-keygen writes it', () => {
  const [NATSMITH_AGE_KEY, NATSMITH_AGE_KEY_FILE] = [BOB.identity, identityFile(ALICE)]
  const found = identitiesOf({ NATSMITH_AGE_KEY, NATSMITH_AGE_KEY_FILE }).map((identity) => identity.reveal())
  expect(found).toEqual([BOB.identity, ALICE.identity])
  expect(identitiesOf({})).toEqual([])
  expect(codeOf(() => identitiesOf({ NATSMITH_AGE_KEY_FILE: join(folder(), 'gone') }))).toBe(
    'identity-unreadable',
  )
})

test('what takes an absurd amount of work to open is never begun: no passphrase is asked for', () => {
  const base64 = (bytes: number): string => Buffer.alloc(bytes, 7).toString('base64').replace(/=+$/, '')
  const header = ['age-encryption.org/v1', `-> scrypt ${base64(16)} 62`, base64(32), `--- ${base64(32)}`]
  const file = Buffer.concat([Buffer.from(`${header.join('\n')}\n`), Buffer.alloc(64, 7)])
  const armored = `-----BEGIN AGE ENCRYPTED FILE-----\n${file.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END AGE ENCRYPTED FILE-----\n`
  expect(codeOf(() => openAs(ALICE)(armored))).toBe('identity-refused')
})
