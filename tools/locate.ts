// Finds the external programs, changing nothing.
// In: a program's name and the environment (PATH, the cache's place). Out: an absolute path, or undefined.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

import {
  debianPrograms,
  isDebian,
  isNpm,
  isSuitable,
  programs,
  shownVersion,
  toolOf,
  type Program,
  type ProgramName,
  type ToolName,
} from './programs'

export type Environment = Readonly<Record<string, string | undefined>>

/** A suitable program on PATH, else the one in the cache, else undefined. */
export function find(name: ToolName, env: Environment = process.env): string | undefined {
  const cached = cachePath(name, env)
  const onPath = isNpm(name)
    ? undefined
    : isDebian(name)
      ? findCommand(name, { PATH: [env['PATH'], '/usr/sbin', '/sbin'].join(delimiter) })
      : findOnPath(name, env)
  return onPath ?? (isExecutable(cached) ? cached : undefined)
}

/** The first program in PATH's folders, called by our name for it or by its own, whose version is suitable. */
export function findOnPath(name: ProgramName, env: Environment): string | undefined {
  const program = programs[name]
  const files = pathFolders(env).flatMap((folder) => [join(folder, name), join(folder, program.command)])
  return [...new Set(files)].filter(isExecutable).find((file) => {
    const version = askVersion(program, file, env)
    return version !== undefined && isSuitable(program, version)
  })
}

/** The first executable of this name in PATH's folders. */
export function findCommand(command: string, env: Environment): string | undefined {
  return pathFolders(env)
    .map((folder) => join(folder, command))
    .find(isExecutable)
}

const pathFolders = (env: Environment): readonly string[] =>
  (env['PATH'] ?? '').split(delimiter).filter(isAbsolute)

/** Runs the program to learn its version; undefined if it has none to tell or answers something else. */
export function askVersion(program: Program, file: string, env: Environment): string | undefined {
  if (!program.shows) return undefined
  const { stdout, error } = spawnSync(file, program.shows.args, {
    cwd: tmpdir(),
    env: { ...env, PULUMI_SKIP_UPDATE_CHECK: 'true' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 20_000,
  })
  return error ? undefined : shownVersion(program, stdout)
}

/** Where the installer puts this program, or has put it. */
export function cachePath(name: ToolName, env: Environment): string {
  return join(cacheFolder(name, env), toolOf(name).command)
}

/** The folder of one build of this program. */
export function cacheFolder(name: ToolName, env: Environment): string {
  const platform = `${process.platform}-${process.arch}`
  const key = isNpm(name)
    ? hash([platform, ...PACKAGE_FILES.map((file) => readFileSync(join(toolFolder(name), file), 'utf8'))])
    : isDebian(name)
      ? hash([platform, ...debianPrograms[name].packages])
      : cacheKey(programs[name], readModule(name), platform)
  return join(cacheRoot(env), name, `${toolOf(name).version.replace('of ', '')}-${key}`)
}

/** What npm installs from. */
export const PACKAGE_FILES = ['package.json', 'package-lock.json'] as const

export function cacheRoot(env: Environment): string {
  const own = env['NATSMITH_TOOLS_CACHE']
  if (own) return resolve(own)
  const xdg = env['XDG_CACHE_HOME']
  return join(xdg && isAbsolute(xdg) ? xdg : join(env['HOME'] ?? homedir(), '.cache'), 'natsmith', 'tools')
}

/**
 * Names everything of ours that a build depends on. The Go release is left out on purpose: a newer compiler makes no
 * other program, and a filled cache serves a machine without Go.
 */
export function cacheKey(program: Program, moduleFiles: ModuleFiles, platform: string): string {
  const { mod, sum, sources } = moduleFiles
  return hash([platform, program.package, program.ldflags, mod, sum, ...sources])
}

const hash = (parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16)

export interface ModuleFiles {
  readonly mod: string
  readonly sum: string
  /** Of a program of our own. */
  readonly sources: readonly string[]
}

/** Where the files stand that pin this program. */
export function toolFolder(name: ToolName): string {
  return join(__dirname, name)
}

export function readModule(name: ProgramName): ModuleFiles {
  const read = (file: string) => readFileSync(join(toolFolder(name), file), 'utf8')
  const sources = readdirSync(toolFolder(name)).filter((file) => file.endsWith('.go'))
  return { mod: read('go.mod'), sum: read('go.sum'), sources: sources.sort().map(read) }
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
