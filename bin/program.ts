// In: --program and the deployment's name. Out: the deployment. The program is loaded as it is, TypeScript included.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { createJiti } from 'jiti'
import type { Deployment } from '../lib/constructs/deployment'
import { isDeployment } from '../lib/constructs/deployment'
import type { Finding } from '../lib/values/finding'
import { FindingsError, NatsmithError } from '../lib/values/finding'

const DEFAULTS = ['natsmith.ts', 'natsmith.mts', 'natsmith.js', 'natsmith.mjs', 'natsmith.cjs']

/** The deployment called `name`, or the only one, of the program in `file` (default: natsmith.ts and its kin here). */
export async function loadDeployment(
  file: string | undefined,
  name: string | undefined,
): Promise<{ readonly deployment: Deployment; readonly path: string }> {
  const path = resolve(file ?? DEFAULTS.find((candidate) => existsSync(candidate)) ?? 'natsmith.ts')
  if (!existsSync(path))
    throw new NatsmithError(
      'program-missing',
      `there is no program at ${path}`,
      'natsmith init, or name one with --program FILE',
    )
  return { deployment: choose(await load(path), path, name), path }
}

async function load(path: string): Promise<readonly Deployment[]> {
  const own = resolve(__dirname, '../lib/index.js')
  const jiti = createJiti(path, { fsCache: false, ...(resolves(path) ? {} : { alias: { natsmith: own } }) })
  let exported: unknown
  try {
    exported = await jiti.import(path, { default: true })
  } catch (error) {
    throw explained(error, path)
  }
  const deployments: readonly unknown[] = Array.isArray(exported) ? exported : [exported]
  if (deployments.length > 0 && deployments.every(isDeployment)) return deployments
  throw new NatsmithError(
    'program-exports-nothing',
    `${path} does not export a deployment`,
    "export default deployment('prod', (scope) => { … }), or an array of deployments",
  )
}

/** Runs a part of the program in `path`; what it throws is explained as the program's own mistake. */
export function runDefinition<T>(path: string, define: () => T): T {
  try {
    return define()
  } catch (error) {
    throw explained(error, path)
  }
}

/** Findings as they are; anything else as a mistake of the program, with the line it happened on. */
function explained(error: unknown, path: string): Error {
  if (error instanceof NatsmithError) return error
  // Errors of another copy of natsmith are not instances of our classes.
  if (error instanceof Error && error.name === 'FindingsError' && 'findings' in error)
    return new FindingsError(error.findings as readonly Finding[])
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const frame =
    error instanceof Error ? error.stack?.split('\n').find((line) => line.includes(path)) : undefined
  const line = frame === undefined ? undefined : /:(\d+):\d+\)?$/.exec(frame)?.[1]
  return new NatsmithError(
    'program-failed',
    `${path}${line === undefined ? '' : `:${line}`} threw ${message.split('\n')[0] ?? ''}`,
    'mend the program; natsmith only ran it',
    { cause: error },
  )
}

function resolves(path: string): boolean {
  try {
    createRequire(path).resolve('natsmith')
    return true
  } catch {
    return false
  }
}

function choose(deployments: readonly Deployment[], path: string, name: string | undefined): Deployment {
  const names = deployments.map((d) => d.name)
  const repeated = names.find((n, i) => names.indexOf(n) !== i)
  if (repeated !== undefined)
    throw new NatsmithError(
      'duplicate-deployment',
      `${path} has two deployments called "${repeated}"`,
      'give each a name of its own',
    )
  const chosen =
    name === undefined && deployments.length === 1 ? deployments[0] : deployments.find((d) => d.name === name)
  if (chosen !== undefined) return chosen
  throw new NatsmithError(
    'deployment-unknown',
    name === undefined ? `${path} has several deployments` : `${path} has no deployment "${name}"`,
    `name one of: ${names.join(', ')}`,
  )
}
