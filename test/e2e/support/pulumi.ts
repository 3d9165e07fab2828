// A project of Pulumi as a user has it: Pulumi.yaml, a program, natsmith installed, state in a folder. In: a program, and
// arguments of the real command line. Out: how it ended.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { pulumiEnvironment } from '../../../tools/pulumi-host/environment'
import { execute, makeWorkspace, type Ran, type RunOptions, type Workspace } from './workspace'

const ROOT = join(__dirname, '../../..')

export interface PulumiProject extends Workspace {
  /** Runs pulumi; `up`, `preview`, `refresh` and `destroy` without asking. */
  readonly pulumi: (line: string, options?: RunOptions) => Promise<Ran>
  /** What the command line is run with. */
  readonly env: Readonly<Record<string, string>>
}

const FLAGS: Readonly<Record<string, string>> = {
  preview: '--non-interactive',
  up: '--non-interactive --yes --skip-preview',
  refresh: '--non-interactive --yes --skip-preview',
  destroy: '--non-interactive --yes --skip-preview',
}

/** A project with the stack `dev`, in the folder of a workspace that has a natsmith program. */
export async function makePulumiProject(program: string): Promise<PulumiProject> {
  const workspace = makeWorkspace('program')
  const { folder, path, write } = workspace
  mkdirSync(path('state'))
  symlinkSync(join(ROOT, 'node_modules/@pulumi'), path('node_modules/@pulumi'))
  write(
    'Pulumi.yaml',
    'name: test\nmain: index.js\nruntime: { name: nodejs, options: { typescript: false } }\n',
  )
  write('package.json', '{ "name": "test", "private": true }\n')
  write('index.js', program)
  const env = {
    PATH: pulumiEnvironment()['PATH'] ?? '',
    PULUMI_HOME: path('home'),
    PULUMI_BACKEND_URL: `file://${path('state')}`,
    PULUMI_CONFIG_PASSPHRASE: 'a passphrase',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
  }
  const pulumi: PulumiProject['pulumi'] = (line, options = {}) => {
    const [command = '', ...words] = line.split(' ')
    const flags = (FLAGS[command] ?? '').split(' ').filter((word) => word !== '')
    return execute('pulumi', [command, ...flags, ...words], folder, {
      ...options,
      env: { ...env, ...options.env },
    })
  }
  const made = await pulumi('stack init dev')
  if (made.code !== 0) throw new Error(made.stderr)
  return { ...workspace, pulumi, env }
}

/** Every file below `folder` with its mode, and its content or that content's digest. */
export function tree(
  folder: string,
  show: (content: Buffer) => string = digest,
): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const entries = files.map((entry) => {
    const path = join(entry.parentPath, entry.name)
    return [
      path.slice(folder.length + 1),
      `${(statSync(path).mode & 0o777).toString(8)} ${show(readFileSync(path))}`,
    ]
  })
  return Object.fromEntries(entries.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))) as Record<string, string>
}

const digest = (content: Buffer): string => createHash('sha256').update(content).digest('hex')
