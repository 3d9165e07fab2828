// The quickstart as a newcomer runs it: its table and exit code, what it says when a claim fails, and that it leaves
// nothing behind, also when it is interrupted.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(__dirname, '../..')
const JITI = [join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs'), 'examples/quickstart/run.ts']

interface Outcome {
  readonly code: number | null
  /** Claims of the table, with their verdicts. */
  readonly claims: ReadonlyMap<string, string>
  readonly output: string
}

let folder: string
let temporary: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'natsmith-e2e-'))
  temporary = join(folder, 'tmp')
  mkdirSync(temporary)
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** Runs the quickstart with a folder of its own for temporary files; `interrupt` is text that makes us press Ctrl-C. */
async function run(command: string, args: readonly string[], interrupt?: string): Promise<Outcome> {
  const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, TMPDIR: temporary } })
  let output = ''
  let isInterrupted = false
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (interrupt !== undefined && !isInterrupted && output.includes(interrupt)) {
        isInterrupted = true
        child.kill('SIGINT')
      }
    })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const rows = output.matchAll(/^(\S.*?) {2,}\S.* {2}(ok|FAIL)$/gm)
  return { code, output, claims: new Map([...rows].map(([, claim = '', verdict = '']) => [claim, verdict])) }
}

function expectNothingLeft(): void {
  // Node 22 and newer keep compiled code there.
  expect(readdirSync(temporary).filter((name) => name !== 'node-compile-cache')).toEqual([])
  const processes = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout
  expect(processes.split('\n').filter((line) => line.includes(temporary))).toEqual([])
}

const CLAIMS = [
  'certificates shown on client',
  'certificates shown on cluster',
  'certificates shown on leafnodes',
  'client without a certificate',
  'client without TLS',
  "alice's certificate as a route (2.15)",
  "alice's certificate as a leaf node (2.15)",
  "alice's certificate as a route (2.10)",
  "alice's certificate as a leaf node (2.10)",
  'alice publishes orders.created',
  'alice publishes billing.invoice',
  'orders.created crosses to the leaf node',
  'orders.created is imported by BILLING',
  'a client expects another host name',
  'nats1 stops; its client knew one URL',
  'a conf is changed by hand: natsmith drift',
  'natsmith deploy',
  'natsmith drift afterwards',
]

it('npm run quickstart shows that every claim holds', async () => {
  const { code, claims } = await run('npm', ['run', '--silent', 'quickstart'])
  expect([...claims]).toEqual(CLAIMS.map((claim) => [claim, 'ok']))
  expect(code).toBe(0)
  expectNothingLeft()
})

it('says which claim fails, and exits with 1', async () => {
  const program = readFileSync(join(ROOT, 'examples/quickstart/natsmith.ts'), 'utf8')
  const lax = join(folder, 'natsmith.ts')
  writeFileSync(lax, program.replace("publish: ['orders.>']", "publish: ['orders.>', 'billing.>']"))
  const { code, claims } = await run(process.execPath, [...JITI, lax])
  expect(claims.size).toBe(CLAIMS.length)
  expect([...claims].filter(([, verdict]) => verdict === 'FAIL')).toEqual([
    ['alice publishes billing.invoice', 'FAIL'],
  ])
  expect(code).toBe(1)
  expectNothingLeft()
})

it('leaves nothing behind when one of the two deployments has an error', async () => {
  const program = readFileSync(join(ROOT, 'examples/quickstart/natsmith.ts'), 'utf8')
  const broken = join(folder, 'natsmith.ts')
  writeFileSync(
    broken,
    program.replace('QUICKSTART_SERVER_VERSION as', "QUICKSTART_SERVER_VERSION.replace('2.10', '2.9') as"),
  )
  const { code, output } = await run(process.execPath, [...JITI, broken])
  expect(output).toContain('invalid-server-version')
  expect(code).toBe(1)
  expectNothingLeft()
})

it.each(['natsmith deploys', 'nats-servers start'])(
  'leaves nothing behind when it is interrupted after "%s"',
  async (text) => {
    const { code } = await run(process.execPath, JITI, text)
    expect(code).toBe(1)
    expectNothingLeft()
  },
)
