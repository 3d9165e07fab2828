// docs/guides/operator.md, done: its program on a real nats-server, first in config mode with streams, then switched as the guide says:
// the streams and their messages are back. And what it says of a push, in a folder of JWTs.
import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { need } from '../../tools/install'
import { freeOffset } from '../oracle/support/ports'
import { startServer, type RunningServer } from '../oracle/support/server'
import { COMMAND, makeWorkspace, type Workspace } from './support/workspace'
import { succeeded } from './support/engines/engine'

const GUIDE = readFileSync(join(__dirname, '../../docs/guides/operator.md'), 'utf8')
const blocks = (language: string): readonly string[] =>
  [...GUIDE.matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\``, 'gms'))].map(([, text = '']) => text)
const [PROGRAM = '', SCOPES = '', UNUSED = '', ACKNOWLEDGED = ''] = blocks('ts')
const [PUSH = '', BACKUP = '', RENAME = '', RESTORE = ''] = blocks('sh')

interface Site {
  readonly workspace: Workspace
  /** The guide's program with something in the place of something else. */
  readonly program: (...changes: readonly (readonly [string, string])[]) => void
  readonly deploy: () => Promise<string>
  readonly start: () => Promise<void>
  readonly stop: () => Promise<void>
  /** A command of the guide, in a shell; what it prints. */
  readonly shell: (script: string, env?: Readonly<Record<string, string>>) => Promise<string>
  /** Hands out a user's creds, and runs `nats` as this user. */
  readonly nats: (user: string, ...words: readonly string[]) => Promise<string>
}

async function makeSite(): Promise<Site> {
  const workspace = makeWorkspace('program')
  rmSync(workspace.path('natsmith.cjs'))
  const port = 4222 + (await freeOffset([4222]))
  const node = `{ dnsNames: ['localhost'], ports: { client: ${String(port)} } }`
  const store = workspace.path('store')
  let server: RunningServer | undefined
  const shell: Site['shell'] = async (script, env = {}) => {
    const PATH = `${dirname(need('nats'))}:${process.env['PATH'] ?? ''}`
    const options = { cwd: workspace.folder, env: { ...process.env, ...env, PATH } }
    const { stdout, stderr } = await promisify(execFile)(
      'sh',
      ['-euc', `natsmith() { '${process.execPath}' '${COMMAND}' "$@"; }\n${script}`],
      options,
    )
    return stdout + stderr
  }
  return {
    workspace,
    shell,
    program(...changes) {
      const here: readonly (readonly [string, string])[] = [
        ["nats1: 'nats1.internal'", `nats1: ${node}`],
        ["serverVersion: '2.15'", "serverVersion: '2.15', host: '127.0.0.1', configDir: 'etc/nats'"],
        ['/var/lib/nats/jetstream', store],
      ]
      const text = [...changes, ...here].reduce((all, [from, to]) => {
        if (!all.includes(from)) throw new Error(`the guide's program has no ${from}`)
        return all.replace(from, () => to)
      }, PROGRAM)
      workspace.write('natsmith.ts', text)
    },
    async deploy() {
      return succeeded(await workspace.run('deploy --out out --yes --issue')).stdout
    },
    async start() {
      const cwd = workspace.path('out/nats1')
      server = await startServer(need('nats-server-2.15'), { cwd, conf: 'etc/nats/nats-server.conf' })
    },
    async stop() {
      await server?.stop()
    },
    async nats(user, ...words) {
      succeeded(await workspace.run(`creds ${user} --out creds`))
      const context = `prod-${user.replace('/', '-')}`
      const line = words.map((word) => `'${word}'`).join(' ')
      return shell(`XDG_CONFIG_HOME="$PWD/creds" nats --context ${context} ${line}`)
    },
  }
}

let site: Site
beforeEach(async () => {
  site = await makeSite()
})
afterEach(async () => {
  await site.stop()
  rmSync(site.workspace.folder, { recursive: true, force: true })
})

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
  expect(await site.deploy()).toContain('Next: push the JWTs of accounts, then')
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
  const scoped = (text: string): readonly [string, string] => [
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
