// In: a path. Out: what is there, without ever following a link, waiting on a fifo or opening a device.
import { closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs'
import { readFileSync, readSync, type Stats } from 'node:fs'
import { contentOf, type Content } from '../values/content'
import { NatsmithError } from '../values/finding'
import { errnoError, hasCode } from './errors'
import { point } from './points'

export type FileType = 'file' | 'link' | 'folder' | 'fifo' | 'socket' | 'device'

/** Owner of a file or folder, as numbers. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Something that exists. */
export interface Observed extends Owner {
  readonly type: FileType
  /** The permission bits, setuid, setgid and sticky included. */
  readonly mode: number
  /** How many names the file has. */
  readonly links: number
  /** Of a file that can be read. */
  readonly content: Content | undefined
  /** Why a file could not be read. */
  readonly unreadable: string | undefined
}

/** What can be asked about files: of this machine, or of another as somebody saw it. Each throws what is in the way. */
export interface Sight {
  /** Who looks. */
  readonly user: () => Owner
  /** What is at a path, links not followed; undefined when nothing is. */
  readonly observe: (path: string) => Observed | undefined
  /** The permission bits of what is at a path, links followed. */
  readonly modeOf: (path: string) => number | undefined
  /** The text of a file; undefined when there is none. */
  readonly readText: (path: string) => string | undefined
  /** The names in a folder, sorted; none when there is no such folder. */
  readonly listFolder: (path: string) => readonly string[]
}

/** Larger than any file of ours; more is not read into memory. */
export const LIMIT = 1 << 28

/** What is at `path`; undefined when nothing is. */
export function observe(path: string): Observed | undefined {
  const stat = statOf(path)
  if (stat === undefined) return undefined
  if (!stat.isFile()) return observedOf(stat)
  try {
    return readFile(path, observedOf)
  } catch (error) {
    if (error instanceof NatsmithError) return observedOf(stat, undefined, error.message)
    throw error
  }
}

/** What the system says about the name `path` itself, link or not; undefined when nothing has it. */
export function statOf(path: string): Stats | undefined {
  return point('read', path, () => lstatSync(path, { throwIfNoEntry: false }))
}

/** The text of a file; undefined when there is none. Throws NatsmithError for whatever else is in its place. */
export function readText(path: string): string | undefined {
  // An error takes longer to make than a file to read.
  if (statOf(path) === undefined) return undefined
  try {
    return readFile(path, textOf)
  } catch (error) {
    if (hasCode(error, 'vanished')) return undefined
    throw error
  }
}

/** What is made of a file: `content` holds until the next one is read. */
export type ReadAs<T> = (stat: Stats, content: Buffer) => T

/** Throws NatsmithError for whatever is no file, too. */
export function readFile<T>(path: string, as: ReadAs<T>): T {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  return point('read', path, () => {
    const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      const stat = fstatSync(fd)
      if (!stat.isFile()) throw errnoError('EISDIR', path)
      if (stat.size > LIMIT) throw errnoError('EFBIG', path)
      return as(stat, contentOfFile(fd, stat.size))
    } finally {
      closeSync(fd)
    }
  })
}

/** Where files are read to: making room for each takes longer than to read it. */
const page = Buffer.allocUnsafeSlow(1 << 16)

function contentOfFile(fd: number, size: number): Buffer {
  // Some file systems give no size.
  if (size === 0 || size > page.length) return readFileSync(fd)
  let length = 0
  for (let more = 1; more > 0 && length < size; length += more)
    more = readSync(fd, page, length, size - length, null)
  return page.subarray(0, length)
}

export const textOf: ReadAs<string> = (_stat, content) => content.toString('utf8')

export function observedOf(stat: Stats, content?: Buffer, unreadable?: string): Observed {
  return {
    type: typeOf(stat),
    mode: stat.mode & 0o7777,
    uid: stat.uid,
    gid: stat.gid,
    links: stat.nlink,
    content: content && contentOf(content),
    unreadable,
  }
}

function typeOf(stat: Stats): FileType {
  if (stat.isFile()) return 'file'
  if (stat.isSymbolicLink()) return 'link'
  if (stat.isDirectory()) return 'folder'
  if (stat.isFIFO()) return 'fifo'
  return stat.isSocket() ? 'socket' : 'device'
}
