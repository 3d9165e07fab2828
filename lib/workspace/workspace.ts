// Where a deployment's key store and record are. In: the folder of all of them, and the deployment's name. Out: what is in
// them; nothing is written.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { DeployRecord } from '../diff/record'
import { nextRecord } from '../diff/record'
import { readRecord } from '../diff/record-file'
import { checkFolder } from '../files/folders'
import { identitiesOf } from '../keys/age'
import { isRetired } from '../keys/entry'
import type { KeyStore } from '../keys/store'
import { isSealed, openStore, SECRET_FILE, STORE_FILE } from '../keys/store'
import type { Output, Synthesis } from '../synth'

/** The folder of key stores and records, beside the program. */
export const DEFAULT_STORE = 'natsmith'

export interface Workspace {
  /** The deployment's name. */
  readonly name: string
  /** `<store>/<deployment>`. */
  readonly folder: string
  readonly keys: string
  readonly recordFile: string
  readonly store: KeyStore
  /** Undefined before the first deploy. */
  readonly record: DeployRecord | undefined
}

/**
 * Reads the key store and the record of deployment `name` below `stores`. `secrets: 'if-there'` is content with the public
 * part of a key store, as a clone has it, or somebody without an identity for an encrypted one.
 *
 * Throws NatsmithError `unsafe-folder` where somebody else could exchange the key store, and what `openStore` throws.
 */
export function openWorkspace(stores: string, name: string, secrets: 'needed' | 'if-there'): Workspace {
  const folder = join(resolve(stores), name)
  const keys = join(folder, 'keys')
  const recordFile = join(folder, 'record.json')
  const isClone = existsSync(join(keys, STORE_FILE)) && !existsSync(join(keys, SECRET_FILE))
  const isClosed = isSealed(keys) && identitiesOf(process.env).length === 0
  const withSecrets = secrets === 'needed' || !(isClone || isClosed)
  if (withSecrets) checkFolder(resolve(stores), keys)
  return {
    name,
    folder,
    keys,
    recordFile,
    store: openStore(keys, { secrets: withSecrets }),
    record: readRecord(recordFile, name),
  }
}

/** A synthesis that nothing stands in the way of. */
export type Complete = Synthesis & Output

/** The record once `synthesis` is deployed to the nodes in `reached`: the last one itself when nothing in it changes. */
export function recordOf(
  { record }: Pick<Workspace, 'record'>,
  { assembly, comparable, changes }: Complete,
  reached: ReadonlySet<string>,
): DeployRecord {
  const entries = [...changes.after.entries.values()]
  const identities = entries.filter((entry) => !isRetired(entry)).map(({ identity }) => identity)
  return nextRecord(record, { manifest: assembly.manifest, comparable, reached, identities })
}
