// What can go wrong with the external programs, as one error class with a code.
// In: the programs concerned and the facts. Out: a message that ends in the command to run next.
import {
  debianPrograms,
  isDebian,
  isNpm,
  programs,
  suitableRange,
  toolOf,
  type DebianName,
  type ProgramName,
  type ToolName,
} from './programs'

export type ToolErrorCode =
  | 'tool-missing'
  | 'tool-needs-go'
  | 'tool-needs-debian'
  | 'tool-build-failed'
  | 'tool-wrong-version'
  | 'tool-cache-unusable'
  | 'tool-unknown'
  | 'tool-usage'

export class ToolError extends Error {
  override readonly name = 'ToolError'

  constructor(
    readonly code: ToolErrorCode,
    /** The programs that are not there because of it. */
    readonly tools: readonly ToolName[],
    facts: readonly string[],
    /** The command that installs them, or the one to read on. */
    readonly command: string = installCommand(tools),
  ) {
    super([`error [${code}]  ${tools.join(', ')}`.trimEnd(), ...facts, command].join('\n  '))
  }
}

export function installCommand(tools: readonly ToolName[]): string {
  return ['npx jiti tools/install.ts', ...tools].join(' ')
}

export function missingTool(name: ToolName): ToolError {
  const { command, version } = toolOf(name)
  const fact = isNpm(name)
    ? `${name} ${version} is not installed`
    : isDebian(name)
      ? `${name} is neither on PATH nor unpacked from Debian's packages`
      : `${command} ${version} is neither on PATH nor built`
  return new ToolError('tool-missing', [name], [fact])
}

export function needsGo(tools: readonly ProgramName[]): ToolError {
  const wanted = tools.filter((name) => programs[name].fromPath !== 'never')
  const ranges = wanted.map((name) => `${programs[name].command} ${suitableRange(programs[name])}`)
  return new ToolError('tool-needs-go', tools, [
    'go is not on PATH, and these programs are built from source',
    'change: install Go, at least the release that the "go" lines of tools/*/go.mod name',
    ...(ranges.length > 0 ? ['or put on PATH:', ...ranges.map((range) => `  ${range}`)] : []),
  ])
}

export function needsDebian(names: readonly DebianName[]): ToolError {
  return new ToolError('tool-needs-debian', names, [
    'not on PATH, and there is no apt-get to bring it',
    `change: install what Debian has in ${names.map((name) => debianPrograms[name].packages[0]).join(', ')}`,
  ])
}

/** The end of what Go or npm printed holds the cause; what stands before it is the list of downloads. */
export function buildFailed(name: ToolName, how: string, output: string): ToolError {
  const lines = output.split('\n').filter((line) => line !== '' && !line.startsWith('go: downloading '))
  const command = isNpm(name) ? 'npm ci' : isDebian(name) ? 'apt-get' : 'go build'
  return new ToolError('tool-build-failed', [name], [`${command} ended with ${how}:`, ...lines.slice(-20)])
}

export function wrongVersion(name: ProgramName, got: string | undefined): ToolError {
  const want = programs[name].version
  return new ToolError(
    'tool-wrong-version',
    [name],
    [
      `the program just built says ${got ?? 'nothing about its version'}; the table says ${want}`,
      `change: the version or the pattern in tools/programs.ts, or tools/${name}/go.mod`,
    ],
  )
}

export function cacheUnusable(name: ToolName, root: string, error: unknown): ToolError {
  const reason = error instanceof Error ? error.message : String(error)
  return new ToolError(
    'tool-cache-unusable',
    [name],
    [
      `cannot write below ${root}: ${reason}`,
      'change: make it writable, or set NATSMITH_TOOLS_CACHE to a folder that is',
    ],
  )
}
