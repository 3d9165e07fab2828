// In: an error of the operating system. Out: a NatsmithError with a stable code, the path and what to do.
import { NatsmithError } from '../values/finding'

/** By errno: our code, what happened, what to do. */
const MEANINGS: Readonly<Record<string, readonly [code: string, what: string, change: string]>> = {
  ENOSPC: ['disk-full', 'no space is left on the device', 'make room there, then run the same command again'],
  EDQUOT: ['disk-full', 'the disk quota is used up', 'make room there, then run the same command again'],
  EACCES: ['permission-denied', 'permission denied', 'run it as a user who may read and write there'],
  EPERM: [
    'permission-denied',
    'operation not permitted',
    'run it as a user who may change it; see lsattr too',
  ],
  EROFS: ['read-only', 'the file system is read-only', 'mount it read-write, or choose another folder'],
  ENOENT: ['vanished', 'is not there', 'create it, or run the same command again if something removed it'],
  EEXIST: ['exists', 'is there already', 'remove it if it is not needed, then run the same command again'],
  ELOOP: ['symlink', 'is a symbolic link', 'replace the link by what it points to'],
  ENOTDIR: ['not-a-folder', 'is not a folder, or stands below something that is none', 'remove or rename it'],
  EISDIR: ['not-a-file', 'is no ordinary file, and one belongs there', 'remove or rename it'],
  ENOTEMPTY: ['not-empty', 'the folder is not empty', 'move what is in it elsewhere'],
  ENAMETOOLONG: ['name-too-long', 'the name is too long', 'choose a shorter name'],
  EMFILE: ['too-many-files', 'too many files are open', 'raise the limit (ulimit -n), then run it again'],
  ENFILE: ['too-many-files', 'too many files are open', 'close other programs, then run it again'],
  EFBIG: ['too-large', 'is larger than any file of natsmith', 'look at what it is'],
  EXDEV: ['busy', 'is a mount point', 'unmount it; mount its folder instead'],
  EBUSY: ['busy', 'is a mount point, or in use', 'unmount it; mount its folder instead'],
  EIO: ['disk-error', 'the device failed', 'check the disk, then run the same command again'],
}

/** `error` as a NatsmithError about `path`, if it is one of the operating system; anything else as it is. */
export function fileError(error: unknown, path: string): unknown {
  const errno = errnoOf(error)
  return errno === undefined ? error : errnoError(errno, path, error)
}

/** `ENOENT` and its like; undefined for an error that is not of the operating system. */
export function errnoOf(error: unknown): string | undefined {
  const isSystemError = typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error
  return isSystemError ? String(error.code) : undefined
}

export function errnoError(errno: string, path: string, cause?: unknown): NatsmithError {
  const [code, what, change] = MEANINGS[errno] ?? [
    'file-error',
    `failed with ${errno}`,
    'see to the cause, then run the same command again',
  ]
  return new NatsmithError(code, `${path}: ${what}`, change, { cause })
}

/** True for an error made here that has this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof NatsmithError && error.code === code
}
