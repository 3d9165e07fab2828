// A stack of cdktf under real OpenTofu: what it leaves on the nodes, whatever happens. Then the real
// command lines of both forks, on the example.
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { NodeManifest } from '../../lib/assembly/manifest'
import { privateKeyObject } from '../../lib/x509/key-pair'
import { need } from '../../tools/install'
import { terraformEnvironment } from '../../tools/terraform'
import { intermediateOf, leafOf, pairOf, rootOf } from '../support/certificates'
import { tree } from '../support/tree'
import { execute, makeWorkspace, type Ran, type RunOptions, type Workspace } from './support/workspace'

const ROOT = join(__dirname, '../..')
const JITI = join(ROOT, 'node_modules/jiti/lib/jiti-cli.mjs')

const { TF_CLI_CONFIG_FILE = '' } = terraformEnvironment()
const QUIET = { TF_CLI_CONFIG_FILE, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' }

const APP = `
const { App, TerraformOutput } = require('cdktf')
const { Account, CertificateAuthority, LeafNode, NatsCluster, Secret, User } = require('natsmith')
const { NatsStack } = require('natsmith/cdktf')
const { readFileSync } = require('node:fs')
const change = process.env.CHANGE ?? ''

class Prod extends NatsStack {
  constructor(scope) {
    super(scope, 'prod')
    const ca = new CertificateAuthority(this, 'ca')
    const orders = new Account(this, 'ORDERS')
    const permissions = { publish: ['orders.>'], subscribe: ['orders.>'] }
    new User(orders, 'alice', { password: 'stdin', permissions, inboxPrefix: '_INBOX_alice' })
    const hub = new NatsCluster(this, 'hub', {
      nodes: { nats1: change === 'host' ? 'other.internal' : 'nats1.internal' },
      serverVersion: '2.12',
      tls: { issuer: ca },
      leafnodes: {},
    })
    new LeafNode(this, 'edge', {
      remotes: [{ name: change === 'remote' ? 'renamed' : 'hub', hub, hubAccount: orders, account: orders }],
      tls: {
        certificate: {
          certificates: readFileSync(change === 'chain' ? 'other-chain.pem' : 'chain.pem', 'utf8'),
          key: Secret.of(readFileSync('copied.key', 'utf8')),
        },
        trust: [ca],
      },
    })
    new TerraformOutput(this, 'public', { value: hub.artifacts('nats1').client.certificate.content })
  }
}
const app = new App({ outdir: 'cdktf.out' })
new Prod(app)
app.synth()
`

/** A workspace in which node finds `modules`, as in a clone of this repository. */
function clone(modules: readonly string[]): Workspace {
  const workspace = makeWorkspace('program')
  rmSync(workspace.path('natsmith.cjs'))
  for (const name of modules)
    symlinkSync(join(ROOT, 'node_modules', name), workspace.path('node_modules', name))
  return workspace
}

function succeeded({ code, stdout, stderr }: Ran): string {
  if (code !== 0) throw new Error(`exit code ${String(code)}\n${stdout}${stderr}`)
  return stdout
}

/** natsmith drift finds everything on the nodes as it was deployed. */
async function expectNoDrift(workspace: Workspace, name = 'prod'): Promise<void> {
  expect(await workspace.json(`drift ${name}`)).toMatchObject({ exitCode: 0, drifted: false })
}

describe('OpenTofu', () => {
  const tofu = need('tofu')
  let workspace: Workspace

  const run = async (line: string): Promise<string> =>
    succeeded(await execute(tofu, line.split(' '), workspace.path('cdktf.out/stacks/prod'), { env: QUIET }))
  const issue = (words: readonly string[] = [], options: RunOptions = {}, where = workspace): Promise<Ran> =>
    where.run(['issue', '--app', 'node main.cjs', ...words], options)
  const synth = async (options: RunOptions = {}): Promise<void> => {
    succeeded(await issue([], options))
    succeeded(await execute(process.execPath, ['main.cjs'], workspace.folder, options))
  }
  const apply = (): Promise<string> => run('apply -auto-approve -input=false -no-color')
  const keys = (): unknown => tree(workspace.path('natsmith/prod/keys'))

  /** Everything is as the manifests say, and there is nothing left to do. */
  async function expectSettled(): Promise<void> {
    await expectNoDrift(workspace)
    expect(await run('plan -input=false -no-color -detailed-exitcode')).toContain('No changes')
  }

  beforeAll(async () => {
    workspace = clone(['cdktf'])
    workspace.write('main.cjs', APP)
    const now = Date.now()
    const root = rootOf('P-256', 1, undefined, now)
    const intermediates = [1, 2].map(() => intermediateOf('P-256', root.issuer, now))
    const [first, second] = intermediates
    const issuer = (first ?? root).issuer
    const leaf = leafOf(issuer, { dnsNames: ['edge'], ipAddresses: [] }, now)
    workspace.write('chain.pem', leaf.pem + (first ?? root).certificate.pem)
    workspace.write('other-chain.pem', leaf.pem + (second ?? root).certificate.pem)
    const key = privateKeyObject(pairOf('P-256', 'leaf')).export({ type: 'pkcs8', format: 'pem' })
    workspace.write('copied.key', String(key))
    expect(await issue()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        "pipe it in: natsmith issue prod --app 'node main.cjs' --password-stdin ORDERS/alice < file",
      ) as unknown,
    })
    succeeded(await issue(['--password-stdin', 'ORDERS/alice'], { input: 'correct horse battery\n' }))
    // Nor does what is synthesized without files go where the app's own is.
    expect(existsSync(workspace.path('cdktf.out/stacks/prod'))).toBe(false)
    await synth()
    await run('init -input=false -no-color')
    await apply()
  })
  afterAll(() => {
    rmSync(workspace.folder, { recursive: true, force: true })
  })

  it.each([
    ['a certificate is issued anew', 'host'],
    ['another intermediate is sent with the same certificate', 'chain'],
    ['a leaf remote is renamed, whose certificate stays', 'remote'],
    ['all of it is taken back', ''],
  ])('has every file in its place after %s', async (_, change) => {
    await synth({ change })
    await apply()
    await expectSettled()
    // The provider deletes what is no longer wanted, so what is there is what the manifests name.
    for (const node of ['nats1', 'edge']) {
      const folder = workspace.path('out', node, 'etc/nats')
      const { files } = JSON.parse(
        readFileSync(join(folder, 'natsmith-manifest.json'), 'utf8'),
      ) as NodeManifest
      const names = files.map(({ path }) => path.replace('/etc/nats/', ''))
      expect(Object.keys(tree(folder)).sort()).toEqual([...names, 'natsmith-manifest.json'].sort())
    }
  })

  it('issues nothing anew when its state is lost, and converges', async () => {
    const before = [keys(), tree(workspace.path('out'))]
    rmSync(workspace.path('terraform.prod.tfstate'))
    await synth()
    await apply()
    await expectSettled()
    expect([keys(), tree(workspace.path('out'))]).toEqual(before)
  })

  it('says that its key store is lost, and issues anew when that is asked for', async () => {
    const copy = makeWorkspace(workspace)
    rmSync(copy.path('natsmith/prod/keys'), { recursive: true })
    const lost = "natsmith issue prod --app 'node main.cjs' --replace-lost"
    expect(await issue([], {}, copy)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(lost) as unknown,
    })
    expect(await issue(['--replace-lost'], {}, copy)).toMatchObject({
      code: 1,
      stderr: expect.not.stringContaining('lost') as unknown,
    })
    const given = ['--replace-lost', '--password-stdin', 'ORDERS/alice']
    expect(await issue(given, { input: 'another horse' }, copy)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/was deployed, and is lost/) as unknown,
    })
    rmSync(copy.folder, { recursive: true })
  })

  it('goes on where it was killed', async () => {
    await synth({ change: 'host' })
    const cwd = workspace.path('cdktf.out/stacks/prod')
    const child = spawn(tofu, ['apply', '-auto-approve', '-input=false', '-no-color', '-parallelism=1'], {
      cwd,
      env: { ...process.env, ...QUIET },
    })
    await new Promise((resolve) => {
      child.stdout.on('data', (data: Buffer) => {
        if (data.includes('Destruction complete')) child.kill('SIGKILL')
      })
      child.on('close', resolve)
    })
    expect(child.signalCode).toBe('SIGKILL')
    const before = keys()
    await apply()
    await expectNoDrift(workspace)
    expect(keys()).toEqual(before)
  })

  it('removes everything, but for the keys, when it is destroyed', async () => {
    const before = keys()
    await run('destroy -auto-approve -input=false -no-color')
    expect(tree(workspace.path('out'))).toEqual({})
    expect(readdirSync(workspace.path('natsmith/prod'))).toEqual(['keys'])
    expect(keys()).toEqual(before)
  })
})

describe('the example, as in a clone', () => {
  let workspace: Workspace

  /** What `npm run cdktf -- …` and `npm run cdktn -- …` run. */
  const run = async (fork: 'cdktf' | 'cdktn', ...args: readonly string[]): Promise<string> => {
    const app = fork === 'cdktn' ? ['--app', 'npx jiti examples/cdktf/cdktn.ts'] : []
    const words = [JITI, join(ROOT, 'tools/cdktf.ts'), fork, ...args, ...app]
    const env = { HOME: process.env['HOME'] ?? '', CI: '1' }
    return succeeded(await execute(process.execPath, words, workspace.folder, { env }))
  }

  beforeAll(async () => {
    workspace = clone(['.bin', '@cdktf', 'cdktf', 'cdktn', 'constructs', 'jiti'])
    cpSync(join(ROOT, 'cdktf.json'), workspace.path('cdktf.json'))
    mkdirSync(workspace.path('examples'))
    cpSync(join(ROOT, 'examples/cdktf'), workspace.path('examples/cdktf'), { recursive: true })
    const { app } = JSON.parse(readFileSync(workspace.path('cdktf.json'), 'utf8')) as { app: string }
    succeeded(await workspace.run(['issue', 'example', '--app', app]))
  })
  afterAll(() => {
    rmSync(workspace.folder, { recursive: true, force: true })
  })

  it('is deployed by cdktf deploy, with what else is in the stack', async () => {
    await run('cdktf', 'deploy', '--auto-approve')
    await expectNoDrift(workspace, 'example')
    expect(readFileSync(workspace.path('out/clients/ca.pem'), 'utf8')).toMatch(
      /^-----BEGIN CERTIFICATE-----\n/,
    )
    expect(await run('cdktf', 'diff')).toContain('No changes')
  })

  it('is taken over by cdktn deploy, which has nothing of it to change', async () => {
    const said = await run('cdktn', 'deploy', '--auto-approve')
    expect(said).toMatch(/0 added, 0 changed, 1 destroyed|1 to destroy/)
    await expectNoDrift(workspace, 'example')
    await run('cdktn', 'destroy', '--auto-approve')
    expect(tree(workspace.path('out'))).toEqual({})
  })
})
