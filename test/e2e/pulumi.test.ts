// The life of a deployment under the real Pulumi command line. Each test goes on where the one before it ended.
import { chmodSync, existsSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeManifest } from '../../lib/assembly/manifest'
import { makePulumiProject, tree, type PulumiProject } from './support/pulumi'

const PROGRAM = `
const { NatsDeployment } = require('natsmith/pulumi')
const nats = new NatsDeployment('nats', { deployment: require('./natsmith.cjs').default })
exports.nodes = nats.nodes
exports.ca = nats.artifacts('nats1').client.ca
exports.key = nats.artifacts('nats1').client.key
`

// Every run starts four processes.
jest.setTimeout(240_000)

let project: PulumiProject
beforeAll(async () => {
  project = await makePulumiProject(PROGRAM)
})
afterAll(() => {
  rmSync(project.folder, { recursive: true, force: true })
})

const DIR = 'etc/nats'
const text = (path: string): string => readFileSync(path, 'utf8')
const conf = (node: string): string => project.path('out', node, DIR, 'nats-server.conf')
const file = (node: string, purpose: string, detail: string): string => {
  const manifest = text(project.path('out', node, DIR, 'natsmith-manifest.json'))
  const { files } = JSON.parse(manifest) as NodeManifest
  const found = files.find((candidate) => candidate.purpose === purpose && candidate.detail === detail)
  if (found === undefined) throw new Error(`${node} has no ${purpose} for ${detail}`)
  return project.path('out', node, found.path)
}
const out = (): Readonly<Record<string, string>> => tree(project.path('out'))
const keys = (): Readonly<Record<string, string>> => tree(project.path('natsmith'))

/** natsmith's own commands agree with what Pulumi did. */
async function expectAgreement(change = ''): Promise<void> {
  expect(await project.json('drift --out out', { change })).toMatchObject({ exitCode: 0, drifted: false })
  expect(await project.json('diff', { change })).toMatchObject({ exitCode: 0, changes: [] })
}

test('a preview says what is to be issued, and writes nothing', async () => {
  const { code, stdout, stderr } = await project.pulumi('preview --diff')
  expect(code).toBe(0)
  expect(stderr).toContain('to be done in the key store: issue ca/clients, ')
  expect(stdout).toMatch(/client certificate *: \[unknown\]/)
  for (const name of ['natsmith', '.natsmith', 'out']) expect(existsSync(project.path(name))).toBe(false)
})

test('up issues, and places what natsmith deploy would', async () => {
  const { code, stdout } = await project.pulumi('up')
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('6 created') as string })
  expect(stdout).toContain('BEGIN CERTIFICATE')
  expect(stdout).not.toContain('PRIVATE KEY')
  await expectAgreement()
  await project.run('deploy --out other --yes')
  expect(tree(project.path('other'))).toEqual(out())
})

test('run again, nothing is to be done, also as the disk says', async () => {
  const before = { ...out(), ...keys() }
  expect(await project.pulumi('preview --refresh --expect-no-changes')).toMatchObject({ code: 0 })
  expect({ ...out(), ...keys() }).toEqual(before)
})

// pulumi/pulumi#13679: what `read` says is what a preview compares.
test('drift of content, mode and type, and a missing file: shown by preview --refresh, repaired by up --refresh', async () => {
  const before = out()
  writeFileSync(conf('nats1'), `${text(conf('nats1'))}# tampered\n`)
  chmodSync(file('nats1', 'key', 'cluster'), 0o640)
  unlinkSync(file('nats2', 'ca', 'client'))
  unlinkSync(conf('edge'))
  symlinkSync('/etc/hostname', conf('edge'))
  const { code, stdout } = await project.pulumi('preview --refresh --diff')
  expect(code).toBe(0)
  const names = ['nats-server conf', 'cluster key', 'client ca']
  for (const name of names) expect(stdout).toContain(name)
  expect(stdout).toMatch(/mode *: "0640" => "0600"/)
  expect(stdout).toMatch(/digest *: "link" => "sha256:/)
  expect(stdout).toMatch(/3 to update/)
  const up = await project.pulumi('up --refresh')
  expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining('3 updated') as string })
  expect(out()).toEqual(before)
  await expectAgreement()
})

test('a changed program: what it says is placed, a node that is gone is removed, a foreign file stays', async () => {
  writeFileSync(project.path('out/edge', DIR, 'notes.txt'), 'of an operator')
  const change = 'payload no-leaf'
  const { code, stdout } = await project.pulumi('up', { change })
  expect(code).toBe(0)
  expect(stdout).toMatch(/3 updated/)
  expect(stdout).toMatch(/1 deleted/)
  expect(text(conf('nats1'))).toContain('max_payload')
  expect(Object.keys(tree(project.path('out/edge')))).toEqual([join(DIR, 'notes.txt')])
  await expectAgreement(change)
})

test('a user who is moved keeps what was issued', async () => {
  const change = 'payload no-leaf moved'
  const { code, stdout } = await project.pulumi('up', { change })
  expect(code).toBe(0)
  expect(stdout).toMatch(/done in the key store: move user\/ORDERS\/alicia/)
  expect(stdout).not.toMatch(/reissue|issue user/)
  await expectAgreement(change)
})

test('a changed secret changes the conf', async () => {
  const before = text(conf('nats1'))
  const env = { PASSWORD: 'another horse battery' }
  const { code, stdout } = await project.pulumi('up', { change: 'payload no-leaf moved', env })
  expect(code).toBe(0)
  expect(stdout).toContain('done in the key store: reissue user/ORDERS/bob/password')
  expect(text(conf('nats1'))).not.toBe(before)
})

test('destroy removes what natsmith placed, and keeps the keys', async () => {
  writeFileSync(project.path('out/nats1', DIR, 'notes.txt'), 'of an operator')
  const { code } = await project.pulumi('destroy')
  expect(code).toBe(0)
  expect(Object.keys(out()).filter((name) => !name.endsWith('notes.txt'))).toEqual(['.gitignore'])
  expect(existsSync(project.path('natsmith/prod/keys/secret.json'))).toBe(true)
  const record = JSON.parse(text(project.path('natsmith/prod/record.json'))) as { readonly nodes: unknown }
  expect(record.nodes).toEqual([])
})
