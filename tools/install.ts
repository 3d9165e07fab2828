// Installs the external programs: `npx jiti tools/install.ts [NAME…]`, or `ensure()` and `need()` from TypeScript.
// In: program names, the environment, the Go modules beside this file. Out: absolute paths of executables; what is
// missing is built by Go into the cache, in a folder of its own that appears under its final name when it is complete.
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

import { buildFailed, cacheUnusable, missingTool, needsGo, ToolError, wrongVersion } from './errors'
import {
  askVersion,
  cachePath,
  cacheRoot,
  find,
  isExecutable,
  moduleFolder,
  type Environment,
} from './locate'
import { allNames, defaultNames, programs, type ProgramName } from './programs'

export { find, ToolError }

export interface EnsureOptions {
  /** Gets one line when a build starts and one when it has ended. By default they go to standard error. */
  readonly log?: (line: string) => void
  /** Tells PATH and the cache's place, and is what Go runs with. By default this process's own. */
  readonly env?: Environment
}

/** The path of a program that must be there already; throws a ToolError that names the command to install it. */
export function need(name: ProgramName, env: Environment = process.env): string {
  const path = find(name, env)
  if (path === undefined) throw missingTool(name)
  return path
}

/** The paths of all these programs, those missing built first; throws a ToolError if one cannot be. */
export function ensure<N extends ProgramName>(
  names: readonly N[],
  options: EnsureOptions = {},
): Readonly<Record<N, string>> {
  const { env = process.env, log = toStderr } = options
  const found = new Map(names.map((name) => [name, find(name, env)]))
  const missing = names.filter((name) => found.get(name) === undefined)
  if (missing.length > 0 && spawnSync('go', ['version'], { env }).error) throw needsGo([...new Set(missing)])
  const paths = [...found].map(([name, path]) => [name, path ?? install(name, env, log)])
  return Object.fromEntries(paths) as Readonly<Record<N, string>>
}

function install(name: ProgramName, env: Environment, log: (line: string) => void): string {
  const { version, seconds } = programs[name]
  log(`${name} ${version}: building from source, about ${String(seconds)} s if nothing is downloaded yet`)
  const start = performance.now()
  const path = build(name, env)
  log(`${name} ${version}: built in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return path
}

function build(name: ProgramName, env: Environment): string {
  const final = cachePath(name, env)
  const temporary = join(cacheRoot(env), `building-${name}-${randomUUID()}`)
  makeFolders(name, env, [temporary, dirname(dirname(final))])
  try {
    const executable = join(temporary, programs[name].command)
    goBuild(name, env, executable)
    checkVersion(name, env, executable)
    publish(name, env, temporary)
    return final
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function makeFolders(name: ProgramName, env: Environment, folders: readonly string[]): void {
  try {
    for (const folder of folders) mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw cacheUnusable(name, cacheRoot(env), error)
  }
}

// The flags say what must hold whatever GOFLAGS says: the module's files are read and never written, and a build says
// nothing of this checkout. GOWORK: a go.work above this checkout would hide our modules.
function goBuild(name: ProgramName, env: Environment, output: string): void {
  const program = programs[name]
  const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', `-ldflags=${program.ldflags}`]
  const go = spawnSync('go', ['build', ...flags, '-o', output, program.package], {
    cwd: moduleFolder(name),
    env: { ...env, CGO_ENABLED: '0', GOWORK: 'off' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  })
  if (go.status === 0) return
  throw buildFailed(
    name,
    go.error?.message ?? go.signal ?? `exit code ${String(go.status)}`,
    go.stdout + go.stderr,
  )
}

function checkVersion(name: ProgramName, env: Environment, executable: string): void {
  if (programs[name].shows === undefined) return
  const version = askVersion(programs[name], executable, env)
  if (version !== programs[name].version) throw wrongVersion(name, version)
}

// Two installers may build the same program at once: whose folder comes first stays, the other's is as good.
function publish(name: ProgramName, env: Environment, folder: string): void {
  const final = cachePath(name, env)
  try {
    renameSync(folder, dirname(final))
  } catch (error) {
    if (!isExecutable(final)) throw cacheUnusable(name, cacheRoot(env), error)
  }
}

const help = `usage: npx jiti tools/install.ts [NAME…] [--all] [--json]
       npx jiti tools/install.ts --print NAME

Installs the external programs that natsmith's tests and examples use: takes a suitable one on PATH, else builds the
pinned version with Go into $NATSMITH_TOOLS_CACHE (else $XDG_CACHE_HOME/natsmith/tools, else ~/.cache/natsmith/tools).
Prints name and path of each.

  NAME          one of: ${allNames.join(', ')}
                default: ${defaultNames.join(', ')}
  --all         all of them
  --json        print an object of name: path
  --print NAME  print the path of NAME and install nothing; exit code 1 if it is missing
  --help        print this
`

function run(args: string[]): string {
  const { values, positionals } = parse(args)
  if (values.help) return help
  if (values.print !== undefined) return `${need(toName(values.print))}\n`
  const given = values.all ? allNames : positionals.map(toName)
  const paths = ensure(given.length > 0 ? given : defaultNames)
  if (values.json) return `${JSON.stringify(paths, null, 2)}\n`
  return Object.entries(paths)
    .map(([name, path]) => `${name}  ${path}\n`)
    .join('')
}

function parse(args: string[]) {
  const options = {
    help: { type: 'boolean', short: 'h' },
    all: { type: 'boolean' },
    json: { type: 'boolean' },
    print: { type: 'string' },
  } as const
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw usageError('tool-usage', error instanceof Error ? error.message : String(error))
  }
}

function toName(text: string): ProgramName {
  const name = allNames.find((known) => known === text)
  if (name === undefined) throw usageError('tool-unknown', `got ${text}; known: ${allNames.join(', ')}`)
  return name
}

function usageError(code: 'tool-usage' | 'tool-unknown', fact: string): ToolError {
  return new ToolError(code, [], [fact], 'npx jiti tools/install.ts --help')
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`)
}

function main(): void {
  try {
    process.stdout.write(run(process.argv.slice(2)))
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    toStderr(error.message)
    process.exitCode = 1
  }
}

if (process.argv[1] === __filename) main()
