// Stores that the real nsc has made, taken over by the natsmith command, run by a real server, and given back to nsc.
import { spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, credsAuthenticator } from '@nats-io/transport-node'
import { need } from '../../tools/install'
import { makeWorkspace, type Workspace } from '../e2e/support/workspace'
import { freeOffset } from '../../lib/testing/ports'
import { startServer } from '../../lib/testing/server'

const folder = mkdtempSync(join(tmpdir(), 'natsmith-nsc-'))
const store = join(folder, 'store')
let workspace: Workspace
/** What the key store holds after the import, and what the next issue does with it. */
let keys: readonly { readonly identity: string; readonly kind: string; readonly next: string }[]

function nsc(dir: string, line: string): string {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    NSC_NO_GIT_IGNORE: 'true',
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
  }
  const { status, stdout, stderr } = spawnSync(need('nsc'), ['--all-dirs', dir, ...line.split(' ')], {
    env,
    cwd: folder,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${line}: ${stderr}${stdout}`)
  return `${stdout}${stderr}`
}

/** Without quotes, an argument has no blank. */
const STORE = `add operator -n ACME --sys --generate-signing-key
edit operator --service-url nats://localhost:4222 --account-jwt-server-url nats://localhost:4222
add account ORDERS
add account BILLING
edit account ORDERS --conns 100 --subscriptions 1000 --js-mem-storage 1M --js-disk-storage 1G --description orders --tag region:eu
edit signing-key --account ORDERS --sk generate --role sensor --allow-pub sensors.{{name()}}.> --allow-sub cmd.{{name()}}
edit account BILLING --disallow-bearer --payload 4096 --exports 5 --wildcard-exports=false
edit account BILLING --allow-pub billing.> --allow-sub billing.>,_INBOX.>
add export --account ORDERS --subject orders.>
add export --account ORDERS --subject req.* --service --private --response-type Stream -n reqs
generate activation --account ORDERS --target-account BILLING --subject req.a -o ${join(folder, 'activation.jwt')}
add import --account BILLING --token ${join(folder, 'activation.jwt')} --local-subject local.req
add import --account BILLING --src-account ORDERS --remote-subject orders.new
add mapping --account ORDERS --from a.* --to b.{{wildcard(1)}} --weight 50
add mapping --account ORDERS --from c --to d
add user alice --account ORDERS --allow-pub orders.>,_R_.> --allow-sub _INBOX.> --allow-pub-response --expiry 30d --source-network 127.0.0.0/8,::1/128 --tag a:b
edit user alice --account ORDERS --time 00:00:00-23:59:59 --locale Europe/Berlin --payload 1024 --subs 5 --conn-type STANDARD,WEBSOCKET
add user probe --account ORDERS -K sensor
add user bob --account BILLING
add user gone --account BILLING
revocations add-user --account BILLING -n gone`

beforeAll(async () => {
  mkdirSync(store, { mode: 0o700 })
  for (const line of STORE.split('\n')) nsc(store, line)
  workspace = makeWorkspace('nothing')
  mkdirSync(workspace.path('node_modules'))
  symlinkSync(join(__dirname, '../..'), workspace.path('node_modules/natsmith'))
  symlinkSync(join(__dirname, '../../node_modules/constructs'), workspace.path('node_modules/constructs'))
  const { exitCode, leftOut } = await workspace.json(`import nsc ${store}`)
  expect(exitCode).toBe(0)
  expect(leftOut).toEqual([{ account: 'BILLING', user: 'gone', reason: 'its account has revoked it' }])
  const listed = await workspace.json('keys list')
  keys = listed['keys'] as typeof keys
  expect(await workspace.run('issue')).toMatchObject({ code: 0 })
  expect(await workspace.json('export nsc --out back')).toMatchObject({ exitCode: 0, operators: ['ACME'] })
})

afterAll(() => {
  rmSync(workspace.folder, { recursive: true })
  rmSync(folder, { recursive: true })
})

type Claims = Readonly<Record<string, unknown>>

const claimsIn = (file: string): Claims => {
  const token = /ey[\w-]+\.([\w-]+)\.[\w-]+/.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
  return JSON.parse(Buffer.from(token, 'base64url').toString()) as Claims
}

/** Every JWT below a store, without what signing anew changes. */
function claimsOf(dir: string): ReadonlyMap<string, Claims> {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.jwt'),
  )
  return new Map(
    files.map((name) => {
      const { iat, jti, iss, exp, ...claims } = claimsIn(join(dir, name))
      expect([iat, jti, iss, exp ?? 0]).not.toContain(undefined)
      // An activation is issued by another key, too.
      const text = JSON.stringify(claims)
        .replace(/"token":"ey[^"]*"/g, '"token":""')
        // What says the same as if it were not there.
        .replaceAll(',"weight":100', '')
        .replaceAll('"description":"",', '')
        .replaceAll(',"description":""', '')
      return [name, JSON.parse(text) as Claims]
    }),
  )
}

const creds = (name: string): Buffer => readFileSync(join(store, 'creds/ACME', name))

it('issues nothing but what signing keys sign again, and every claim is equal', () => {
  expect(keys.filter(({ kind, next }) => kind === 'nkey' && next !== 'keep')).toEqual([])
  expect(new Set(keys.map(({ next }) => next))).toEqual(new Set(['keep', 'reissue']))
  const was = new Map(claimsOf(store))
  was.delete('ACME/accounts/BILLING/users/gone.jwt')
  expect(claimsOf(workspace.path('back'))).toEqual(was)
})

it('writes nothing where something is refused, and finishes what was cut short', async () => {
  const other = makeWorkspace('nothing')
  try {
    const broken = other.path('broken')
    mkdirSync(broken, { mode: 0o700 })
    nsc(broken, 'add operator -n OTHER')
    nsc(broken, 'add account ORDERS')
    nsc(broken, 'edit account ORDERS --sk generate')
    const keyFiles = join(broken, 'keys/A')
    renameSync(keyFiles, other.path('A'))
    const refused = await other.run(['import', 'nsc', broken])
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain('error [nsc-seed-missing]')
    expect(readdirSync(other.folder).sort()).toEqual(['A', 'broken'])
    renameSync(other.path('A'), keyFiles)
    expect((await other.json('import nsc broken'))['imported']).toContain('account/ORDERS/jwt')
    const program = readFileSync(other.path('natsmith.ts'), 'utf8')
    rmSync(other.path('natsmith.ts'))
    expect((await other.json('import nsc broken'))['imported']).toEqual([])
    expect(readFileSync(other.path('natsmith.ts'), 'utf8')).toBe(program)
  } finally {
    rmSync(other.folder, { recursive: true })
  }
})

it('keeps what only the owner of a key can sign, until the owner has signed what the program says', async () => {
  const other = makeWorkspace('nothing')
  try {
    const dir = other.path('offline')
    mkdirSync(dir, { mode: 0o700 })
    for (const line of [
      'add operator -n OFFLINE --generate-signing-key',
      'add account APP',
      'edit account APP --sk generate --tag plain,team:core --trace-context-subject traces.app --trace-context-sampling 50',
      'add user ann --account APP',
    ])
      nsc(dir, line)
    const sealed = ['OFFLINE/OFFLINE.jwt', 'OFFLINE/accounts/APP/APP.jwt'].map((file) => {
      const key = String(claimsIn(join(dir, file))['sub'])
      return `keys/${key.slice(0, 1)}/${key.slice(1, 3)}/${key}.nk`
    })
    const move = (from: string, to: string): void => {
      sealed.forEach((file, i) => {
        renameSync(
          from === dir ? join(dir, file) : join(from, String(i)),
          to === dir ? join(dir, file) : join(to, String(i)),
        )
      })
    }
    mkdirSync(other.path('safe'))
    move(dir, other.path('safe'))
    expect(await other.run('import nsc offline')).toMatchObject({ code: 0 })
    expect(await other.run('issue')).toMatchObject({ code: 0 })
    const listed = await other.json('keys list')
    expect((listed['keys'] as typeof keys).filter(({ next }) => next !== 'keep')).toEqual([])
    const program = readFileSync(other.path('natsmith.ts'), 'utf8')
    expect(program).toMatch(
      /tags: \{ plain: '', team: 'core' \}[^]*trace: \{ destination: 'traces.app', sampling: 50 \}/,
    )
    writeFileSync(
      other.path('natsmith.ts'),
      program.replace(
        /(new Operator\(scope, 'OFFLINE', \{)/,
        "$1 serviceUrls: ['nats://hub.internal:4222'],",
      ),
    )
    const refused = await other.run('deploy --yes --issue --out out')
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.stderr).toContain('error [needs-owner]')
    const early = await other.run('keys import offline/OFFLINE/OFFLINE.jwt')
    expect(early.stderr).toContain('nats.operator_service_urls')
    move(other.path('safe'), dir)
    nsc(dir, 'edit operator --service-url nats://hub.internal:4222')
    expect(await other.json('keys import offline/OFFLINE/OFFLINE.jwt')).toMatchObject({
      exitCode: 0,
      imported: ['operator/OFFLINE/jwt'],
    })
    for (const what of ['nkey', 'jwt'])
      expect(await other.json(`keys rotate operator/OFFLINE/${what}`)).toMatchObject({
        exitCode: 1,
        error: { code: 'not-ours-to-rotate' },
      })
    expect(await other.run('deploy --yes --issue --out out')).toMatchObject({ code: 0 })
  } finally {
    rmSync(other.folder, { recursive: true })
  }
})

it('gives nsc a store that it agrees with, and works on', () => {
  const back = workspace.path('back')
  nsc(back, 'select operator ACME')
  expect(nsc(back, 'validate --all-accounts')).not.toMatch(/error|warning/i)
  expect(nsc(back, 'describe user --account ORDERS --name alice')).toContain('00:00:00-23:59:59')
  expect(nsc(back, 'list users --account ORDERS')).toMatch(/alice[^]*probe/)
  expect(nsc(back, 'edit account BILLING --conns 7')).toContain('[ OK ]')
  expect(nsc(back, 'add user carol --account BILLING')).toContain('[ OK ]')
})

it.each(['2.10', '2.15'] as const)(
  'on nats-server %s, the creds of nsc log in, and those of natsmith',
  async (line) => {
    const offset = await freeOffset([4222])
    const port = 4222 + offset
    const program = readFileSync(workspace.path('natsmith.ts'), 'utf8')
    writeFileSync(
      workspace.path(`run-${line}.ts`),
      program.replace('import { ', 'import { NatsCluster, acknowledge, ').replace(
        /\}\)\n$/,
        `  new NatsCluster(scope, 'hub', {
    nodes: { nats1: { ipAddresses: ['127.0.0.1'], ports: { client: ${String(port)} } } },
    configDir: '.',
    host: '127.0.0.1',
    serverVersion: '${line}',
  })
  acknowledge(scope, 'plaintext-listener', 'loopback')
})
`,
      ),
    )
    const deployed = await workspace.run(`deploy --yes --program run-${line}.ts --out out-${line}`)
    expect(deployed.stderr).toBe('')
    for (const whose of ['ORDERS/alice', 'BILLING/bob'])
      expect(await workspace.run(`creds ${whose} --out mine-${line} --program run-${line}.ts`)).toMatchObject(
        { code: 0 },
      )
    const server = await startServer(need(`nats-server-${line}`), {
      cwd: workspace.path(`out-${line}/nats1`),
      conf: 'nats-server.conf',
    })
    try {
      const login = (file: Buffer) =>
        connect({
          servers: `nats://127.0.0.1:${String(port)}`,
          authenticator: credsAuthenticator(file),
          reconnect: false,
        })
      const mine = (name: string): Buffer =>
        readFileSync(workspace.path(`mine-${line}/prod-${name}/user.creds`))
      for (const file of [
        creds('ORDERS/alice.creds'),
        creds('ORDERS/probe.creds'),
        creds('BILLING/bob.creds'),
        mine('ORDERS-alice'),
        mine('BILLING-bob'),
      ])
        await (await login(file)).close()
      await expect(login(creds('BILLING/gone.creds'))).rejects.toThrow(/authorization violation/i)
    } finally {
      await server.stop()
    }
  },
)
