// Staged files: what an engine is to place, by reference, so that no plan, state or log holds its content. In: content, under
// a name that is a digest keyed by the key store. Out: a file of that name in the staging folder; and back.
import { utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { digestOf } from '../values/content'
import { removeFile, replaceFile, sweep, writeFileAtomic } from '../files/atomic'
import { checkFolder, fsyncFolder, listFolder, makeFolder } from '../files/folders'
import { readText, statOf } from '../files/observe'
import { NatsmithError } from '../values/finding'

/** Beside the program, as the key store is; not to be committed. */
export const DEFAULT_STAGING = '.natsmith/staged'

/** What is to be staged. */
export interface StagedFile {
  /** Its name in the folder: keyed by the key store, so that nobody can check a guess at a secret against it. */
  readonly staged: string
  readonly content: string
}

/** Makes sure that all `files` are staged. Throws NatsmithError `unsafe-folder` where somebody else could exchange them. */
export function stage(folder: string, files: readonly StagedFile[]): void {
  checkFolder(dirname(folder), folder)
  const missing = files.filter(({ staged, content }) => {
    const path = join(folder, staged)
    const stat = statOf(path)
    if (stat?.isFile() !== true || (stat.mode & 0o777) !== 0o600 || readText(path) !== content) return true
    // Somebody still needs it.
    utimesSync(path, new Date(), new Date())
    return false
  })
  if (missing.length === 0) return
  makeFolder(folder, 0o700)
  const ignore = join(folder, IGNORE)
  if (statOf(ignore) === undefined) writeFileAtomic(ignore, '*\n', { mode: 0o600 })
  for (const { staged, content } of missing) replaceFile(join(folder, staged), content, { mode: 0o600 })
  fsyncFolder(folder)
}

/** What was staged as `name`, and has this digest. Throws NatsmithError `not-staged`. */
export function staged(folder: string, name: string, digest: string): string {
  const content = readText(join(folder, name))
  if (content !== undefined && digestOf(content) === digest) return content
  const what =
    content === undefined ? 'is gone, and with it what was to be deployed' : 'was changed since it was staged'
  throw new NatsmithError(
    'not-staged',
    `${join(folder, name)}: ${what}`,
    'synthesize again where the key store is, then deploy what that gives',
  )
}

/** Digests of all that is staged. */
export const stagedDigests = (folder: string): ReadonlySet<string> =>
  new Set(
    listFolder(folder)
      .filter((name) => STAGED.test(name))
      .flatMap((name) => readText(join(folder, name)) ?? [])
      .map(digestOf),
  )

export interface Swept {
  readonly removed: number
  readonly kept: number
}

/**
 * Removes what no synthesis has asked for since `before`, in milliseconds since 1970. Never called but by `natsmith sweep`:
 * a plan that was saved, or a state elsewhere, may still need a file that no synthesis asks for any more.
 */
export function sweepStaged(folder: string, before: number): Swept {
  const all = listFolder(folder)
  // Nothing is staged where we did not say that nothing of it goes into git.
  if (!all.includes(IGNORE)) return { removed: 0, kept: 0 }
  sweep(folder)
  const names = all.filter((name) => STAGED.test(name) && statOf(join(folder, name))?.isFile() === true)
  const old = names.filter((name) => (statOf(join(folder, name))?.mtimeMs ?? before) < before)
  for (const name of old) removeFile(join(folder, name))
  return { removed: old.length, kept: names.length - old.length }
}

const IGNORE = '.gitignore'

/** 128 bits, base64url. */
const STAGED = /^[\w-]{22}$/
