// The rows of the benchmark. In: by how much the sizes of the table are multiplied. Out: results, one after another.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { leastOf, milliseconds } from './measure'
import type { Measured } from './parts'
import { operatorMode, programText, type Counts } from './program'
import { seconds, type Result } from './table'

const ROOT = resolve(__dirname, '../..')
const COMMAND = join(ROOT, 'dist/bin/natsmith.js')

export type Row = (scale: number) => readonly Result[]

const sized = (size: number, scale: number): number => Math.max(1, Math.round(size * scale))
const told = (n: number): string => n.toLocaleString('en-US')

/** Runs a part in a process of its own, whose memory is then the part's. In: options of Node, too. */
function part(
  name: string,
  size: number,
  options: readonly string[] = [],
): Measured & { readonly floor: number } {
  const args = [
    ...options,
    join(ROOT, 'node_modules/.bin/jiti'),
    join(__dirname, 'row.ts'),
    name,
    String(size),
  ]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${name} ${String(size)}: ${stderr}`)
  return { floor: NaN, ...(JSON.parse(stdout) as Measured) }
}

const ratio = (what: string, against: string, { work, floor }: Pair, most?: number): Result => ({
  what,
  against,
  work: seconds(work),
  floor: seconds(floor),
  got: work / floor,
  most,
})

const alone = (what: string, against: string, got: number, most?: number): Result => ({
  what,
  against,
  work: '',
  floor: '',
  got,
  most,
})

interface Pair {
  readonly work: number
  readonly floor: number
}

/** How work grows with its size, beside a floor that is linear: what the machine does meanwhile slows both. */
const exponent = (few: Pair, many: Pair, times: number): number =>
  1 + Math.log(many.work / many.floor / (few.work / few.floor)) / Math.log(times)

function nkeys(scale: number): readonly Result[] {
  const [few, many] = [sized(10_000, scale), sized(100_000, scale)]
  const [first, second] = [part('nkeys', few), part('nkeys', many)]
  const against = 'making as many keys of Ed25519'
  return [
    ratio(`issue and commit ${told(few)} nkeys of users`, against, first, 2),
    ratio(`issue and commit ${told(many)} nkeys of users`, against, second, 2),
    alone('the same: its growth', 'exponent, 1 is linear', exponent(first, second, many / few), 1.05),
    alone('the same: memory of the process', 'MB at most', second.megabytes, 512),
  ]
}

/** Megabytes; see `--max-old-space-size` of Node. */
const HEAP = 400

function jwt(scale: number): readonly Result[] {
  const n = sized(10_000, scale)
  const { work, floor, peer = NaN } = part('tokens', n)
  const [few, many] = [sized(1000, scale), sized(100_000, scale)]
  const [first, second] = [part('jwts', few), part('jwts', many)]
  // V8 takes twice what is alive, where nothing keeps it from it.
  const { megabytes } = part('jwtsAlone', many, [`--max-old-space-size=${String(HEAP)}`])
  const against = 'making as many keys of Ed25519, and signing'
  return [
    ratio(`JWTs of ${told(n)} users, 100 to an account`, against, { work, floor }, 1.5),
    ratio('the same', 'nats-io/jwt, in Go', { work, floor: peer }, 1.2),
    besidePeer('javascript', sized(300, scale), '@nats-io/jwt and @nats-io/nkeys', 1 / 300),
    besidePeer('nsc', sized(50, scale), 'nsc add user, in a loop', 1 / 60),
    ratio(`issue and commit the JWTs of ${told(few)} users`, against, first),
    ratio(`issue and commit the JWTs of ${told(many)} users`, against, second),
    alone('the same: its growth', 'exponent, 1 is linear', exponent(first, second, many / few), 1.05),
    alone(`the same: memory of a process with a heap of ${String(HEAP)} MB`, 'MB at most', megabytes, 512),
  ]
}

function besidePeer(name: string, users: number, against: string, most: number): Result {
  const { work, peer = NaN } = part(name, users)
  return ratio(`JWTs of ${told(users)} users`, against, { work, floor: peer }, most)
}

function whole(scale: number): readonly Result[] {
  const [few, many] = [sized(10_000, scale), sized(100_000, scale)]
  const [first, second] = [part('whole', few), part('whole', many)]
  return [
    ratio(`from the program to all files, ${told(few)} users`, 'making their keys', first),
    ratio(`from the program to all files, ${told(many)} users`, 'making their keys', second),
    alone('the same: its growth', 'exponent, 1 is linear', exponent(first, second, many / few)),
    alone('the same: memory of the process', 'MB', second.megabytes),
  ]
}

// ------------------------------------------------------------------------------------------------------ whole processes

interface Workspace {
  readonly folder: string
  readonly run: (...args: readonly string[]) => number
}

/** A folder with a program in it, and natsmith installed. */
function inWorkspace<T>(counts: Counts, work: (workspace: Workspace) => T): T {
  if (!existsSync(COMMAND)) throw new Error('natsmith is not built: npm run build')
  const folder = mkdtempSync(join(tmpdir(), 'natsmith-bench-'))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(ROOT, join(folder, 'node_modules/natsmith'))
  writeFileSync(join(folder, 'natsmith.cjs'), programText(counts))
  try {
    return work({ folder, run: (...args) => natsmith(folder, args) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How long a command takes. */
const natsmith = (cwd: string, args: readonly string[]): number =>
  milliseconds(() => {
    const { status, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1e9,
    })
    if (status !== 0) throw new Error(`natsmith ${args.join(' ')}: ${stderr}`)
  })

/** When each file was written, and which file it is. */
function state(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return files.map(({ parentPath, name }) => {
    const { ino, mtimeMs } = statSync(join(parentPath, name))
    return `${parentPath}/${name} ${String(ino)} ${String(mtimeMs)}`
  })
}

/** What commands take that have nothing left to do, beside the first time. */
function repeated(
  what: string,
  against: string,
  counts: Counts,
  ...lines: readonly string[]
): readonly Result[] {
  return inWorkspace(counts, ({ folder, run }) => {
    const words = lines.map((line) => line.split(' '))
    const floor = words.reduce((sum, line) => sum + run(...line), 0)
    const before = state(folder)
    const last = words.at(-1) ?? []
    const work = Math.min(...[0, 1, 2].map(() => run(...last)))
    const written = state(folder).filter((file) => !before.includes(file)).length
    return [
      ratio(what, against, { work, floor }, 0.1),
      alone('the same: files written', 'number', written, 0),
    ]
  })
}

function again(scale: number): readonly Result[] {
  const [files, users] = [sized(10_000, scale), sized(10_000, scale)]
  const clusters = { accounts: 1, users: 1, clusters: Math.ceil(files / 24), nodes: 3 }
  const [deploy, first] = ['deploy --yes --issue', 'the first deploy']
  const inOperatorMode = `${told(users)} users in operator mode`
  return [
    ...repeated(`deploy of ${told(files)} files again`, first, clusters, deploy),
    ...repeated(
      `synth of ${inOperatorMode} again`,
      'the first issue and synth',
      operatorMode(users),
      'issue',
      'synth --out made',
    ),
    ...repeated(`deploy of ${inOperatorMode} again`, first, operatorMode(users), deploy),
  ]
}

function help(): readonly Result[] {
  const start =
    (...args: readonly string[]) =>
    () =>
    () =>
      spawnSync(process.execPath, args)
  const { work, floor } = leastOf(15, { floor: start('-e', '0'), work: start(COMMAND, '--help') })
  return [ratio('natsmith --help', 'node -e 0', { work, floor }, 2)]
}

function check(scale: number): readonly Result[] {
  const counts = {
    accounts: 1,
    users: sized(10_000, scale),
    clusters: 1,
    nodes: 3,
    leafNodes: sized(300, scale),
  }
  const work = inWorkspace(counts, ({ run }) => run('check'))
  const what = `check of ${told(counts.leafNodes)} leaf nodes, each with ${told(counts.users)} users`
  return [{ ...alone(what, 'seconds', work / 1000), work: seconds(work) }]
}

/** By name, in the order in which they run. */
export const ROWS: Readonly<Record<string, Row>> = {
  certificates(scale) {
    const n = sized(1000, scale)
    const what = `certificates for ${told(n)} nodes × 3 surfaces`
    return [ratio(what, 'making as many keys of P-256, and signing', part('certificates', n), 2)]
  },
  synth(scale) {
    const n = sized(1000, scale)
    const { work } = part('stored', n)
    return [ratio(`synth of ${told(n)} constructs, keys there`, '0.25 s', { work, floor: 250 }, 1)]
  },
  again,
  nkeys,
  jwt,
  whole,
  permissions(scale) {
    const n = sized(1_000_000, scale)
    const { work, peer = NaN } = part('decisions', n)
    return [
      ratio(`${told(n)} decisions, a thousand entries`, 'a million a second', { work, floor: n / 1000 }, 1),
      ratio('the same', "nats-server's own lists, uncached", { work, floor: peer }, 3),
    ]
  },
  drift(scale) {
    const n = sized(10_000, scale)
    return [ratio(`drift over ${told(n)} files`, 'reading and hashing them', part('drift', n), 1.2)]
  },
  deploy(scale) {
    const n = sized(10_000, scale)
    return [ratio(`deploy of ${told(n)} files`, 'writing them as durably', part('deploy', n), 1.3)]
  },
  help,
  check,
}
