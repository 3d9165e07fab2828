// docs/guides/operator.md, done: its program on a real nats-server, first in config mode with streams, then switched as the guide says:
// the streams and their messages are back. And what it says of a push, in a folder of JWTs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { succeeded } from './support/engines/engine'
import { blocksOf, makeSite, type Replaced, type Site } from './support/guide'

const blocks = blocksOf('operator')
const [PROGRAM = '', SCOPES = '', UNUSED = '', ACKNOWLEDGED = ''] = blocks('ts')
const [PUSH = '', BACKUP = '', RENAME = '', RESTORE = ''] = blocks('sh')

let site: Site
beforeEach(async () => {
  site = await makeSite(PROGRAM, (workspace) => [['/var/lib/nats/jetstream', workspace.path('store')]])
})
afterEach(() => site.remove())

const OPERATOR = "new Operator(scope, 'acme')"
const ENCRYPTED = ["maxFile: '256MB'", "maxFile: '256MB', encryption: 'aes'"] as const

describe('from config mode to operator mode', () => {
  it.each(['renamed', 'backed up and restored'])(
    'streams are %s, and there are their messages',
    async (how) => {
      const encryption = how === 'renamed' ? [] : [ENCRYPTED]
      site.program([OPERATOR, UNUSED.trim()], ...encryption)
      await site.deploy()
      await site.start()
      await site.nats('ORDERS/admin', 'stream', 'add', 'EVENTS', '--subjects=orders.>', '--defaults')
      for (const n of ['1', '2', '3']) await site.nats('ORDERS/admin', 'request', 'orders.new', n)

      site.program(...encryption)
      const refused = await site.workspace.run('deploy --out out --yes --issue')
      expect(refused.stderr).toContain('[jetstream-mode-switch]')
      site.program(
        ["new User(orders, 'admin')", `new User(orders, 'admin')\n${ACKNOWLEDGED}`],
        ['import {', 'import { acknowledge,'],
        ...encryption,
      )
      const said = await site.deploy()
      expect(said).toMatch(/~ {2}authentication +config → operator acme +restart/)
      expect(said).toMatch(/hand out creds: .*ORDERS\/admin/)
      const [, KEY = ''] = /account ORDERS nkey +(A[A-Z2-7]{55})/.exec(said) ?? []
      if (how !== 'renamed') await site.shell(BACKUP)
      await site.stop()
      if (how === 'renamed') {
        const script = RENAME.replaceAll(
          '/var/lib/nats/jetstream/jetstream',
          site.workspace.path('store/jetstream'),
        )
        await site.shell(script, { KEY })
      }
      await site.start()
      if (how !== 'renamed') {
        expect(await site.nats('ORDERS/admin', 'stream', 'ls', '--names')).not.toContain('EVENTS')
        await site.shell(RESTORE)
      }
      const info = await site.nats('ORDERS/admin', 'stream', 'info', 'EVENTS', '--json')
      expect(JSON.parse(info)).toMatchObject({ state: { messages: 3 } })
      // Without the acknowledgement there is nothing more to do.
      site.program(...encryption)
      expect(await site.workspace.json('diff')).toMatchObject({ changes: [], issue: [], handOut: [] })
    },
  )
})

it('pushes what a folder of JWTs is to take, as diff says', async () => {
  const full = [
    'systemAccount: system',
    "systemAccount: system, resolver: { type: 'full', dir: 'accounts' }",
  ] as const
  site.program(full)
  await site.deploy()
  await site.start()
  const limited = ["{ jetstream: { maxStore: '64MB' } }", "{ jetstream: { maxStore: '32MB' } }"] as const
  site.program(full, limited)
  const diff = await site.workspace.json('diff')
  expect(diff).toMatchObject({
    changes: [
      { sign: '~', what: 'account ORDERS jetstream max_store', was: '64MB', now: '32MB', effect: 'push' },
    ],
    handOut: [],
  })
  expect(await site.deploy()).toContain('Next: push the JWTs of accounts with natsmith push, then')
  const limit = async (): Promise<unknown> =>
    (
      JSON.parse(await site.nats('ORDERS/admin', 'request', '$JS.API.INFO', '', '--raw')) as {
        limits: unknown
      }
    ).limits
  expect(await limit()).toMatchObject({ max_storage: 64 << 20 })
  expect(await site.shell(PUSH)).toContain('jwt updated')
  expect(await limit()).toMatchObject({ max_storage: 32 << 20 })
})

it('hands out creds where only the JWT of a user changes, and none where its scope does', async () => {
  const scoped = (text: string): Replaced => [
    "const orders = new Account(scope, 'ORDERS', { jetstream: { maxStore: '64MB' } })",
    text,
  ]
  site.program(scoped(SCOPES))
  await site.deploy()
  site.program(scoped(SCOPES.replace('_INBOX.>', '_INBOX.shop.>')))
  expect(await site.workspace.json('diff')).toMatchObject({
    changes: [
      { sign: '-', what: 'account ORDERS signing key service subscribe allow _INBOX.>', effect: 'reload' },
      {
        sign: '+',
        what: 'account ORDERS signing key service subscribe allow _INBOX.shop.>',
        effect: 'reload',
      },
    ],
    handOut: [],
  })
  site.program(scoped(SCOPES), [
    "new User(orders, 'admin')",
    "new User(orders, 'admin', { permissions: { publish: ['orders.>'] } })",
  ])
  expect(await site.workspace.json('diff')).toMatchObject({
    changes: [{ sign: '+', what: 'user ORDERS/admin publish allow orders.>', effect: 'none' }],
    handOut: ['ORDERS/admin'],
  })
  expect(await site.deploy()).toContain('Next: hand out creds: ORDERS/admin, then')
})

describe('new signing keys, without anybody being refused', () => {
  const FULL = [
    'systemAccount: system',
    "systemAccount: system, resolver: { type: 'full', dir: 'accounts' }",
  ] as const
  /** Whether the creds in a folder are let in. */
  const isLetIn = (folder: string): Promise<boolean> =>
    site
      .shell(`XDG_CONFIG_HOME="$PWD/${folder}" nats --context prod-ORDERS-admin pub anything anything`)
      .then(
        () => true,
        () => false,
      )
  const handOut = async (folder: string): Promise<void> => {
    succeeded(await site.workspace.run(`creds ORDERS/admin --out ${folder}`))
  }

  const guide = readFileSync(join(__dirname, '../../docs/guides/operator.md'), 'utf8')

  it('of an account: the creds of both keys are let in, until the old one is gone', async () => {
    const ACCOUNT = /^ *const orders = [^]*?\n\n/m.exec(PROGRAM)?.[0] ?? ''
    const steps = guide.match(/(?<=^\d\. `)signingKeys: \{.*\}(?=`)/gm) ?? []
    expect(steps).toHaveLength(3)
    const deployed = async (keys: string): Promise<string> => {
      const account = `const orders = new Account(scope, 'ORDERS', { ${keys} })\n  new User(orders, 'admin')\n\n`
      site.program(FULL, [ACCOUNT, account])
      return site.deploy()
    }
    const [both = '', nextFirst = '', nextOnly = ''] = steps
    await deployed('signingKeys: { main: {} }')
    await site.start()
    await handOut('old')
    expect(await isLetIn('old')).toBe(true)

    expect(await deployed(both)).not.toContain('hand out creds')
    await site.shell(PUSH)
    expect(await isLetIn('old')).toBe(true)

    expect(await deployed(nextFirst)).toContain('hand out creds: ORDERS/admin')
    await handOut('new')
    // Before the push, too: the server knows the key already.
    expect([await isLetIn('old'), await isLetIn('new')]).toEqual([true, true])
    await site.shell(PUSH)
    expect([await isLetIn('old'), await isLetIn('new')]).toEqual([true, true])

    expect(await deployed(nextOnly)).not.toContain('hand out creds')
    await site.shell(PUSH)
    expect([await isLetIn('old'), await isLetIn('new')]).toEqual([false, true])
  })

  it('of an operator: the same creds are let in after every step', async () => {
    const steps = guide.match(/(?<=^\d\. `)signingKeys: \[.*?\](?=`)/gm) ?? []
    expect(steps).toHaveLength(3)
    for (const [i, keys] of ["signingKeys: ['main']", ...steps].entries()) {
      site.program(FULL, [OPERATOR, `new Operator(scope, 'acme', { ${keys} })`])
      await site.deploy()
      if (i === 0) await handOut('creds')
      // Before the restart, too.
      else expect(await isLetIn('creds')).toBe(true)
      await site.stop()
      await site.start()
      expect(await isLetIn('creds')).toBe(true)
      await site.shell(PUSH)
      expect(await isLetIn('creds')).toBe(true)
    }
  })
})
