// Where a deployment's key store and record are. In: the folder of all of them, and the deployment's name. Out: paths, and the text of
// the record; nothing is opened, and nothing written.
import { dirname, join, resolve } from 'node:path'
import { checkFolder } from '../files/folders'
import { readText } from '../files/observe'

/** The folder of key stores and records, beside the program. */
export const DEFAULT_STORE = 'natsmith'

export interface Place {
  /** The deployment's name. */
  readonly name: string
  /** `<store>/<deployment>`. */
  readonly folder: string
  readonly keys: string
  readonly recordFile: string
  /** Undefined before the first deploy. */
  readonly recordText: string | undefined
}

export function placeOf(stores: string, name: string): Place {
  const folder = join(resolve(stores), name)
  const recordFile = join(folder, 'record.json')
  return { name, folder, keys: join(folder, 'keys'), recordFile, recordText: readText(recordFile) }
}

/** Throws NatsmithError `unsafe-folder` where somebody else could exchange the key store. */
export function checkKeys({ folder, keys }: Place): void {
  checkFolder(dirname(folder), keys)
}
