// In: --program and the deployment's name. Out: the deployment. The program is loaded as it is, TypeScript included.
import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { createJiti } from 'jiti'
import type { Deployment } from '../lib/constructs/deployment'
import { isDeployment } from '../lib/constructs/deployment'
import type { Finding } from '../lib/values/finding'
import { FindingsError, NatsmithError } from '../lib/values/finding'
import { keepStdout } from './print'

const DEFAULTS = [
  'natsmith.ts',
  'natsmith.mts',
  'natsmith.cts',
  'natsmith.js',
  'natsmith.mjs',
  'natsmith.cjs',
]

export interface Program {
  readonly path: string
  /** At least one, each with a name of its own. */
  readonly deployments: readonly Deployment[]
}

/** The name of the program in the working directory. */
export const programHere = (): string | undefined => DEFAULTS.find((candidate) => existsSync(candidate))

/** The program in `file`, or in natsmith.ts or its kin here. What it writes to stdout goes to stderr. */
export async function loadProgram(file: string | undefined): Promise<Program> {
  const path = resolve(file ?? programHere() ?? 'natsmith.ts')
  if (!existsSync(path) || !statSync(path).isFile())
    throw new NatsmithError(
      'program-missing',
      `there is no program at ${path}`,
      'natsmith init, or name one with --program FILE',
    )
  keepStdout()
  return { path, deployments: deploymentsOf(await load(path), path) }
}

async function load(path: string): Promise<unknown> {
  try {
    const program = createJiti(path, { fsCache: false, alias: aliases(path) })
    process.exit = refuseExit
    const exported = await program.import(path, { default: true })
    // What it started and nobody waits for fails now, before anything is done for it.
    await setImmediate()
    return exported
  } catch (error) {
    throw explained(error, path)
  } finally {
    process.exit = exit
  }
}

const exit = process.exit.bind(process)

/** A program that ends the process would make every command succeed. */
const refuseExit = (): never => {
  throw new Error('process.exit was called')
}

/** Where natsmith is installed for the whole machine, a program finds it, and what its constructs extend, beside us. */
function aliases(path: string): Readonly<Record<string, string>> {
  const program = createRequire(path)
  const own: Readonly<Record<string, string>> = {
    natsmith: resolve(__dirname, '../lib/index'),
    'natsmith/testing': resolve(__dirname, '../lib/testing/index'),
    constructs: require.resolve('constructs'),
  }
  return Object.fromEntries(Object.entries(own).filter(([name]) => !resolves(program, name)))
}

function resolves(program: NodeJS.Require, name: string): boolean {
  try {
    program.resolve(name)
    return true
  } catch {
    return false
  }
}

function deploymentsOf(exported: unknown, path: string): readonly Deployment[] {
  const own = isDeployment(exported) ? exported : defaultOf(exported)
  const deployments: readonly unknown[] = Array.isArray(own) ? own : [own]
  if (deployments.length === 0 || !deployments.every(isDeployment))
    throw new NatsmithError(
      'program-exports-nothing',
      `${path} does not export a deployment`,
      "export default deployment('prod', (scope) => { … }), or an array of deployments",
    )
  const names = deployments.map(({ name }) => name)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined)
    throw new NatsmithError(
      'duplicate-deployment',
      `${path} has two deployments called "${repeated}"`,
      'give each a name of its own',
    )
  return deployments
}

/** CommonJS that was compiled from a default export has it as a property of what it exports. */
const defaultOf = (exported: unknown): unknown =>
  typeof exported === 'object' && exported !== null && 'default' in exported ? exported.default : exported

/** The deployment called `name`, or the only one. */
export function chooseDeployment({ path, deployments }: Program, name: string | undefined): Deployment {
  const [first, ...others] = deployments
  const chosen = deployments.find((deployment) => deployment.name === name)
  if (chosen !== undefined) return chosen
  if (name === undefined && first !== undefined && others.length === 0) return first
  throw new NatsmithError(
    'deployment-unknown',
    name === undefined ? `${path} has several deployments` : `${path} has no deployment "${name}"`,
    `name one of: ${deployments.map((deployment) => deployment.name).join(', ')}`,
  )
}

/** Calls what may call the program in `path` back; what the program throws is explained as its own mistake. */
export function callProgram<T>(path: string, call: () => T): T {
  try {
    process.exit = refuseExit
    return call()
  } catch (error) {
    throw error instanceof Error && placeOf(error) === undefined ? error : explained(error, path)
  } finally {
    process.exit = exit
  }
}

/** Findings and errors of natsmith as they are; anything else as a mistake of the program, with the line it happened on. */
function explained(error: unknown, path: string): Error {
  if (error instanceof NatsmithError) return error
  if (!(error instanceof Error)) return failed(path, `threw ${String(error)}`, error)
  // Errors of another copy of natsmith are not instances of our classes.
  if (error.name === 'FindingsError' && 'findings' in error)
    return new FindingsError(error.findings as readonly Finding[])
  if (error.name === 'NatsmithError' && 'code' in error && 'change' in error)
    return new NatsmithError(String(error.code), error.message, String(error.change), { cause: error })
  const [, syntax, place] = /^ParseError: ([^\n]*?)[\s.]*\n\s*(.+):\d+$/.exec(error.message) ?? []
  if (syntax !== undefined && place !== undefined) return failed(place, `cannot be read: ${syntax}`, error)
  const [message = ''] = error.message.split('\n')
  return failed(placeOf(error) ?? path, `threw ${error.name}: ${message}`, error)
}

const failed = (where: string, what: string, cause: unknown): NatsmithError =>
  new NatsmithError(
    'program-failed',
    `${where} ${what}`,
    'mend the program, then run the same command again',
    {
      cause,
    },
  )

/** File and line of the innermost call in a stack trace that is the user's. */
function placeOf({ stack = '' }: Error): string | undefined {
  const own = resolve(__dirname, '..')
  return [...stack.matchAll(/(?:at |\(|file:\/\/)(\/[^()\n]+:\d+):\d+\)?$/gm)]
    .flatMap(([, place = '']) => place)
    .find((place) => !place.startsWith(`${own}/`) && !place.includes('/node_modules/'))
}
