import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

import { ensure, find, need, ToolError, type EnsureOptions } from '../../tools/install'
import { cacheKey, cachePath, cacheRoot, readModule, toolFolder } from '../../tools/locate'
import {
  isSuitable,
  npmPrograms,
  programNames,
  programs,
  shownVersion,
  type NpmName,
  type Program,
} from '../../tools/programs'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'natsmith-tools-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

describe('the table', () => {
  it.each(programNames)('agrees with go.mod and go.sum on %s', (name) => {
    const { module, package: source, pinned } = programs[name]
    const { mod, sum } = readModule(name)
    expect(mod).toContain(`\ntool ${source}\n`)
    expect(required(mod, module)).toBe(pinned)
    expect(sum).toContain(`${module} ${pinned} h1:`)
  })

  it.each(Object.keys(npmPrograms) as NpmName[])('agrees with what npm installs for %s', (name) => {
    const lock = readFileSync(join(toolFolder(name), 'package-lock.json'), 'utf8')
    const { packages } = JSON.parse(lock) as { packages: Record<string, { version?: string }> }
    const { command, version } = npmPrograms[name]
    const [, folder = ''] = /^(node_modules\/[^/]+)/.exec(command) ?? []
    expect(packages[folder]?.version).toBe(version)
    expect(lock).not.toContain('"resolved"')
  })

  it.each([
    ['nats-server-2.10', 'nats-server: v2.10.27\n'],
    ['nats-server-2.15', 'nats-server: v2.15.2\n'],
    ['nats', 'v0.4.0\n'],
    ['nsc', 'nsc version 2.8.6\n'],
    ['age', 'v1.3.2\n'],
    ['tofu', 'OpenTofu v1.12.6\non linux_amd64\n'],
    ['pulumi', 'v3.245.0\n'],
  ] as const)('reads the version that %s prints', (name, output) => {
    expect(shownVersion(programs[name], output)).toBe(programs[name].version)
    expect(shownVersion(programs[name], 'command not found\n')).toBeUndefined()
  })

  it('keeps link flags that carry a version equal to it', () => {
    expect(programs.nsc.ldflags).toBe(`-X main.version=${programs.nsc.version}`)
    expect(programs.pulumi.ldflags).toContain(`Version=${programs.pulumi.pinned}`)
  })
})

it("names what to install where Debian's packages cannot be had", () => {
  const env = { PATH: folder, NATSMITH_TOOLS_CACHE: folder }
  const failure = thrown(() => ensure(['busybox'], { env, log: () => undefined }))
  expect(failure).toMatchObject({ code: 'tool-needs-debian', tools: ['busybox'] })
  expect(readdirSync(folder)).toEqual([])
})

describe('a version on PATH', () => {
  it.each([
    ['nats-server-2.10', '2.10.27', true],
    ['nats-server-2.10', '2.10.100', true],
    ['nats-server-2.10', '2.10.9', false],
    ['nats-server-2.10', '2.11.30', false],
    ['nats-server-2.10', '3.10.30', false],
    ['nats-server-2.10', '2.10.28-RC.1', false],
    ['nats-server-2.15', '2.10.27', false],
    ['nsc', '2.12.2', true],
    ['nsc', '2.7.99', false],
    ['nsc', '3.0.0', false],
    ['pulumi', '3.245', false],
    ['terraform-provider-local', '2.9.0', false],
  ] as const)('%s: %s is suitable: %s', (name, version, expected) => {
    expect(isSuitable(programs[name], version)).toBe(expected)
  })
})

describe('the cache', () => {
  const program: Program = programs.nats
  const files = { mod: 'module m\n', sum: 'm v1.0.0 h1:x\n', sources: ['package main\n'] }
  const key = cacheKey(program, files, 'linux-x64')

  it('keeps its key while nothing changes', () => {
    expect(cacheKey({ ...program, seconds: 1 }, { ...files }, 'linux-x64')).toBe(key)
  })

  it.each([
    ['go.mod', program, { ...files, mod: 'module n\n' }, 'linux-x64'],
    ['go.sum', program, { ...files, sum: '' }, 'linux-x64'],
    [
      'a line moved from one file to the other',
      program,
      { ...files, mod: files.mod + files.sum, sum: '' },
      'linux-x64',
    ],
    ['a source of our own', program, { ...files, sources: ['package main\n\n'] }, 'linux-x64'],
    ['the link flags', { ...program, ldflags: '-s' }, files, 'linux-x64'],
    ['the platform', program, files, 'darwin-arm64'],
  ])('has another key after a change of %s', (_what, changed, changedFiles, platform) => {
    expect(cacheKey(changed, changedFiles, platform)).not.toBe(key)
  })

  it('lies where the environment says', () => {
    const home = { HOME: '/home/ann' }
    expect(cacheRoot(home)).toBe('/home/ann/.cache/natsmith/tools')
    expect(cacheRoot({ ...home, XDG_CACHE_HOME: '/var/cache/ann' })).toBe('/var/cache/ann/natsmith/tools')
    expect(cacheRoot({ ...home, XDG_CACHE_HOME: 'relative' })).toBe('/home/ann/.cache/natsmith/tools')
    expect(cacheRoot({ ...home, XDG_CACHE_HOME: '/x', NATSMITH_TOOLS_CACHE: '/y' })).toBe('/y')
  })
})

describe('find', () => {
  it('takes the first suitable program on PATH, else the one in the cache, else none', () => {
    const old = script('a/nats-server', 'echo nats-server: v2.10.1')
    const newer = script('b/nats-server', 'echo nats-server: v2.10.99')
    const env = environment(dirname(old))
    expect(find('nats-server-2.10', env)).toBeUndefined()

    const cached = cachePath('nats-server-2.10', env)
    script(cached, 'exit 1')
    expect(find('nats-server-2.10', env)).toBe(cached)

    const both = environment(dirname(old), dirname(newer))
    expect(find('nats-server-2.10', both)).toBe(newer)
    expect(find('nats-server-2.15', both)).toBeUndefined()
  })

  it('passes over what is no program, fails, or answers something else', () => {
    mkdirSync(join(folder, 'a/nats-server'), { recursive: true })
    script('b/nats-server', 'exit 1')
    script('c/nats-server', 'echo gnatsd 1.4.1')
    const env = environment(...['a', 'b', 'c'].map((name) => join(folder, name)), 'relative')
    expect(find('nats-server-2.10', env)).toBeUndefined()
  })

  it('changes nothing', () => {
    find('nats', environment())
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('need', () => {
  it('names the program and the command that installs it', () => {
    const error = thrown(() => need('nats', environment()))
    expect(error).toMatchObject({
      code: 'tool-missing',
      tools: ['nats'],
      command: 'npx jiti tools/install.ts nats',
    })
    expect(error.message).toContain(error.command)
  })
})

// A stand-in for Go, a shell script: `output` is the file that `go build` is to write.
describe('ensure', () => {
  const writeServer = 'printf "#!/bin/sh\\necho nats-server: v2.10.27\\n" > "$output"; chmod +x "$output"'

  it('builds what is missing once, and leaves nothing else behind', () => {
    const { log, ...options } = withGo(writeServer)
    const path = cachePath('nats-server-2.10', options.env)
    const names = ['nats-server-2.10', 'nats-server-2.10'] as const
    expect(ensure(names, { log, ...options })).toEqual({ 'nats-server-2.10': path })
    expect(ensure(names, { log, ...options })).toEqual({ 'nats-server-2.10': path })
    expect(log.mock.calls).toEqual([
      [expect.stringMatching(/^nats-server-2\.10 2\.10\.27: building from source, about \d+ s/)],
      [expect.stringMatching(/^nats-server-2\.10 2\.10\.27: built in \d+\.\d s$/)],
    ])
    expect(readdirSync(cacheRoot(options.env))).toEqual(['nats-server-2.10'])
  })

  it('gives Go the link flags, no C compiler, and module files that it may not write', () => {
    const record = join(folder, 'record')
    const options = withGo(`echo "$CGO_ENABLED $@" > ${record}; exit 1`)
    thrown(() => ensure(['pulumi'], options))
    const { ldflags, package: source } = programs.pulumi
    const flags = `-mod=readonly -trimpath -buildvcs=false -ldflags=${ldflags}`
    expect(readFileSync(record, 'utf8')).toMatch(`0 build ${flags} -o `)
    expect(readFileSync(record, 'utf8').trimEnd().endsWith(` ${source}`)).toBe(true)
  })

  it('keeps the program of an installer that was faster', () => {
    const winner = cachePath('nats-server-2.10', environment())
    const faster = `mkdir -p ${dirname(winner)}; echo first > ${winner}; chmod +x ${winner}`
    const options = withGo(`${faster}; ${writeServer}`)
    expect(ensure(['nats-server-2.10'], options)).toEqual({ 'nats-server-2.10': winner })
    expect(readFileSync(winner, 'utf8')).toBe('first\n')
    expect(readdirSync(cacheRoot(options.env))).toEqual(['nats-server-2.10'])
  })

  it.each([
    ['tool-build-failed', 'echo go: downloading x; echo checksum mismatch >&2; exit 1', 'checksum mismatch'],
    ['tool-wrong-version', writeServer.replace('27', '26'), '2.10.26'],
  ])('stops with %s', (code, body, fact) => {
    const options = withGo(body)
    const error = thrown(() => ensure(['nats-server-2.10'], options))
    expect(error.code).toBe(code)
    expect(error.message).toContain(fact)
    expect(error.message).not.toContain('downloading')
    expect(error.message.endsWith('\n  npx jiti tools/install.ts nats-server-2.10')).toBe(true)
    expect(find('nats-server-2.10', options.env)).toBeUndefined()
  })

  it('names everything that needs Go when there is none', () => {
    const error = thrown(() => ensure(['nats', 'terraform-provider-local'], { env: environment() }))
    expect(error.code).toBe('tool-needs-go')
    expect(error.message).toContain('nats 0.4.0 or newer within 0.4')
    expect(error.command).toBe('npx jiti tools/install.ts nats terraform-provider-local')
  })

  it('says which folder it cannot write', () => {
    const options = withGo(writeServer)
    writeFileSync(join(folder, 'cache'), 'a file, not a folder')
    const error = thrown(() => ensure(['nats-server-2.10'], options))
    expect(error.code).toBe('tool-cache-unusable')
    expect(error.message).toContain(join(folder, 'cache'))
  })
})

function environment(...path: readonly string[]) {
  return { PATH: path.join(delimiter), NATSMITH_TOOLS_CACHE: join(folder, 'cache') }
}

function withGo(build: string) {
  const findOutput = 'for a in "$@"; do [ "$last" = -o ] && output=$a; last=$a; done'
  const go = script('go/go', `PATH=/usr/bin:/bin; [ "$1" = version ] && exit 0; ${findOutput}; ${build}`)
  return { env: environment(dirname(go)), log: jest.fn() } satisfies EnsureOptions
}

function script(path: string, body: string): string {
  const file = path.startsWith(folder) ? path : join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `#!/bin/sh\n${body}\n`)
  chmodSync(file, 0o755)
  return file
}

function required(mod: string, module: string): string | undefined {
  const line = mod.split('\n').find((text) => text.replace('require ', '').trim().startsWith(`${module} `))
  return line?.replace('require ', '').trim().split(' ')[1]
}

function thrown(act: () => unknown): ToolError {
  try {
    act()
  } catch (error) {
    if (error instanceof ToolError) return error
    throw error
  }
  throw new Error('expected a ToolError')
}
