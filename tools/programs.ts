// The external programs that natsmith's tests and examples use: one table, read by locate.ts and install.ts.
// In: nothing. Out: per program where its source is, which version, how it is linked, and how it tells its version.
// Versions stand here and in tools/<name>/go.mod; test/tools/install.test.ts keeps the two equal.

export interface Program {
  /** The executable's file name, on PATH and in the cache. */
  readonly command: string
  readonly module: string
  readonly package: string
  /** The module's version as go.mod has it. */
  readonly pinned: string
  /** The same version as the program prints it. */
  readonly version: string
  readonly ldflags: string
  /** How to ask for the version, and where it stands in the answer. None: the program cannot tell. */
  readonly shows: { readonly args: readonly string[]; readonly pattern: RegExp } | undefined
  /**
   * Which releases on PATH will do: the pinned one or a newer one with the same first two numbers (`minor`) or the
   * same first number (`major`); `never`: always built here.
   */
  readonly fromPath: 'minor' | 'major' | 'never'
  /** Seconds that a build takes on two cores with empty Go caches, downloads included. */
  readonly seconds: number
}

const natsServer = {
  command: 'nats-server',
  module: 'github.com/nats-io/nats-server/v2',
  package: 'github.com/nats-io/nats-server/v2',
  ldflags: '',
  shows: { args: ['--version'], pattern: /^nats-server: v(\S+)$/m },
  fromPath: 'minor',
} as const

export const programs = {
  'nats-server-2.10': { ...natsServer, pinned: 'v2.10.27', version: '2.10.27', seconds: 45 },
  'nats-server-2.15': { ...natsServer, pinned: 'v2.15.2', version: '2.15.2', seconds: 35 },
  nats: {
    command: 'nats',
    module: 'github.com/nats-io/natscli',
    package: 'github.com/nats-io/natscli/nats',
    pinned: 'v0.4.0',
    version: '0.4.0',
    ldflags: '',
    shows: { args: ['--version'], pattern: /^v?(\d\S*)$/m },
    fromPath: 'minor',
    seconds: 75,
  },
  nsc: {
    command: 'nsc',
    module: 'github.com/nats-io/nsc/v2',
    package: 'github.com/nats-io/nsc/v2',
    pinned: 'v2.8.6',
    version: '2.8.6',
    ldflags: '-X main.version=2.8.6',
    shows: { args: ['--version'], pattern: /^nsc version v?(\S+)$/m },
    fromPath: 'major',
    seconds: 25,
  },
  // Our own source, beside its go.mod: what the library that nats-server and nsc are built with makes of JWTs.
  'jwt-check': {
    command: 'jwt-check',
    module: 'github.com/nats-io/jwt/v2',
    package: 'natsmith/tools/jwt-check',
    pinned: 'v2.8.2',
    version: '2.8.2',
    ldflags: '',
    shows: undefined,
    fromPath: 'never',
    seconds: 10,
  },
  // Our own source, too: how long the server's lists of subjects take, for the benchmark.
  sublist: {
    command: 'sublist',
    module: 'github.com/nats-io/nats-server/v2',
    package: 'natsmith/tools/sublist',
    pinned: 'v2.15.2',
    version: '2.15.2',
    ldflags: '',
    shows: undefined,
    fromPath: 'never',
    seconds: 30,
  },
  age: {
    command: 'age',
    module: 'filippo.io/age',
    package: 'filippo.io/age/cmd/age',
    pinned: 'v1.3.2',
    version: '1.3.2',
    ldflags: '-X main.Version=v1.3.2',
    shows: { args: ['--version'], pattern: /^v(\S+)$/m },
    fromPath: 'major',
    seconds: 15,
  },
  tofu: {
    command: 'tofu',
    module: 'github.com/opentofu/opentofu',
    package: 'github.com/opentofu/opentofu/cmd/tofu',
    pinned: 'v1.12.6',
    version: '1.12.6',
    ldflags: '-X github.com/opentofu/opentofu/version.dev=no',
    shows: { args: ['--version'], pattern: /^OpenTofu v(\S+)$/m },
    fromPath: 'major',
    seconds: 300,
  },
  'terraform-provider-local': {
    command: 'terraform-provider-local',
    module: 'github.com/terraform-providers/terraform-provider-local',
    package: 'github.com/terraform-providers/terraform-provider-local',
    pinned: 'v1.4.1-0.20260513075820-3561e410f9fe',
    version: '2.9.0',
    ldflags: '',
    shows: undefined,
    fromPath: 'never',
    seconds: 25,
  },
  pulumi: {
    command: 'pulumi',
    module: 'github.com/pulumi/pulumi/pkg/v3',
    package: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
    pinned: 'v3.245.0',
    version: '3.245.0',
    ldflags: '-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.245.0',
    shows: { args: ['version'], pattern: /^v(\S+)$/m },
    fromPath: 'major',
    seconds: 300,
  },
} as const satisfies Readonly<Record<string, Program>>

export type ProgramName = keyof typeof programs

/** A program that npm installs, from the package.json and package-lock.json in tools/<name>; never taken from PATH. */
export interface NpmProgram {
  /** Its file in the installed folder. */
  readonly command: string
  readonly version: string
  readonly seconds: number
}

export const npmPrograms = {
  'cdktf-cli': { command: 'node_modules/cdktf-cli/bundle/bin/cdktf', version: '0.21.0', seconds: 60 },
  'cdktn-cli': { command: 'node_modules/cdktn-cli/bin/cdktn', version: '0.24.0', seconds: 40 },
  // cdktn-cli wants a newer Node than natsmith does.
  'node-22': {
    command: `node_modules/node-${process.platform}-${process.arch}/bin/node`,
    version: '22.23.3',
    seconds: 10,
  },
} as const satisfies Readonly<Record<string, NpmProgram>>

export type NpmName = keyof typeof npmPrograms

/** A program of Debian's packages, unpacked and not installed: no service starts, and nothing of the machine changes. */
export interface DebianProgram {
  /** Its file in the unpacked folder. */
  readonly command: string
  readonly version: 'of Debian'
  readonly packages: readonly string[]
  /** Whether what the packages depend on, and the machine does not have, is unpacked beside them. */
  readonly isWithLibraries?: true
  readonly seconds: number
}

export const debianPrograms = {
  // With nss_wrapper, root runs it where no user of its own is installed for it.
  sshd: {
    command: 'usr/sbin/sshd',
    version: 'of Debian',
    packages: ['openssh-server', 'libwrap0', 'libnss-wrapper'],
    seconds: 15,
  },
  busybox: { command: 'bin/busybox', version: 'of Debian', packages: ['busybox-static'], seconds: 15 },
  chromium: {
    command: 'usr/lib/chromium/chromium-headless-shell',
    version: 'of Debian',
    packages: ['chromium-headless-shell'],
    isWithLibraries: true,
    seconds: 30,
  },
} as const satisfies Readonly<Record<string, DebianProgram>>

export type DebianName = keyof typeof debianPrograms

export type ToolName = ProgramName | NpmName | DebianName

export const isNpm = (name: ToolName): name is NpmName => name in npmPrograms

export const isDebian = (name: ToolName): name is DebianName => name in debianPrograms

export const toolOf = (name: ToolName): Pick<NpmProgram, 'command' | 'version' | 'seconds'> =>
  isNpm(name) ? npmPrograms[name] : isDebian(name) ? debianPrograms[name] : programs[name]

export const programNames = Object.keys(programs) as readonly ProgramName[]

export const allNames: readonly ToolName[] = [
  ...programNames,
  ...(Object.keys(npmPrograms) as NpmName[]),
  ...(Object.keys(debianPrograms) as DebianName[]),
]

/** What `npm test` needs. */
export const defaultNames: readonly ToolName[] = [
  'nats-server-2.10',
  'nats-server-2.15',
  'nats',
  'nsc',
  'jwt-check',
  'sublist',
  'age',
  'tofu',
  'terraform-provider-local',
  'pulumi',
  'cdktf-cli',
  'cdktn-cli',
  'node-22',
  'sshd',
  'busybox',
  'chromium',
]

/** The version in what the program printed, or undefined if it printed something else. */
export function shownVersion(program: Program, output: string): string | undefined {
  return program.shows?.pattern.exec(output)?.[1]
}

/** Whether this release, found on PATH, does instead of the pinned one. Pre-releases never do. */
export function isSuitable(program: Program, version: string): boolean {
  const got = numbers(version)
  const pinned = numbers(program.version)
  if (program.fromPath === 'never' || !got || !pinned) return false
  const fixed = program.fromPath === 'major' ? 1 : 2
  const firstDifference = got.findIndex((n, i) => n !== pinned[i])
  if (firstDifference === -1) return true
  return firstDifference >= fixed && (got[firstDifference] ?? 0) > (pinned[firstDifference] ?? 0)
}

/** What `isSuitable` asks for, in words. */
export function suitableRange(program: Program): string {
  const next = program.version.split('.').slice(0, program.fromPath === 'major' ? 1 : 2)
  return `${program.version} or newer within ${next.join('.')}`
}

function numbers(version: string): readonly number[] | undefined {
  return /^\d+\.\d+\.\d+$/.test(version) ? version.split('.').map(Number) : undefined
}
