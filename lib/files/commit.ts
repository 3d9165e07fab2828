// In: new content for several files of one folder. Out: all of them replaced, or none, whenever the machine stops. A journal
// says what a commit consists of; from the moment it has its name, the commit has happened, and readers see it.
import { basename, dirname, join } from 'node:path'
import { NatsmithError } from '../values/finding'
import {
  linkFile,
  removeFile,
  renameFile,
  stageFile,
  sweep,
  syncFile,
  TEMPORARY,
  temporaryPath,
  writeFileAtomic,
  type FileOptions,
} from './atomic'
import { errnoError, hasCode } from './errors'
import { fsyncFolder, HERE } from './folders'
import { statOf } from './observe'

export const JOURNAL = '.natsmith-journal.json'

/** A file of the folder: its new content, or undefined to remove it. */
export interface Change extends FileOptions {
  /** Relative to the folder, such as `a.conf` or `tls/a.crt`; folders in it must exist. */
  readonly name: string
  readonly content: string | undefined
}

/** The same, but that a function makes a content when it is written: large ones are not there all at once. */
export interface LateChange extends Omit<Change, 'content'> {
  readonly content: Change['content'] | (() => string)
}

/** A change in the journal: the temporary file that gets the name; without one the name is removed. */
interface Entry {
  readonly name: string
  readonly temporary?: string
}

/** What an unfinished commit consists of. */
export type Journal = readonly Entry[]

/**
 * Makes all changes, in their order, or none. To be called under the folder's lock, after {@link recover}.
 * When it throws before the journal stands, nothing has changed; after that, `recover` finishes the work.
 *
 * @param beforeCommit - called right before the journal gets its name; what it throws stops the commit.
 */
export function commitFiles(folder: string, changes: readonly LateChange[], beforeCommit?: () => void): void {
  if (changes.length === 0) return
  for (const { name, content } of changes) checkPossible(folder, join(folder, name), content !== undefined)
  const entries: Entry[] = []
  try {
    for (const { name, content, mode, owner } of changes)
      entries.push(
        content === undefined
          ? { name }
          : { name, temporary: basename(stageFile(folder, textOf(content), { mode, owner })) },
      )
    // After all are written, so that the file system has few commits of its own to wait for.
    for (const { temporary } of entries) if (temporary !== undefined) syncFile(join(folder, temporary))
    fsyncFolder(folder)
    beforeCommit?.()
    writeFileAtomic(join(folder, JOURNAL), `${JSON.stringify(entries)}\n`, { mode: 0o600 })
  } catch (error) {
    if (readJournal(folder) === undefined)
      for (const { temporary } of entries) if (temporary !== undefined) removeFile(join(folder, temporary))
    throw error
  }
  rollForward(folder, entries)
}

const textOf = (content: string | (() => string)): string =>
  typeof content === 'string' ? content : content()

/**
 * Refuses, before anything is done, a file that cannot be created, or neither replaced nor removed. The system makes a hard
 * link to whatever it lets us rename over, but not to an immutable file (EPERM) or to a mount (EXDEV). Files of somebody else
 * it may protect from links (fs.protected_hardlinks), so they are not asked about.
 */
function checkPossible(folder: string, path: string, isWritten: boolean): void {
  const found = statOf(path)
  if (found === undefined) {
    if (isWritten && statOf(dirname(path)) === undefined) throw errnoError('ENOENT', dirname(path))
    return
  }
  if (found.isDirectory()) throw errnoError('EISDIR', path)
  const user = process.geteuid?.()
  if (user !== 0 && user !== found.uid) return
  const temporary = temporaryPath(folder)
  linkFile(path, temporary)
  removeFile(temporary)
}

/** Finishes a commit that was interrupted, and removes what others left unfinished. For writers, under the lock. */
export function recover(folder: string): void {
  const entries = readJournal(folder)
  if (entries !== undefined) rollForward(folder, entries)
  sweep(folder)
}

function rollForward(folder: string, entries: Journal): void {
  for (const { name, temporary } of entries) {
    if (temporary === undefined) removeFile(join(folder, name))
    else renameUnlessDone(join(folder, temporary), join(folder, name))
  }
  for (const path of new Set([folder, ...entries.map(({ name }) => dirname(join(folder, name)))]))
    fsyncFolder(path)
  removeFile(join(folder, JOURNAL))
}

function renameUnlessDone(from: string, to: string): void {
  try {
    renameFile(from, to)
  } catch (error) {
    if (!hasCode(error, 'vanished') || statOf(from) !== undefined) throw error
  }
}

/** True when there is something for {@link recover} to do. */
export const isUnfinished = (folder: string, sight = HERE): boolean =>
  readJournal(folder, sight) !== undefined || hasTemporary(folder, sight)

/** True when something is in `folder` that a commit did not finish writing. */
export const hasTemporary = (folder: string, sight = HERE): boolean =>
  sight.listFolder(folder).some((name) => TEMPORARY.test(name))

/** The text of `name` as last committed, undefined when it has none; reads through an unfinished journal, writes nothing. */
export function readCommitted(
  folder: string,
  name: string,
  sight = HERE,
  journal = readJournal(folder, sight),
): string | undefined {
  return committedPlaces(
    folder,
    journal,
  )(name)
    .map((path) => sight.readText(path))
    .find((text) => text !== undefined)
}

/** Where the committed content of a name is: the first of these that exists. */
export function committedPlaces(
  folder: string,
  journal: Journal | undefined = [],
): (name: string) => readonly string[] {
  const entries = new Map(journal.map((entry) => [entry.name, entry]))
  const start = join(folder, 'x').slice(0, -1)
  return (name) => {
    const entry = entries.get(name)
    if (entry === undefined) return [start + name]
    return entry.temporary === undefined ? [] : [start + entry.temporary, start + name]
  }
}

/** The entries of an unfinished commit; undefined when there is none. Throws NatsmithError `journal-damaged`. */
export function readJournal(folder: string, sight = HERE): Journal | undefined {
  const text = sight.readText(join(folder, JOURNAL))
  if (text === undefined) return undefined
  try {
    const entries: unknown = JSON.parse(text)
    if (Array.isArray(entries) && entries.every(isEntry)) return entries
  } catch {
    // Falls through to the error: the file is not JSON.
  }
  throw new NatsmithError(
    'journal-damaged',
    `${join(folder, JOURNAL)}: the journal of an interrupted write cannot be read`,
    `restore ${folder} from a backup, or remove the journal to keep the files as they are now`,
  )
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('name' in value)) return false
  const temporary = 'temporary' in value ? value.temporary : undefined
  return (
    isInside(value.name) &&
    (temporary === undefined || (typeof temporary === 'string' && TEMPORARY.test(temporary)))
  )
}

const isInside = (name: unknown): boolean =>
  typeof name === 'string' && name.split('/').every((part) => !['', '.', '..'].includes(part))
