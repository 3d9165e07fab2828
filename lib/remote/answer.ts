// In: the lines that a host answered. Out: what it has, as if it were looked at from there; or the error that it says.
import { dirname } from 'node:path/posix'
import { planStale } from '../engine/apply'
import { errnoError } from '../files/errors'
import { lockedBy, lockLost } from '../files/lock'
import type { FileType, Observed, Sight } from '../files/observe'
import { digestOf } from '../values/content'
import { NatsmithError, visible } from '../values/finding'
import { groupBy } from '../values/group'
import type { SeenPlace } from './script'

/** Of the lines about the folders, and about what is in them: SHA-256 in hex. */
interface PlaceDigests {
  readonly chain: string
  readonly files: string
}

export interface Seen {
  readonly sight: Sight
  /** As they were asked about. */
  readonly places: readonly (SeenPlace & { readonly digests: PlaceDigests })[]
}

/** @param places - what was asked about, in its order */
export function readAnswer(lines: readonly string[], places: readonly SeenPlace[]): Seen {
  const records = lines.map((line) => line.split(' '))
  const found = new Map(records.flatMap(foundIn))
  const closed = new Set(records.flatMap(([kind, name = '']) => (kind === 'closed' ? [decoded(name)] : [])))
  const texts = textsIn(lines)
  const [, uid = '', gid = ''] = records.find(([kind]) => kind === 'user') ?? []
  const looked = new Set(places.flatMap(({ folders }) => folders))
  const inFolder = groupBy([...found.keys()], (path) => dirname(path))

  const observe = (path: string): Observed | undefined => {
    const there = found.get(path)
    if (there !== undefined) return there
    const hidden = [...closed].find((folder) => path.startsWith(`${folder}/`))
    if (hidden !== undefined) throw errnoError('EACCES', hidden)
    return undefined
  }
  const sight: Sight = {
    user: () => ({ uid: Number(uid), gid: Number(gid) }),
    observe,
    modeOf: (path) => observe(path)?.mode,
    readText(path) {
      const text = texts.get(path)
      const there = text === undefined ? observe(path) : undefined
      if (there !== undefined) throw errnoError(NOT_TEXT[there.type] ?? 'EISDIR', path)
      return text
    },
    listFolder(path) {
      if (closed.has(path)) throw errnoError('EACCES', path)
      if (!looked.has(path)) throw new Error(`${path} was not looked at`)
      return (inFolder.get(path) ?? []).map((name) => name.slice(path.length + 1)).sort()
    },
  }
  return { sight, places: digested(lines, places) }
}

/** Why there is no text. */
const NOT_TEXT: Partial<Record<FileType, string>> = { link: 'ELOOP', file: 'EACCES' }

function foundIn([kind, name = '', mode = '', ...rest]: readonly string[]): readonly (readonly [
  string,
  Observed,
])[] {
  const path = decoded(name)
  const type = TYPES[mode[0] ?? ''] ?? 'device'
  const facts = { type, mode: permissions(mode), content: undefined, unreadable: undefined }
  if (kind === 'folder') {
    const [uid, gid] = rest
    return [[path, { ...facts, uid: Number(uid), gid: Number(gid), links: 1 }]]
  }
  if (kind !== 'file') return []
  const [links, uid, gid, size, sum = '', blocks] = rest
  const unreadable = WITHHELD[sum]
  const isRead = type === 'file' && unreadable === undefined
  return [
    [
      path,
      {
        ...facts,
        uid: Number(uid),
        gid: Number(gid),
        links: Number(links),
        ...(isRead && {
          content: { digest: `sha256:${sum}`, size: Number(size), pemBlocks: Number(blocks) },
        }),
        ...(unreadable !== undefined && { unreadable: errnoError(unreadable, path).message }),
      },
    ],
  ]
}

/** What stands in place of a digest, and why. */
const WITHHELD: Readonly<Record<string, string>> = { large: 'EFBIG', closed: 'EACCES' }

/** The first character of what ls -l prints. */
const TYPES: Readonly<Record<string, FileType>> = {
  '-': 'file',
  l: 'link',
  d: 'folder',
  p: 'fifo',
  s: 'socket',
}

/** `-rwsr-x--T` as a number. */
function permissions(text: string): number {
  const bit = (at: number, letters: string, value: number): number =>
    letters.includes(text[at] ?? '-') ? value : 0
  const plain = ['r', 'w', 'xst', 'r', 'w', 'xst', 'r', 'w', 'xst'].map((letters, i) =>
    bit(i + 1, letters, 1 << (8 - i)),
  )
  return plain.reduce(
    (sum, value) => sum + value,
    bit(3, 'sS', 0o4000) + bit(6, 'sS', 0o2000) + bit(9, 'tT', 0o1000),
  )
}

/** `=name`, or `x` and its bytes in hex. */
const decoded = (name: string): string =>
  name.startsWith('x') ? Buffer.from(name.slice(1), 'hex').toString('utf8') : name.slice(1)

/** By path: the lines that follow `text`, each behind a bar. */
function textsIn(lines: readonly string[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  let path = ''
  for (const line of lines)
    if (line.startsWith('text ')) texts.set((path = decoded(line.slice(5))), '')
    else if (line.startsWith('|')) texts.set(path, `${texts.get(path) ?? ''}${line.slice(1)}\n`)
  return texts
}

/** What apply.sh compares again before it writes. */
function digested(lines: readonly string[], places: readonly SeenPlace[]): Seen['places'] {
  const starts = lines.flatMap((line, i) => (line === 'place' ? [i] : []))
  const digestOfLines = (own: readonly string[], pattern: RegExp): string =>
    digestOf(
      own
        .filter((line) => pattern.test(line))
        .map((line) => `${line}\n`)
        .join(''),
    ).replace('sha256:', '')
  return places.map((place, i) => {
    const own = lines.slice(starts[i], starts[i + 1])
    const digests = {
      chain: digestOfLines(own, /^(folder|closed) /),
      files: digestOfLines(own, /^file \S+ [^d]/),
    }
    return { ...place, digests }
  })
}

/**
 * Why a host did not do what it was asked, if so.
 *
 * @param doing - `deploying nats1`
 * @param stderr - what its commands said
 */
export function stopIn(lines: readonly string[], doing: string, stderr: string): NatsmithError | undefined {
  const [, code = '', name = ''] =
    lines.map((line) => line.split(' ')).find(([kind]) => kind === 'stop') ?? []
  const path = decoded(name)
  if (code === '') return undefined
  if (code === 'stale') return planStale(path)
  if (code === 'lock-lost') return lockLost(path, doing)
  if (code === 'not-a-file') return errnoError('EISDIR', path)
  if (code === 'locked')
    return lockedBy(path, lines.find((line) => line.startsWith('holder '))?.slice(7) ?? '')
  if (code === 'no-sha256')
    return new NatsmithError(
      'no-sha256',
      'the host has neither sha256sum nor shasum nor openssl',
      'install one of them there',
    )
  const why = visible(stderr.trim().split('\n').at(-1) ?? '')
  return new NatsmithError(
    code === 'owner' ? 'owner-not-permitted' : 'not-written',
    `${path}: cannot be written${why === '' ? '' : `: ${why}`}`,
    code === 'owner'
      ? "log in as root, or with --via 'ssh {host} sudo'"
      : 'see to the cause, then run the same command again',
  )
}
