// The tarball that is published, installed by npm: in the TypeScript templates of cdktf and of Pulumi as they are, and beside a
// package of constructs of somebody else's, which is a tarball, too.
import { cpSync, mkdtempSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { need } from '../../tools/install'
import { pulumiEnvironment } from '../../tools/pulumi-host/environment'
import { terraformEnvironment } from '../../tools/terraform'
import { execute, type Ran } from './support/workspace'

const ROOT = join(__dirname, '../..')
const EXAMPLES = join(ROOT, 'examples')

/** What `cdktf init --template=typescript` copies. */
const CDKTF_TEMPLATE = join(dirname(need('cdktf-cli')), '../templates/typescript')

/** `typescript` of github.com/pulumi/templates, which `pulumi new typescript` copies. */
const PULUMI_TEMPLATE: Readonly<Record<string, string>> = {
  'Pulumi.yaml': 'name: pulumi-app\ndescription: A minimal TypeScript Pulumi program\nruntime: nodejs\n',
  'index.ts': 'import * as pulumi from "@pulumi/pulumi";\n',
  'package.json': JSON.stringify({
    name: 'pulumi-app',
    main: 'index.ts',
    devDependencies: { '@types/node': '^18', typescript: '^5.0.0' },
    dependencies: { '@pulumi/pulumi': '^3.113.0' },
  }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      strict: true,
      outDir: 'bin',
      target: 'es2020',
      module: 'nodenext',
      moduleResolution: 'nodenext',
      sourceMap: true,
      experimentalDecorators: true,
      pretty: true,
      noFallthroughCasesInSwitch: true,
      noImplicitReturns: true,
      forceConsistentCasingInFileNames: true,
    },
    files: ['index.ts'],
  }),
}

const SITE = `import { Account, CertificateAuthority, NatsCluster, User, deployment } from "natsmith";

export const prod = deployment("prod", (scope) => {
  new User(new Account(scope, "ORDERS"), "alice", {
    permissions: { publish: ["orders.>"], subscribe: ["orders.>"] },
    inboxPrefix: "_INBOX_alice",
  });
  new NatsCluster(scope, "hub", {
    nodes: { nats1: "nats1.internal" },
    serverVersion: "2.12",
    tls: { issuer: new CertificateAuthority(scope, "ca") },
  });
});
`

/** As a user of the template writes it. */
const CDKTF_TEST = `import "cdktf/lib/testing/adapters/jest";
import { File } from "@cdktf/provider-local/lib/file";
import { SensitiveFile } from "@cdktf/provider-local/lib/sensitive-file";
import { Testing } from "cdktf";
import { NatsStack } from "natsmith/cdktf";
import { prod } from "../natsmith";

it("places confs and certificates", () => {
  const synthesized = Testing.synth(new NatsStack(Testing.app(), "prod", { deployment: prod }));
  expect(synthesized).toHaveResourceWithProperties(SensitiveFile, { file_permission: "0600" });
  expect(synthesized).toHaveResource(File);
  expect(synthesized).toContain("nats1_client_certificate");
});
`

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly devDependencies: Readonly<Record<string, string>>
}
const versions = (...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, devDependencies[name] ?? 'none']))

let folder: string
const path = (...names: readonly string[]): string => join(folder, ...names)
const text = (...names: readonly string[]): string => readFileSync(path(...names), 'utf8')
function write(name: string, content: string): void {
  mkdirSync(dirname(path(name)), { recursive: true })
  writeFileSync(path(name), content)
}

function succeeded({ code, stdout, stderr }: Ran): string {
  if (code !== 0) throw new Error(`exit code ${String(code)}\n${stdout}${stderr}`)
  return stdout
}

type Env = Readonly<Record<string, string | undefined>>

async function run(cwd: string, command: string, args: readonly string[], env: Env = {}): Promise<string> {
  const given = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return succeeded(
    await execute(command, args, path(cwd), { env: Object.fromEntries(given) as Record<string, string> }),
  )
}
const PATH = [dirname(need('nats-server-2.15')), process.env['PATH']].join(delimiter)
const npm = (cwd: string, line: string): Promise<string> =>
  run(cwd, 'npm', line.split(' '), { ...process.env, PATH })
/** A command of an installed package. */
const bin = (cwd: string, line: string, env: Env = {}): Promise<string> => {
  const [command = '', ...args] = line.split(' ')
  return run(cwd, path('node_modules/.bin', command), args, env)
}

jest.setTimeout(300_000)
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'natsmith-package-'))
  await pack(ROOT)
  installTemplates()
  for (const name of ['org-constructs', 'org-platform'])
    cpSync(join(EXAMPLES, name), path(name), { recursive: true })
  write(
    'package.json',
    JSON.stringify({
      private: true,
      workspaces: ['cdktf-app', 'pulumi-app'],
      // One release of each for all, and none newer than what this Node runs.
      dependencies: versions('@cdktf/provider-local', '@pulumi/pulumi', 'cdktf', 'constructs'),
      devDependencies: versions('@swc/core', '@swc/jest', '@types/jest', '@types/node', 'jest', 'typescript'),
    }),
  )
  await npm('.', 'install --prefer-offline --no-audit --no-fund --ignore-scripts')
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** The tarball of the package in `from`, by its name without a version. */
async function pack(from: string): Promise<void> {
  const out = await npm('.', `pack ${from} --ignore-scripts --silent`)
  const file = out.trim()
  renameSync(path(file), path(file.replace(/-[0-9.]+\.tgz$/, '.tgz')))
}

function installTemplates(): void {
  cpSync(CDKTF_TEMPLATE, path('cdktf-app'), { recursive: true })
  rmSync(path('cdktf-app/.hooks.sscaff.js'))
  const words: Readonly<Record<string, string>> = {
    $base: 'cdktf-app',
    projectId: 'none',
    sendCrashReports: 'false',
    futureFlags: '',
  }
  for (const name of ['package.json', 'cdktf.json', 'main.ts'])
    write(
      `cdktf-app/${name}`,
      text('cdktf-app', name).replace(/\{\{ ?(\S+?) ?\}\}/g, (_, word: string) => words[word] ?? ''),
    )
  for (const [name, content] of Object.entries(PULUMI_TEMPLATE)) write(`pulumi-app/${name}`, content)
  // What the templates' commands install, and natsmith.
  addDependencies('cdktf-app', {
    ...versions(
      '@cdktf/provider-local',
      '@types/jest',
      '@types/node',
      'cdktf',
      'constructs',
      'jest',
      'typescript',
    ),
    'ts-jest': '29.4.15',
    'ts-node': '10.9.2',
  })
  addDependencies('pulumi-app', versions('constructs'))
}

function addDependencies(app: string, dependencies: Readonly<Record<string, string>>): void {
  const template = JSON.parse(text(app, 'package.json')) as { readonly dependencies?: object }
  const all = { ...template.dependencies, ...dependencies, natsmith: 'file:../natsmith.tgz' }
  write(`${app}/package.json`, JSON.stringify({ ...template, dependencies: all }))
}

describe("cdktf's template", () => {
  const app = 'cdktf-app'

  it('compiles with a NatsStack in it, and synthesizes once keys are issued', async () => {
    write(`${app}/natsmith.ts`, SITE)
    write(
      `${app}/main.ts`,
      text(app, 'main.ts')
        .replace(
          'import { App, TerraformStack } from "cdktf";',
          'import { App } from "cdktf";\nimport { NatsStack } from "natsmith/cdktf";\nimport { prod } from "./natsmith";',
        )
        .replace('extends TerraformStack', 'extends NatsStack')
        .replace('super(scope, id);', 'super(scope, id, { deployment: prod });'),
    )
    await npm(app, 'run build')
    await run(app, path('node_modules/.bin/natsmith'), ['issue', '--app', 'node main.js'])
    const env = { ...terraformEnvironment(), HOME: folder }
    await run(app, process.execPath, [need('cdktf-cli'), 'synth'], env)
    const { resource } = JSON.parse(text(app, 'cdktf.out/stacks/cdktf-app/cdk.tf.json')) as {
      readonly resource: Readonly<Record<string, object>>
    }
    expect(Object.keys(resource['local_sensitive_file'] ?? {}).sort()).toEqual([
      'nats1_client_key',
      'nats1_conf',
    ])
  })

  it('shows the resources to its tests', async () => {
    write(`${app}/__tests__/nats-test.ts`, CDKTF_TEST)
    await npm(app, 'test')
  })
})

const pulumiEnv = (): Env => ({
  PATH: pulumiEnvironment()['PATH'],
  PULUMI_HOME: path('pulumi-home'),
  PULUMI_BACKEND_URL: `file://${folder}`,
  PULUMI_CONFIG_PASSPHRASE: 'a passphrase',
  PULUMI_SKIP_UPDATE_CHECK: 'true',
})

/** What a preview says. */
async function preview(project: string): Promise<string> {
  await run(project, 'pulumi', ['stack', 'init', 'dev'], pulumiEnv())
  return run(project, 'pulumi', ['preview', '--non-interactive'], pulumiEnv())
}

test("Pulumi's template compiles with a NatsDeployment in it, and previews", async () => {
  const app = 'pulumi-app'
  write(`${app}/natsmith.ts`, SITE)
  write(
    `${app}/index.ts`,
    `${text(app, 'index.ts')}import { NatsDeployment } from "natsmith/pulumi";\nimport { prod } from "./natsmith";\n\nexport const nodes: pulumi.Output<object> = new NatsDeployment("prod", { deployment: prod }).nodes;\n`,
  )
  await bin(app, 'tsc')
  expect(await preview(app)).toMatch(/natsmith:Node +prod-nats1 +create/)
})

describe("somebody else's package of constructs", () => {
  it('builds, and its own tests pass', async () => {
    await npm('org-constructs', 'run build')
    await npm('org-constructs', 'test')
    await pack('./org-constructs')
    await npm(
      '.',
      'install --offline --no-audit --no-fund --ignore-scripts --no-save ./acme-nats-constructs.tgz',
    )
    rmSync(path('org-constructs'), { recursive: true })
  })

  it("is used in natsmith's own engine, which also applies its rules", async () => {
    const { findings } = JSON.parse(await bin('org-platform', 'natsmith check --json')) as {
      readonly findings: unknown
    }
    expect(findings).toEqual([])
    expect(await bin('org-platform', 'natsmith explain acme/has-owner')).toContain('Acme platform handbook')
  })

  it('in a stack of cdktf', async () => {
    await bin('org-platform', 'natsmith issue')
    write('org-platform/app.cjs', "require('jiti')(__filename)('./cdktf.ts')\n")
    await run('org-platform', process.execPath, ['app.cjs'])
    expect(text('org-platform/cdktf.out/stacks/platform/cdk.tf.json')).toContain('"nats3_conf"')
  })

  it('and in a program of Pulumi', async () => {
    expect(await preview('org-platform')).toMatch(/natsmith:Node +platform-nats3 +create/)
  })
})
