// A key store of operator mode that is behind the record of the last deploy, or gone: every command says what is lost, and nothing is signed
// until somebody says so. And creds of before, which allow what the program no longer does.
import { renameSync } from 'node:fs'
import { copyFolder, tree } from '../support/tree'
import { workspaces, type Workspace } from './support/workspace'

const KEYS = 'natsmith/prod/keys'
const PROGRAM = `
const { Account, CertificateAuthority, deployment, NatsCluster, Operator, User } = require('natsmith')
module.exports = deployment('prod', (scope) => {
  const systemAccount = new Account(scope, 'SYS')
  new User(systemAccount, 'root')
  new Operator(scope, 'acme', { signingKeys: ['main'], systemAccount })
  const publish = process.env.CHANGE === 'less' ? ['orders.eu.>'] : ['orders.>']
  const permissions = { publish, subscribe: ['_INBOX.>'] }
  for (const name of process.env.CHANGE === 'more' ? ['ORDERS', 'SALES'] : ['ORDERS']) {
    const account = new Account(scope, name, { signingKeys: { main: {} } })
    for (const user of process.env.CHANGE === 'guest' ? ['alice', 'guest'] : ['alice'])
      new User(account, user, { permissions })
  }
  new NatsCluster(scope, 'hub', {
    nodes: { nats1: '127.0.0.1' },
    serverVersion: '2.12',
    tls: { issuer: new CertificateAuthority(scope, 'ca') },
    resolver: { type: 'full' },
  })
})`

const workspace = workspaces()
const change = 'more'

/** Deployed with two accounts; the key store as it was before the second came stands in `older`. */
async function deployed(): Promise<Workspace> {
  const own = workspace()
  own.write('natsmith.cjs', PROGRAM)
  expect(await own.json('deploy --yes --issue')).toMatchObject({ exitCode: 0 })
  copyFolder(own.path(KEYS), own.path('older'))
  expect(await own.json('deploy --yes --issue', { change })).toMatchObject({ exitCode: 0 })
  return own
}

test.each([
  ['behind the record', true, '', 'account/SALES/nkey'],
  ['gone', false, ' --adopt', 'operator/acme/signing/main'],
])(
  'a key store that is %s: what is lost is said; --replace-lost issues anew',
  async (_, isOlder, adopt, lost) => {
    const copy = await deployed()
    renameSync(copy.path(KEYS), copy.path('newer'))
    if (isOlder) copyFolder(copy.path('older'), copy.path(KEYS))
    const before = tree(copy.folder)
    const check = await copy.json('check', { change })
    expect(check.exitCode).toBe(0)
    const findings = check['findings'] as readonly { code: string; severity: string; path: string }[]
    expect(new Set(findings.map(({ code, severity }) => `${severity} ${code}`))).toEqual(
      new Set(['warning lost']),
    )
    for (const { path } of findings) expect(path).toMatch(/^prod/)
    for (const line of ['diff', 'issue', 'deploy --yes --issue'])
      expect(await copy.json(line, { change })).toMatchObject({
        exitCode: 1,
        error: { code: 'lost', change: expect.stringContaining('natsmith issue --replace-lost') as unknown },
      })
    expect(tree(copy.folder)).toEqual(before)

    const { issued } = await copy.json('issue --replace-lost', { change })
    expect(issued).toContainEqual({
      identity: lost,
      verb: 'issue',
      reason: 'was deployed, and is lost',
      fresh: true,
    })
    expect(await copy.json(`deploy --yes${adopt}`, { change })).toMatchObject({ exitCode: 0 })
    expect(await copy.json('check', { change })).toMatchObject({ exitCode: 0, findings: [] })
  },
)

test('a key store from before a user that is revoked lets nobody in again', async () => {
  const own = workspace()
  own.write('natsmith.cjs', PROGRAM)
  expect(await own.json('deploy --yes --issue')).toMatchObject({ exitCode: 0 })
  copyFolder(own.path(KEYS), own.path('older'))
  expect(await own.json('deploy --yes --issue', { change: 'guest' })).toMatchObject({ exitCode: 0 })
  expect(await own.json('deploy --yes --issue')).toMatchObject({ exitCode: 0, findings: [] })

  renameSync(own.path(KEYS), own.path('newer'))
  copyFolder(own.path('older'), own.path(KEYS))
  const before = tree(own.folder)
  const { exitCode, findings } = await own.json('check')
  expect({ exitCode, findings }).toMatchObject({
    exitCode: 1,
    findings: [{ code: 'revocation-forgotten', severity: 'error', path: 'prod/ORDERS' }],
  })
  expect(await own.json('deploy --yes --issue')).toMatchObject({ exitCode: 1 })
  expect(tree(own.folder)).toEqual(before)
})

test('diff and deploy warn of creds that keep what a user loses, until its key is rotated', async () => {
  const own = workspace()
  own.write('natsmith.cjs', PROGRAM)
  expect(await own.json('deploy --yes --issue')).toMatchObject({ exitCode: 0, warnings: [] })
  expect(await own.json('diff')).toMatchObject({ exitCode: 0, warnings: [] })

  const less = { change: 'less' }
  const rotate = 'keys rotate user/ORDERS/alice/nkey'
  const reason = `creds handed out before keep the subjects that they had; to end that: natsmith ${rotate}`
  const warnings = [{ identity: 'user/ORDERS/alice/jwt', reason }]
  expect(await own.json('diff', less)).toMatchObject({ exitCode: 0, warnings })
  const said = `warning  user/ORDERS/alice/jwt: ${reason}\n`
  for (const line of ['diff', 'diff --markdown']) expect((await own.run(line, less)).stdout).toContain(said)
  expect(
    (await own.run('diff --from natsmith/prod/record.json --to natsmith/prod/record.json')).stdout,
  ).not.toMatch(/warning/)

  const rotated = workspace(own)
  expect((await own.run('deploy --yes --issue', less)).stdout).toContain(said)
  expect(await own.json('diff', less)).toMatchObject({ warnings: [], access: [] })

  expect(await rotated.json(rotate, less)).toMatchObject({ exitCode: 0 })
  expect(await rotated.json('diff', less)).toMatchObject({ warnings: [], access: [{ change: 'loses' }] })
  expect(await rotated.json('deploy --yes --issue', less)).toMatchObject({ exitCode: 0, warnings: [] })
})
