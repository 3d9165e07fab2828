// `npm run bench:engines -- [ARTIFACTS…]`: how long every engine takes to plan and to place so many artifacts, in the same run, and
// how much of that is natsmith's own. In: numbers of artifacts, 100 and 1000 unless given. Out: a table. Keys are issued before.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { need } from '../../tools/install'
import { embedded } from '../e2e/support/engines/embedded'
import { furnish, issuedWorkspace, succeeded, type Engine } from '../e2e/support/engines/engine'
import { pulumi, PULUMI_PROGRAM } from '../e2e/support/engines/pulumi'
import { terraform } from '../e2e/support/engines/terraform'
import { makePulumiProject } from '../e2e/support/pulumi'
import { execute, javascript, makeWorkspace, type Workspace } from '../e2e/support/workspace'

/** A node of a cluster has certificate, key and CA for clients and for routes, a conf, and a manifest. */
const PER_NODE = 8

const programOf = (artifacts: number): string => `
const { Account, CertificateAuthority, deployment, NatsCluster, User } = require('natsmith')
exports.default = deployment('prod', (scope) => {
  const issuer = new CertificateAuthority(scope, 'ca')
  new User(new Account(scope, 'ORDERS'), 'alice', {
    permissions: { publish: ['orders.>'], subscribe: ['orders.>'] },
    inboxPrefix: '_INBOX_alice',
  })
  for (let left = ${String(Math.ceil(artifacts / PER_NODE))}, i = 0; left > 0; left -= 3, i++) {
    const names = ['a', 'b', 'c'].slice(0, Math.max(left, 2)).map((letter) => 'n' + i + letter)
    new NatsCluster(scope, 'c' + i, {
      nodes: Object.fromEntries(names.map((name) => [name, name + '.internal'])),
      serverVersion: '2.12',
      tls: { issuer },
    })
  }
})
`

interface Measured {
  readonly engine: string
  readonly artifacts: number
  /** Seconds, with the synthesis where that is a step of its own. */
  readonly plan: number
  readonly apply: number
  /** Bytes of what the engine says that it would do. */
  readonly size: number
  /** Seconds of all of that in which natsmith itself worked. */
  readonly own: number
}

async function measured(engine: Engine, before: () => Promise<void>): Promise<Omit<Measured, 'artifacts'>> {
  const ownTime = engine.workspace.path('own-time')
  rmSync(ownTime, { force: true })
  let size = 0
  const plan = await seconds(async () => {
    await before()
    size = (await engine.plan()).size
  })
  const apply = await seconds(engine.deploy)
  const lines = existsSync(ownTime) ? readFileSync(ownTime, 'utf8').split('\n') : []
  const own = lines.reduce((sum, line) => sum + Number(line), 0) / 1000
  return { engine: engine.name, plan, apply, size, own }
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

async function bench(artifacts: number): Promise<readonly Measured[]> {
  const issued = await issuedWorkspace(programOf(artifacts))
  const folder = <W extends Workspace>(workspace: W): W => furnish(workspace, issued)
  const nothing = (): Promise<void> => Promise.resolve()

  const own = embedded(folder(makeWorkspace('program')))
  const stack = await terraform(folder(makeWorkspace('program')), {
    fork: 'cdktf',
    brand: 'tofu',
    binary: need('tofu'),
  })
  const synth = async (): Promise<void> => {
    const { folder: cwd } = stack.workspace
    succeeded(await execute(process.execPath, ['main.cjs'], cwd, { env: timing(stack.workspace) }))
  }
  const project = folder(await makePulumiProject(PULUMI_PROGRAM))
  const program = pulumi(project)
  await program.change({ env: timing(project) })

  const results = [
    await measured(own, nothing),
    await measured(stack, synth),
    await measured(program, nothing),
  ]
  for (const { folder: made } of [issued, own.workspace, stack.workspace, project])
    rmSync(made, { recursive: true, force: true })
  return results.map((result) => ({ ...result, artifacts }))
}

const OWN_TIME = javascript(join(__dirname, 'own-time.ts'))

const timing = ({ path, write }: Workspace): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--require ${write('own-time.cjs', OWN_TIME)}`,
  OWN_TIME: path('own-time'),
})

// --------------------------------------------------------------------------------------------------------------- table

const HEAD = ['Artifacts', 'Engine', 'Plan', 'Apply', 'Plan size', 'Ratio', "natsmith's own share"]

function rowsOf(results: readonly Measured[]): readonly (readonly string[])[] {
  const [first] = results
  const whole = ({ plan, apply }: Measured): number => plan + apply
  return results.map((result, i) => [
    String(result.artifacts),
    result.engine,
    `${result.plan.toFixed(1)} s`,
    `${result.apply.toFixed(1)} s`,
    `${(result.size / 1000).toFixed(0)} kB`,
    (whole(result) / (first === undefined ? 1 : whole(first))).toFixed(1),
    i === 0 ? '' : `${((100 * result.own) / whole(result)).toFixed(0)} %`,
  ])
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

async function main(): Promise<void> {
  const words = process.argv.slice(2)
  const given = words.map(Number)
  if (!given.every((artifacts) => Number.isSafeInteger(artifacts) && artifacts > 0)) {
    console.error(
      `usage: npm run bench:engines [-- ARTIFACTS …]   (got ${words.join(' ')}; default: 100 1000)`,
    )
    process.exitCode = 1
    return
  }
  console.log(`${line(HEAD)}\n${line(HEAD.map(() => '---'))}`)
  for (const artifacts of given.length > 0 ? given : [100, 1000])
    for (const row of rowsOf(await bench(artifacts))) console.log(line(row))
}

void main()
