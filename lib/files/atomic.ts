// In: a path and its new content. Out: the file, wholly old or wholly new whenever the machine stops, with its mode and
// owner set before it has its name. A link at the path is replaced, never followed.
import { randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
} from 'node:fs'
import { renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { NatsmithError } from '../values/finding'
import { hasCode } from './errors'
import { fsyncFolder, giveTo, listFolder } from './folders'
import type { Owner } from './observe'
import { point } from './points'

export interface FileOptions {
  readonly mode: number
  /** Default: whoever runs natsmith. */
  readonly owner?: Owner | undefined
}

/** What our unfinished files are called; such names are ours to remove. */
export const TEMPORARY = /^\.natsmith-[0-9a-f]{16}\.tmp$/

export function temporaryPath(folder: string): string {
  // Of random bytes, the ones that the process has at hand.
  return join(folder, `.natsmith-${randomUUID().replaceAll('-', '').slice(0, 16)}.tmp`)
}

/** Replaces or creates `path`, durably. Its folder must exist. */
export function writeFileAtomic(path: string, content: string | Uint8Array, options: FileOptions): void {
  replaceFile(path, content, options)
  fsyncFolder(dirname(path))
}

/** The same, but that its name is durable only after `fsyncFolder`: for many files in one folder. */
export function replaceFile(path: string, content: string | Uint8Array, options: FileOptions): void {
  const temporary = stageFile(dirname(path), content, options)
  try {
    syncFile(temporary)
    renameFile(temporary, path)
  } catch (error) {
    removeFile(temporary)
    throw error
  }
}

/**
 * Writes a complete, temporary file in `folder`, to be renamed when {@link syncFile} has made it durable; on failure nothing is
 * left of it.
 */
export function stageFile(folder: string, content: string | Uint8Array, options: FileOptions): string {
  const path = temporaryPath(folder)
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const fd = point('create', path, () => openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600))
  try {
    fill(fd, path, content, options)
  } catch (error) {
    removeFile(path)
    throw error
  } finally {
    closeSync(fd)
  }
  return path
}

function fill(fd: number, path: string, content: string | Uint8Array, { mode, owner }: FileOptions): void {
  point('write', path, () => {
    writeFileSync(fd, content)
  })
  if (owner !== undefined)
    giveTo(owner, path, () => {
      fchownSync(fd, owner.uid, owner.gid)
    })
  point('chmod', path, () => {
    fchmodSync(fd, mode)
  })
  const stat = fstatSync(fd)
  if (
    (stat.mode & 0o7777) !== mode ||
    (owner !== undefined && (stat.uid !== owner.uid || stat.gid !== owner.gid))
  )
    throw new NatsmithError(
      'mode-not-kept',
      `${dirname(path)}: the file system does not keep the mode or the owner of a file`,
      'choose a folder on a file system that does',
    )
}

/** Makes the content of a file durable, not its name. */
export function syncFile(path: string): void {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  point('fsync', path, () => {
    // Who puts a pipe in its place is not waited for.
    const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
  })
}

export function renameFile(from: string, to: string): void {
  point('rename', to, () => {
    renameSync(from, to)
  })
}

/** Gives a file a second name, which must be free. */
export function linkFile(from: string, to: string): void {
  point('link', from, () => {
    linkSync(from, to)
  })
}

/** Removes a file or link; it may be gone already. */
export function removeFile(path: string): void {
  try {
    point('unlink', path, () => {
      unlinkSync(path)
    })
  } catch (error) {
    if (!hasCode(error, 'vanished')) throw error
  }
}

/** Removes the unfinished files that a process left in `folder`. */
export function sweep(folder: string): void {
  for (const name of listFolder(folder)) if (TEMPORARY.test(name)) removeFile(join(folder, name))
}
