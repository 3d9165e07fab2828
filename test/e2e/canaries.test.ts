// A secret in every prop that takes one, deployed by every engine at its most talkative: none shows in anything that the engine
// plans, keeps, logs or prints.
import { lstatSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tree } from '../support/tree'
import { embedded } from './support/engines/embedded'
import { succeeded, type Engine } from './support/engines/engine'
import { leaks, plant, secretsOf, type Planted } from './support/engines/planted'
import { pulumi } from './support/engines/pulumi'
import { BINARIES, terraform } from './support/engines/terraform'
import { makePulumiProject } from './support/pulumi'
import { javascript, makeWorkspace, type RunOptions, type Workspace } from './support/workspace'

const PROGRAM = javascript(join(__dirname, 'support/engines/secrets.ts'))

const PULUMI_PROGRAM = `
const pulumi = require('@pulumi/pulumi')
const { NatsDeployment } = require('natsmith/pulumi')
const planted = JSON.parse(process.env.PLANTED)
new NatsDeployment('nats', {
  deployment: require('./natsmith.cjs').default,
  passwords: planted.isOperatorMode ? {} : { 'ORDERS/dave': pulumi.secret(planted.stdin) },
})
`

const GENERATIONS = [plant('first'), plant('second'), plant('operator mode', true)]
const [FIRST] = GENERATIONS

const envOf = (planted: Planted | undefined): Pick<RunOptions, 'env'> => ({
  env: { PLANTED: JSON.stringify(planted) },
})

const withProgram = <W extends Workspace>(workspace: W): W => {
  workspace.write('natsmith.cjs', PROGRAM)
  return workspace
}

/** Issues what an engine does not. */
async function issue({ run }: Workspace, planted: Planted): Promise<void> {
  const asked = planted.isOperatorMode ? '' : ' --password-stdin ORDERS/dave'
  succeeded(await run(`issue${asked}`, { ...envOf(planted), input: planted.stdin }))
}

async function issuedWorkspace(): Promise<Workspace> {
  const workspace = withProgram(makeWorkspace('program'))
  if (FIRST) await issue(workspace, FIRST)
  return workspace
}

/** How an engine is made, and told a password. */
const ENGINES: Readonly<
  Record<string, () => Promise<readonly [Engine, tell: (planted: Planted) => Promise<unknown>]>>
> = {
  'natsmith deploy': async () => {
    const workspace = await issuedWorkspace()
    return [embedded(workspace), (planted) => issue(workspace, planted)]
  },
  ...Object.fromEntries(
    (['cdktf', 'cdktn'] as const).map((fork, i) => [
      fork,
      async () => {
        const workspace = await issuedWorkspace()
        const stack = { fork, ...(BINARIES[i] ?? BINARIES[0]) }
        const engine = await terraform(workspace, stack, envOf(FIRST))
        return [engine, (planted: Planted) => issue(workspace, planted)] as const
      },
    ]),
  ),
  pulumi: async () => {
    const project = withProgram(await makePulumiProject(PULUMI_PROGRAM))
    // At this level Pulumi prints secrets of its own config when they change, whoever uses them.
    return [pulumi(project), () => Promise.resolve()]
  },
}

jest.setTimeout(300_000)

test.each(Object.keys(ENGINES))('%s', async (name) => {
  const [engine, tell] = (await ENGINES[name]?.()) ?? []
  if (engine === undefined) throw new Error(name)
  const { workspace } = engine
  const said: Record<string, string> = {}
  for (const planted of GENERATIONS) {
    await tell?.(planted)
    await engine.change(envOf(planted))
    for (const [where, text] of Object.entries(await engine.trace())) said[where] = (said[where] ?? '') + text
  }
  const secrets = secretsOf(workspace, GENERATIONS)
  expect(secrets.length).toBeGreaterThan(30)

  const kept = tree(workspace.folder)
  // In operator mode, what was issued is JWTs: one is a secret.
  expect(secrets.filter((secret) => secret.startsWith('eyJ0'))).toHaveLength(1)
  const secretFiles = Object.keys(kept).filter((file) => HOLDS_SECRETS.test(file))
  const others = Object.entries(kept).filter(([file]) => !HOLDS_SECRETS.test(file) && !IS_CODE.test(file))
  expect(others.map(([file]) => file)).toEqual(expect.arrayContaining(LEFT[engine.kind].map(matching)))
  expect(leaks({ ...said, ...Object.fromEntries(others) }, secrets)).toEqual([])

  // And what was searched for is there, in files that only their owner reads.
  const where = leaks(Object.fromEntries(secretFiles.map((file) => [file, kept[file] ?? ''])), secrets)
  expect(where.length).toBeGreaterThan(20)
  for (const file of new Set(where.map((leak) => leak.split(': ')[0] ?? '')))
    expect([file, lstatSync(workspace.path(file)).mode & 0o777]).toEqual([file, 0o600])
  rmSync(workspace.folder, { recursive: true })
})

const HOLDS_SECRETS =
  /^(natsmith\/prod\/keys\/secret-|\.natsmith\/staged\/|out\/.*\/(nats-server\.conf|.*\.key|.*\.creds)$)/
const IS_CODE = /(^|\/)(node_modules|\.terraform|plugins)\//

/** What an engine leaves, so that nothing is thought to be clean because it was not looked at. */
const LEFT = {
  natsmith: ['natsmith/prod/record.json', 'out/nats1/etc/nats/natsmith-manifest.json'],
  terraform: [/cdk\.tf\.json$/, /tfstate$/, /tfstate\.backup$/, /planned$/, 'natsmith/prod/record.json'],
  pulumi: [/^state\/.*\.json$/, /^state\/.*backups/, /^state\/.*history/, 'natsmith/prod/record.json'],
} as const

const matching = (pattern: string | RegExp): unknown =>
  typeof pattern === 'string' ? pattern : expect.stringMatching(pattern)
