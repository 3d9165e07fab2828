// The natsmith command as a user runs it: the built one, in a folder of its own, in a process of its own. In: arguments.
// Out: exit code and output; every JSON document is held to its published schema.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { transformSync } from '@swc/core'
import { copyFolder } from '../../support/tree'
import { validate } from './schema'

const ROOT = join(__dirname, '../../..')
export const COMMAND = join(ROOT, 'dist/bin/natsmith.js')

/** A TypeScript file as JavaScript, which saves every run the time to compile it. */
export const javascript = (file: string): string =>
  transformSync(readFileSync(file, 'utf8'), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  }).code

const PROGRAM = javascript(join(__dirname, 'deployment.ts'))

/** A program for which nothing is issued. */
export const KEYLESS = `
const { acknowledge, deployment, NatsCluster } = require('natsmith')
exports.default = deployment('lab', (scope) => {
  const lab = new NatsCluster(scope, 'lab', { nodes: { lab1: '127.0.0.1' }, serverVersion: '2.12' })
  for (const code of ['plaintext-listener', 'anonymous-access'])
    acknowledge(lab, code, 'nobody but this machine reaches it')
})
`

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Words of CHANGE, see deployment.ts. */
  readonly change?: string
  readonly env?: Readonly<Record<string, string>>
  /** All of stdin. @defaultValue empty */
  readonly input?: string
  /** The input is given once stdout says this. */
  readonly after?: string
}

export interface Workspace {
  readonly folder: string
  readonly path: (...names: readonly string[]) => string
  /** Writes a file and says its path. */
  readonly write: (name: string, text: string) => string
  /** @param line - arguments, split at blanks unless they are a list */
  readonly run: (line: string | readonly string[], options?: RunOptions) => Promise<Ran>
  /** Runs with `--json`: the one document on stdout, with the exit code. */
  readonly json: (line: string, options?: RunOptions) => Promise<Document>
}

/** A command's document, and how the command ended. */
export interface Document extends Readonly<Record<string, unknown>> {
  readonly exitCode: number | null
}

/** A folder with natsmith.cjs and natsmith installed; or an empty one, where only the command is; or a copy of another. */
export function makeWorkspace(like: Workspace | 'program' | 'nothing'): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'natsmith-cli-'))
  if (like === 'program') {
    writeFileSync(join(folder, 'natsmith.cjs'), PROGRAM)
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(ROOT, join(folder, 'node_modules/natsmith'))
  } else if (like !== 'nothing') copyFolder(like.folder, folder)
  const path: Workspace['path'] = (...names) => join(folder, ...names)
  const run: Workspace['run'] = (line, options) =>
    execute(process.execPath, [COMMAND, ...words(line)], folder, options)
  return {
    folder,
    path,
    run,
    write(name, text) {
      writeFileSync(path(name), text)
      return path(name)
    },
    async json(line, options) {
      const { code, stdout, stderr } = await run(`${line} --json`, options)
      expect(stderr).toBe('')
      const document = JSON.parse(stdout) as Readonly<Record<string, unknown>>
      validate(document)
      return { ...document, exitCode: code }
    },
  }
}

/** Workspaces that are removed after each test. */
export function workspaces(): (like?: Workspace | 'program' | 'nothing') => Workspace {
  const made: Workspace[] = []
  afterEach(() => {
    for (const { folder } of made.splice(0)) rmSync(folder, { recursive: true, force: true })
  })
  return (like = 'program') => {
    const workspace = makeWorkspace(like)
    made.push(workspace)
    return workspace
  }
}

/** One workspace for all tests of a file, with `lines` run in it. */
export function preparedWorkspace(...lines: readonly string[]): () => Workspace {
  let workspace: Workspace | undefined
  beforeAll(async () => {
    workspace = makeWorkspace('program')
    for (const line of lines) expect(await workspace.run(line)).toMatchObject({ code: 0 })
  })
  afterAll(() => {
    if (workspace !== undefined) rmSync(workspace.folder, { recursive: true, force: true })
  })
  return () => {
    if (workspace === undefined) throw new Error('asked before it was made')
    return workspace
  }
}

const words = (line: string | readonly string[]): readonly string[] =>
  typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line

/** Runs `command` without anything of this process's environment that changes what is printed. */
export async function execute(
  command: string,
  args: readonly string[],
  cwd: string,
  { change = '', env = {}, input = '', after }: RunOptions = {},
): Promise<Ran> {
  const own = { PATH: process.env['PATH'], HOME: cwd, LC_ALL: 'C.UTF-8', CHANGE: change, ...env }
  const child = spawn(command, args, { cwd, env: own })
  const output = { stdout: '', stderr: '' }
  const answer = (): void => {
    if (after === undefined || output.stdout.includes(after)) child.stdin.end(input)
  }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      answer()
    })
  // A command that does not read its input may be gone before it is written.
  child.stdin.on('error', () => undefined)
  answer()
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  return { code, ...output }
}
