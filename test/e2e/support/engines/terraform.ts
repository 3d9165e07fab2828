// cdktf and cdktn, their stacks applied by OpenTofu or Terraform. The app runs as `cdktf synth` runs it; the binary, as
// `cdktf deploy` runs it.
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { addressOf } from '../../../../lib/targets/terraform-address'
import { LOCAL_VERSIONS, terraformEnvironment, terraforms } from '../../../../tools/terraform'
import { execute, type RunOptions, type Workspace } from '../workspace'
import { succeeded, type HostingEngine, type Plan } from './engine'

const [LOCAL, NEWER_LOCAL] = LOCAL_VERSIONS

const MODULES = join(__dirname, '../../../../node_modules')

export interface Binary {
  /** For people. */
  readonly brand: string
  /** Path of tofu or terraform. */
  readonly binary: string
}

/** OpenTofu, and Terraform where it is on PATH: then each runs the stacks of one fork. */
export const BINARIES = binaries()

function binaries(): readonly [Binary, ...Binary[]] {
  const { tofu = '', ...others } = terraforms()
  return [
    { brand: 'tofu', binary: tofu },
    ...Object.entries(others).map(([brand, binary]) => ({ brand, binary })),
  ]
}

/** @param first - what the app is run with until it is changed */
export async function terraform(
  workspace: Workspace,
  { fork, binary, brand }: Binary & { readonly fork: 'cdktf' | 'cdktn' },
  first: RunOptions = {},
): Promise<HostingEngine> {
  symlinkSync(join(MODULES, fork), workspace.path('node_modules', fork))
  workspace.write('main.cjs', appOf(fork))
  const environment = terraformEnvironment()
  const env = Object.fromEntries(
    ['TF_CLI_CONFIG_FILE', 'TF_IN_AUTOMATION', 'CHECKPOINT_DISABLE'].map((name) => [
      name,
      environment[name] ?? '',
    ]),
  )
  const run = (...args: readonly string[]) =>
    execute(binary, args, workspace.path('cdktf.out/stacks/prod'), { env })
  const runLoudly = async (...args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = succeeded(
      await execute(binary, args, workspace.path('cdktf.out/stacks/prod'), {
        env: { ...env, TF_LOG: 'trace' },
      }),
    )
    return stdout + stderr
  }
  const synth = async (program: RunOptions): Promise<void> => {
    succeeded(await execute(process.execPath, ['main.cjs'], workspace.folder, program))
  }

  await synth(first)
  succeeded(await run('init', '-input=false', '-no-color'))
  return {
    kind: 'terraform',
    name: `${fork}, ${brand}`,
    workspace,
    change: async (program) => {
      succeeded(await workspace.run('issue', program))
      await synth(program)
    },
    plan: async () => {
      const { code, stdout, stderr } = await run('plan', '-input=false', '-json')
      return code === 0 ? planned(stdout) : { isRefused: true, lines: [stdout + stderr], size: stdout.length }
    },
    deploy: async () => {
      succeeded(await run('apply', '-auto-approve', '-input=false', '-no-color'))
    },
    trace: async () => ({
      plan: await runLoudly('plan', '-input=false', '-no-color', '-out=planned'),
      // What a saved plan holds is compressed.
      planned: await runLoudly('show', '-json', 'planned'),
      apply: await runLoudly('apply', '-input=false', '-no-color', 'planned'),
    }),
    upgrade: async () => {
      const file = workspace.path('cdktf.out/stacks/prod/cdk.tf.json')
      const text = readFileSync(file, 'utf8')
      // As a newer @cdktf/provider-local would have it.
      writeFileSync(file, text.replace(`"${LOCAL}"`, `"${NEWER_LOCAL}"`))
      const { stdout } = succeeded(await run('init', '-input=false', '-no-color', '-upgrade'))
      expect(stdout).toContain(`local v${NEWER_LOCAL}`)
    },
    nameOf: (file) => addressOf(file),
  }
}

const appOf = (fork: string): string => `
const { App } = require('${fork}')
const { NatsStack } = require('natsmith/${fork}')
const app = new App()
new NatsStack(app, 'prod', { deployment: require('./natsmith.cjs').default })
app.synth()
`

/** Names of the resources that one JSON document a line says are to be changed. */
function planned(stdout: string): Plan {
  const messages = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message)
  const changed = messages
    .filter(({ type }) => type === 'planned_change')
    .map(({ change }) => change?.resource)
  return {
    isRefused: false,
    lines: changed.map((resource) => resource?.resource_name ?? ''),
    size: stdout.length,
  }
}

interface Message {
  readonly type: string
  readonly change?: { readonly resource: { readonly resource_name: string } }
}
