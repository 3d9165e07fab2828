// Installs the external programs: `npx jiti tools/install.ts [NAME…]`, or `ensure()` and `need()` from TypeScript.
// In: program names, the environment, the Go modules and npm packages beside this file. Out: absolute paths of executables;
// what is missing is built by Go, or installed by npm, into the cache, in a folder of its own that appears under its final
// name when it is complete.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'

import {
  buildFailed,
  cacheUnusable,
  missingTool,
  needsDebian,
  needsGo,
  ToolError,
  wrongVersion,
} from './errors'
import {
  askVersion,
  cacheFolder,
  cachePath,
  cacheRoot,
  find,
  findCommand,
  isExecutable,
  PACKAGE_FILES,
  toolFolder,
  type Environment,
} from './locate'
import {
  allNames,
  debianPrograms,
  defaultNames,
  isDebian,
  isNpm,
  programs,
  toolOf,
  type DebianName,
  type DebianProgram,
  type NpmName,
  type ProgramName,
  type ToolName,
} from './programs'

export { find, ToolError }

export interface EnsureOptions {
  /** Gets one line when a build starts and one when it has ended. By default they go to standard error. */
  readonly log?: (line: string) => void
  /** Tells PATH and the cache's place, and is what Go runs with. By default this process's own. */
  readonly env?: Environment
}

/** The path of a program that must be there already; throws a ToolError that names the command to install it. */
export function need(name: ToolName, env: Environment = process.env): string {
  const path = find(name, env)
  if (path === undefined) throw missingTool(name)
  return path
}

/** The paths of all these programs, those missing built first; throws a ToolError if one cannot be. */
export function ensure<N extends ToolName>(
  names: readonly N[],
  options: EnsureOptions = {},
): Readonly<Record<N, string>> {
  const { env = process.env, log = toStderr } = options
  const found = new Map(names.map((name) => [name, find(name, env)]))
  const missing = names.filter((name) => found.get(name) === undefined)
  const toBuild = missing.filter((name: ToolName): name is N & ProgramName => !isNpm(name) && !isDebian(name))
  if (toBuild.length > 0 && spawnSync('go', ['version'], { env }).error) throw needsGo([...new Set(toBuild)])
  const toUnpack = missing.filter((name: ToolName): name is N & DebianName => isDebian(name))
  if (toUnpack.length > 0 && findCommand('apt-get', env) === undefined) throw needsDebian(toUnpack)
  const paths = [...found].map(([name, path]) => [name, path ?? install(name, env, log)])
  return Object.fromEntries(paths) as Readonly<Record<N, string>>
}

function install(name: ToolName, env: Environment, log: (line: string) => void): string {
  const { version, seconds } = toolOf(name)
  const [doing, done] = isNpm(name)
    ? ['installing with npm', 'installed']
    : isDebian(name)
      ? ["unpacking Debian's packages", 'unpacked']
      : ['building from source', 'built']
  log(`${name} ${version}: ${doing}, about ${String(seconds)} s if nothing is downloaded yet`)
  const start = performance.now()
  const path = build(name, env)
  log(`${name} ${version}: ${done} in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return path
}

function build(name: ToolName, env: Environment): string {
  const temporary = join(cacheRoot(env), `building-${name}-${randomUUID()}`)
  makeFolders(name, env, [temporary, dirname(cacheFolder(name, env))])
  try {
    if (isNpm(name)) npmInstall(name, env, temporary)
    else if (isDebian(name)) debianUnpack(name, env, temporary)
    else {
      const executable = join(temporary, programs[name].command)
      goBuild(name, env, executable)
      checkVersion(name, env, executable)
    }
    publish(name, env, temporary)
    return cachePath(name, env)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function makeFolders(name: ToolName, env: Environment, folders: readonly string[]): void {
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
    cwd: toolFolder(name),
    env: { ...env, CGO_ENABLED: '0', GOWORK: 'off' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  })
  refuseFailure(name, go)
}

// Without install scripts: what is native in these packages comes built for every platform.
function npmInstall(name: NpmName, env: Environment, folder: string): void {
  for (const file of PACKAGE_FILES) copyFileSync(join(toolFolder(name), file), join(folder, file))
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  refuseFailure(name, npm)
}

// With lists of its own, apt-get needs no root and leaves the machine's as they are. Nothing is installed: no service starts.
function debianUnpack(name: DebianName, env: Environment, folder: string): void {
  const apt = join(folder, 'apt')
  for (const part of ['lists/partial', 'archives/partial']) mkdirSync(join(apt, part), { recursive: true })
  const own = { 'State::lists': `${apt}/lists`, Cache: apt, 'Cache::archives': `${apt}/archives` }
  const options = [
    ...Object.entries(own).flatMap(([key, value]) => ['-o', `Dir::${key}=${value}`]),
    ...['-o', 'APT::Sandbox::User='],
  ]
  const run = (command: string, ...args: readonly string[]): void => {
    refuseFailure(name, spawnSync(command, args, { cwd: apt, env, encoding: 'utf8' }))
  }
  const { packages, isWithLibraries }: DebianProgram = debianPrograms[name]
  run('apt-get', ...options, 'update')
  run('apt-get', ...options, 'download', ...packages)
  if (isWithLibraries) run('apt-get', ...options, ...DOWNLOAD_ALL, 'install', ...packages)
  for (const below of ['.', 'archives'])
    for (const file of readdirSync(join(apt, below)).filter((entry) => entry.endsWith('.deb')))
      run('dpkg-deb', '--extract', join(below, file), folder)
  rmSync(apt, { recursive: true })
}

// Nothing of the machine is locked, as nothing of it is changed.
const DOWNLOAD_ALL = [
  '-o',
  'Debug::NoLocking=true',
  '--download-only',
  '--yes',
  '--no-install-recommends',
] as const

function refuseFailure(
  name: ToolName,
  { status, error, signal, stdout, stderr }: SpawnSyncReturns<string>,
): void {
  if (status === 0) return
  throw buildFailed(name, error?.message ?? signal ?? `exit code ${String(status)}`, `${stdout}${stderr}`)
}

function checkVersion(name: ProgramName, env: Environment, executable: string): void {
  if (programs[name].shows === undefined) return
  const version = askVersion(programs[name], executable, env)
  if (version !== programs[name].version) throw wrongVersion(name, version)
}

// Two installers may build the same program at once: whose folder comes first stays, the other's is as good.
function publish(name: ToolName, env: Environment, folder: string): void {
  try {
    renameSync(folder, cacheFolder(name, env))
  } catch (error) {
    if (!isExecutable(cachePath(name, env))) throw cacheUnusable(name, cacheRoot(env), error)
  }
}

const help = `usage: npx jiti tools/install.ts [NAME…] [--all] [--json]
       npx jiti tools/install.ts --print NAME

Installs the external programs that natsmith's tests and examples use: takes a suitable one on PATH, else builds the
pinned version with Go, installs it with npm, or unpacks Debian's packages, into $NATSMITH_TOOLS_CACHE (else $XDG_CACHE_HOME/natsmith/tools, else ~/.cache/natsmith/tools).
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

function toName(text: string): ToolName {
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
