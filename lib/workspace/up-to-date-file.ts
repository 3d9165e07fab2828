// What is kept of the last synthesis that had nothing left to do, beside the key store and out of git. It saves time and nothing else:
// whoever removes it, or cannot write it, waits longer. In: where a deployment's files are. Out: what is kept, if it holds.
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { sweep, writeFileAtomic } from '../files/atomic'
import { checkFolder, makeFolder } from '../files/folders'
import { readText, statOf } from '../files/observe'
import { clearKey, isAtRevision } from '../keys/store'
import type { Resolved } from '../model/resolve'
import { inputsOf, stillHolds, type UpToDate } from '../up-to-date'
import { digestOf } from '../values/content'
import { NatsmithError } from '../values/finding'
import { checkKeys, type Place } from './place'

const folderOf = ({ folder }: Pick<Place, 'folder'>): string => join(folder, '.cache')
const fileOf = (place: Pick<Place, 'folder'>): string => join(folderOf(place), 'up-to-date.json')

/**
 * What is kept, if a synthesis of the same tree with the key store that is there would come to the same now.
 * Throws NatsmithError `unsafe-folder`, `key-store-exposed` where the key store may not be opened.
 */
export function recallUpToDate(place: Place, resolved: Resolved, now: number): UpToDate | undefined {
  const kept = read(fileOf(place))
  if (kept === undefined) return undefined
  checkKeys(place)
  const key = quietly(() => clearKey(place.keys))
  const inputs = inputsOf({ resolved, build: build(), recordText: place.recordText, key })
  return stillHolds(kept, inputs, now) && isAtRevision(place.keys, kept.revision) ? kept : undefined
}

/** Undefined for what is not there, or not as it was written. */
function read(file: string): UpToDate | undefined {
  const [digest, text = ''] = quietly(() => readText(file))?.split('\n') ?? []
  return digest === digestOf(text) ? ((JSON.parse(text) as UpToDate | null) ?? undefined) : undefined
}

/** Nothing is written where the same is kept already; of the same, that it was placed is not forgotten. */
export function keepUpToDate(place: Pick<Place, 'folder'>, found: UpToDate): void {
  const before = read(fileOf(place))
  const isSame = before?.inputs === found.inputs && before.revision === found.revision
  // Between the two runs nothing has happened, if they wait for the same.
  const from = before?.until === found.until ? Math.min(before.from, found.from) : found.from
  const kept = isSame ? { ...before, ...found, from } : found
  if (isDeepStrictEqual(kept, before)) return
  const [folder, text] = [folderOf(place), JSON.stringify(kept)]
  quietly(() => {
    makeFolder(folder, 0o700)
    checkFolder(place.folder, folder)
    sweep(folder)
    const ignore = join(folder, '.gitignore')
    if (statOf(ignore) === undefined) writeFileAtomic(ignore, '*\n', { mode: 0o644 })
    writeFileAtomic(fileOf(place), `${digestOf(text)}\n${text}\n`, { mode: 0o600 })
  })
}

/** What stands in the way of saving time is nobody's trouble. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof NatsmithError) return undefined
    throw error
  }
}

/** Tells this natsmith from others, and on which Node it runs; undefined for one that was not built. */
export function build(): string | undefined {
  const id = readText(join(__dirname, '../build-id'))
  return id && `${id} ${process.version}`
}
