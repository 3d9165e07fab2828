// Runs of the real Pulumi command line that do not go as they should, and what must not be in anything that they leave.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { makePulumiProject, tree, type PulumiProject } from './support/pulumi'
import { KEYLESS } from './support/workspace'

const CANARY = 'canary-7c1d3e9a40b8'

const PROGRAM = `
const pulumi = require('@pulumi/pulumi')
const { NatsDeployment } = require('natsmith/pulumi')
const erin = new pulumi.Config().requireSecret('erin')
const frank = pulumi.output(Promise.resolve(process.env.FRANK))
const { NAME, OUT, PARENT, MISSING } = process.env
const parent = PARENT && new pulumi.ComponentResource('test:index:Parent', PARENT)
if (process.env.TWICE) {
  const other = new pulumi.ComponentResource('test:index:Other', 'other')
  new NatsDeployment('nats', { deployment: require('./natsmith.cjs').default, out: 'other' }, { parent: other })
}
new NatsDeployment(NAME ?? 'nats', {
  deployment: process.env.KEYLESS ? require('./keyless.cjs').default : process.env.NONE ? () => undefined : require('./natsmith.cjs').default,
  out: MISSING === 'out' ? pulumi.output({}).apply((o) => o.folder) : (OUT ?? 'out'),
  passwords: MISSING === 'password' ? { 'ORDERS/erin': pulumi.output({}).apply((o) => o.password), 'ORDERS/frank': frank } : (process.env.CHANGE ?? '').includes('stdin') ? { 'ORDERS/erin': erin, 'ORDERS/frank': frank } : {},
}, { parent })
`
const CHANGE = 'stdin'
const env = { PASSWORD: `${CANARY}-bob`, FRANK: `${CANARY}-frank` }

// Every run starts four processes.
jest.setTimeout(240_000)

let project: PulumiProject
beforeAll(async () => {
  project = await makePulumiProject(PROGRAM)
  await project.pulumi(`config set --secret erin ${CANARY}-erin`)
})
afterAll(() => {
  rmSync(project.folder, { recursive: true, force: true })
})

const keys = (): Readonly<Record<string, string>> => tree(project.path('natsmith/prod/keys'))

test('what blocks is said at once, in findings, before anything is registered', async () => {
  const { code, stdout, stderr } = await project.pulumi('preview', { change: 'errors' })
  expect(code).not.toBe(0)
  for (const finding of ['[plaintext-listener]  prod/lab', '[import-without-export]  prod/BILLING'])
    expect(stdout).toContain(finding)
  expect(stdout + stderr).not.toMatch(/^ +at .*:\d+:\d+/m)
  expect(stdout).not.toContain('NatsDeployment')
  expect(existsSync(project.path('natsmith'))).toBe(false)
})

test.each([
  [{ TWICE: '1' }, '[same-key-store]  nats'],
  [{ NONE: '1' }, '[invalid-deployment]  nats'],
])('%p is a finding, without a line of code', async (env, finding) => {
  const { code, stdout, stderr } = await project.pulumi('preview', { env })
  expect(code).not.toBe(0)
  expect(stdout).toContain(finding)
  expect(stdout + stderr).not.toMatch(/^ +at .*:\d+:\d+|unhandled/m)
  expect(existsSync(project.path('natsmith'))).toBe(false)
})

test('kill -9 during up: the next one finishes, and issues nothing again', async () => {
  await killed('out/edge/etc/nats')
  const issued = keys()
  expect(await project.pulumi('cancel --yes')).toMatchObject({ code: 0, stderr: '' })
  const up = await project.pulumi('up', { change: CHANGE, env })
  expect(up).toMatchObject({ code: 0 })
  expect(keys()).toEqual(issued)
  expect(await project.json('drift --out out')).toMatchObject({ exitCode: 0, drifted: false })
})

test('state that is lost: up takes over what natsmith placed, and issues nothing again', async () => {
  const before = { ...keys(), ...tree(project.path('out')) }
  rmSync(project.path('state/.pulumi/stacks'), { recursive: true })
  expect(await project.pulumi('stack init dev')).toMatchObject({ code: 0 })
  expect(await project.pulumi(`config set --secret erin ${CANARY}-erin`)).toMatchObject({ code: 0 })
  expect(await project.pulumi('up', { change: CHANGE, env })).toMatchObject({ code: 0 })
  expect({ ...keys(), ...tree(project.path('out')) }).toEqual(before)
})

/** Has whoever loads natsmith's provider tell of its reads. */
const NEWER = `
const { appendFileSync } = require('node:fs')
const Module = require('node:module')
const load = Module._load
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest)
  if (request !== 'natsmith/pulumi-provider') return loaded
  const read = async (id, state) => {
    appendFileSync(process.env.READS, id + '\\n')
    return loaded.nodeProvider.read(id, state)
  }
  return { ...loaded, nodeProvider: { ...loaded.nodeProvider, read } }
}
`

test('refresh runs the provider that is there, not the one of the last up (pulumi/pulumi#6490)', async () => {
  const newer = {
    ...env,
    NODE_OPTIONS: `--require ${project.write('newer.cjs', NEWER)}`,
    READS: project.path('reads'),
  }
  expect(await project.pulumi('refresh', { env: newer })).toMatchObject({ code: 0 })
  expect(readFileSync(project.path('reads'), 'utf8').trim().split('\n').length).toBeGreaterThan(2)
})

test('another name, another parent, the same folder written otherwise: everything stays', async () => {
  const before = { ...keys(), ...tree(project.path('out')), ...tree(project.path('natsmith/prod')) }
  for (const other of [{ NAME: 'renamed' }, { NAME: 'renamed', PARENT: 'parent' }, { OUT: './out/' }]) {
    expect(await project.pulumi('up', { change: CHANGE, env: { ...env, ...other } })).toMatchObject({
      code: 0,
    })
    expect({ ...keys(), ...tree(project.path('out')), ...tree(project.path('natsmith/prod')) }).toEqual(
      before,
    )
  }
  expect(await project.json('drift --out out')).toMatchObject({ exitCode: 0, drifted: false })
})

test.each(['password', 'out'])(
  'a %s that turns out to be missing is an error, and nothing is issued',
  async (MISSING) => {
    const before = { ...keys(), ...tree(project.path('out')) }
    const { code, stdout, stderr } = await project.pulumi('up', { change: CHANGE, env: { ...env, MISSING } })
    expect(code).not.toBe(0)
    expect(stdout).toContain('[invalid-text]  nats')
    expect(stdout + stderr).not.toMatch(/PromiseRejectionHandledWarning|^ +at .*:\d+:\d+/m)
    expect({ ...keys(), ...tree(project.path('out')) }).toEqual(before)
  },
)

test('what needs no key is placed as all else is', async () => {
  project.write('keyless.cjs', KEYLESS)
  const keyless = { ...env, KEYLESS: '1', OUT: 'lab' }
  expect(await project.pulumi('preview', { env: keyless })).toMatchObject({ code: 0 })
  expect(await project.pulumi('up', { env: keyless })).toMatchObject({ code: 0 })
  expect(await project.pulumi('preview --refresh --expect-no-changes', { env: keyless })).toMatchObject({
    code: 0,
  })
  expect(await project.json('drift lab --out lab')).toMatchObject({ exitCode: 0, drifted: false })
})

test('no secret is in state, history, backups or logs', async () => {
  const other = { ...env, PASSWORD: `${CANARY}-bobby` }
  const up = await project.pulumi('up --refresh --debug -v9 --logtostderr', { change: CHANGE, env: other })
  expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining('reissue user/ORDERS/bob') as string })
  expect(up.stderr).toContain('client certificate')
  const left = Object.entries(tree(project.folder, (content) => content.toString('latin1')))
  const secrets = [CANARY, ...privateLines()]
  const files = left.filter(([name]) => /^(state|home|out\/.*manifest|Pulumi)|record\.json$/.test(name))
  expect(files.length).toBeGreaterThan(5)
  const places = [...files, ['stdout', up.stdout], ['stderr', up.stderr]] as const
  for (const [name, content] of places)
    expect([name, secrets.filter((secret) => content.includes(secret))]).toEqual([name, []])
})

/** Lines of every private key and seed that was issued. */
function privateLines(): readonly string[] {
  const files = Object.values(tree(project.path('.natsmith/staged'), (content) => content.toString('utf8')))
  const lines = files
    .filter((text) => text.includes('PRIVATE KEY'))
    .flatMap((text) => text.split('\n').slice(1, 2))
  expect(lines.length).toBeGreaterThan(3)
  return lines
}

/**
 * Runs up, and kills it with all that it started once `place` is there: in the midst of natsmith's work. One resource at a time, so that
 * Pulumi itself is not writing its state, which it does in steps that a kill can part.
 */
async function killed(place: string): Promise<void> {
  const args = ['up', '--yes', '--skip-preview', '--non-interactive', '--parallel', '1']
  const child = spawn('pulumi', args, {
    cwd: project.folder,
    env: { ...project.env, ...env, HOME: project.folder, CHANGE },
    detached: true,
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const watch = setInterval(() => {
    if (!existsSync(project.path(place)) || child.pid === undefined) return
    clearInterval(watch)
    process.kill(-child.pid, 'SIGKILL')
  }, 1)
  await ended
  clearInterval(watch)
  expect(child.signalCode).toBe('SIGKILL')
}
