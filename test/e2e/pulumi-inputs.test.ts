// Values that only other resources know, and programs that run inside another one (Automation API), with the real Pulumi.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makePulumiProject, tree, type PulumiProject } from './support/pulumi'
import { execute } from './support/workspace'

const CANARY = 'canary-5b8e0d6f17a2'

const PROGRAM = `
const pulumi = require('@pulumi/pulumi')
const { Account, CertificateAuthority, deployment, NatsCluster, User } = require('natsmith')
const { NatsDeployment } = require('natsmith/pulumi')

// A resource of somebody else, whose outputs are known once it is there.
class Source extends pulumi.CustomResource {
  constructor(name) {
    const create = 'async () => ({ id: "source", outs: JSON.parse(process.env.SOURCE) })'
    const inputs = { __provider: 'exports.handler = () => ({ create: ' + create + ' })' }
    for (const key in JSON.parse(process.env.SOURCE)) inputs[key] = undefined
    super('pulumi-nodejs:dynamic:Resource', name, inputs, { additionalSecretOutputs: ['password', 'token'] })
  }
}
const source = new Source('source' + (process.env.GENERATION ?? ''))
const nats = new NatsDeployment('nats', {
  deployment: ({ domain }) => deployment('shop', (scope) => {
    const ca = new CertificateAuthority(scope, 'ca', { commonName: 'Shop CA' })
    new User(new Account(scope, 'ORDERS'), 'alice', { password: 'stdin' })
    new NatsCluster(scope, 'hub', {
      nodes: { [process.env.NAMED ? 'nats1-' + domain.split('.')[0] : 'nats1']: process.env.STRICT ? { ipAddresses: [domain] } : 'nats1.' + domain },
      serverVersion: '2.12',
      tls: { issuer: ca },
    })
  }),
  inputs: { domain: source.domain, token: source.token },
  passwords: { 'ORDERS/alice': source.password },
  out: source.folder,
})
exports.nodes = nats.nodes
if (process.env.NAMED) exports.conf = nats.artifacts('nats1-example').conf.path
`
const source = {
  domain: 'example.com',
  folder: 'later',
  password: `${CANARY}-alice`,
  token: `${CANARY}-token`,
}
const env = { SOURCE: JSON.stringify(source) }

// Every run starts four processes.
jest.setTimeout(240_000)

let project: PulumiProject
beforeAll(async () => {
  project = await makePulumiProject(PROGRAM)
})
afterAll(() => {
  rmSync(project.folder, { recursive: true, force: true })
})

test('a preview that does not know the inputs shows the nodes, and nothing of them', async () => {
  const { code, stdout, stderr } = await project.pulumi('preview --diff', { env })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/Node::shop-nats1/)
  expect(stdout).toMatch(/nats-server conf *: (\[unknown\]|\[secret\])|files *: (\[secret\]|\[unknown\])/)
  expect(existsSync(project.path('natsmith'))).toBe(false)
})

test('where placeholders will not do, a preview says so, and does not fail', async () => {
  const { code, stderr, stdout } = await project.pulumi('preview', { env: { ...env, STRICT: '1' } })
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stdout).toContain('not known before pulumi up: inputs.domain')
  expect(stdout).toContain('[invalid-')
})

test('a node that is named by an input may have any name in a preview', async () => {
  const { code, stderr } = await project.pulumi('preview', { env: { ...env, NAMED: '1' } })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('up knows them; what is made of a secret input is secret, and no secret is in the state', async () => {
  const up = await project.pulumi('up', { env })
  expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining('nodes: [secret]') as string })
  const manifest = readFileSync(project.path('later/nats1/etc/nats/natsmith-manifest.json'), 'utf8')
  expect(manifest).toContain('"node": "nats1"')
  expect(await project.pulumi('preview --refresh --expect-no-changes', { env })).toMatchObject({ code: 0 })
  const left = Object.entries(tree(project.folder, (content) => content.toString('latin1')))
  const state = left.filter(([name]) => /^(state|home)\//.test(name))
  expect(state.filter(([, content]) => content.includes(CANARY)).map(([name]) => name)).toEqual([])
})

/** What the checkpoint holds of every resource; where a program declared it, Pulumi adds of its own. */
function stateOf(): string {
  const file = readFileSync(project.path('state/.pulumi/stacks/test/dev.json'), 'utf8')
  const { checkpoint } = JSON.parse(file) as {
    readonly checkpoint: { readonly latest: { readonly resources: readonly Record<string, unknown>[] } }
  }
  const { resources } = checkpoint.latest
  return JSON.stringify(resources.map(({ inputs, outputs }) => ({ inputs, outputs })))
}

// pulumi/pulumi#9085, #12401 and #8265.
test('the state names no place of this machine, and no code but a line that finds natsmith', () => {
  const places = [project.folder, join(__dirname, '../..')].filter((place) => stateOf().includes(place))
  expect(places).toEqual([])
  const code = [...stateOf().matchAll(/"__provider":"(.*?)"/g)].map(([, text]) => text)
  const own =
    /^exports\.handler = \(\) => require\('node:module'\)\.createRequire\(process\.cwd\(\) \+ '\/'\)\('natsmith\/pulumi-provider'\)\.(node|record)Provider$/
  expect(code.filter((text = '') => own.test(text))).toHaveLength(4)
})

test('other values: nodes change where they are; another folder has the files, and the old one has none', async () => {
  const other = { ...source, domain: 'example.org', password: `${CANARY}-again`, token: `${CANARY}-other` }
  const changed = { SOURCE: JSON.stringify(other), GENERATION: '2' }
  const update = await project.pulumi('up', { env: changed })
  expect(update).toMatchObject({ code: 0, stdout: expect.stringContaining('updated') as string })
  expect(readFileSync(project.path('later/nats1/etc/nats/nats-server.conf'), 'utf8')).not.toContain(CANARY)

  const elsewhere = { SOURCE: JSON.stringify({ ...other, folder: 'moved' }), GENERATION: '3' }
  const replace = await project.pulumi('up', { env: elsewhere })
  expect(replace).toMatchObject({ code: 0, stdout: expect.stringContaining('replaced') as string })
  expect(existsSync(project.path('moved/nats1/etc/nats/nats-server.conf'))).toBe(true)
  expect(Object.keys(tree(project.path('later')))).toEqual(['.gitignore'])
  expect(await project.pulumi('preview --refresh --expect-no-changes', { env: elsewhere })).toMatchObject({
    code: 0,
  })
  expect(stateOf()).not.toContain(CANARY)
})

const AUTOMATION = `
const { LocalWorkspace } = require('@pulumi/pulumi/automation')
const { NatsDeployment } = require('natsmith/pulumi')
const program = async () => {
  const nats = new NatsDeployment('nats', { deployment: require('./natsmith.cjs').default })
  return { nodes: nats.nodes }
}
async function main() {
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: 'inline', projectName: 'inline', program },
    { workDir: __dirname + '/work' },
  )
  const preview = await stack.preview()
  const up = await stack.up()
  const again = await stack.preview({ refresh: true, expectNoChanges: true })
  const nodes = Object.keys(up.outputs.nodes.value)
  await stack.destroy({ remove: true })
  console.log(JSON.stringify({ preview: preview.changeSummary, again: again.changeSummary, nodes }))
}
main()
`

test('an inline program of the Automation API: preview, up, destroy; its paths are those of the process', async () => {
  mkdirSync(project.path('work'))
  mkdirSync(project.path('elsewhere'))
  const script = project.write('automation.js', AUTOMATION)
  const ran = await execute(process.execPath, [script], project.path('elsewhere'), { env: project.env })
  expect(ran).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(ran.stdout)).toEqual({
    preview: { create: 6 },
    again: { same: 6 },
    nodes: ['edge', 'nats1', 'nats2'],
  })
  expect(existsSync(project.path('elsewhere/natsmith/prod/keys/store.json'))).toBe(true)
  expect(Object.keys(tree(project.path('elsewhere/out')))).toEqual(['.gitignore'])
})
