// In: where a deployment's key store and record are. Out: what is in them; nothing is written.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DeployRecord } from '../diff/record'
import { nextRecord } from '../diff/record'
import { parseRecord } from '../diff/record-file'
import { identitiesOf } from '../keys/age'
import { isRetired } from '../keys/entry'
import type { KeyStore } from '../keys/store'
import { isSealed, openStore, SECRET_FILE, STORE_FILE } from '../keys/store'
import type { Output, Synthesis } from '../synth'
import { checkKeys, placeOf, type Place } from './place'

export interface Workspace extends Place {
  readonly store: KeyStore
  /** Undefined before the first deploy. */
  readonly record: DeployRecord | undefined
}

/** What a command needs of a key store: its secrets, or no more than is there. */
export type SecretsWanted = 'needed' | 'if-there'

/**
 * Opens the key store and the record. `if-there` is content with the public part of one, as a clone has it, or somebody without an identity for an
 * encrypted one.
 *
 * Throws NatsmithError `unsafe-folder` where somebody else could exchange the key store, `record-conflict`, `record-damaged`,
 * `record-newer`, and what `openStore` throws.
 */
export function openKeys(place: Place, secrets: SecretsWanted): Workspace {
  const { name, keys, recordFile, recordText } = place
  const isClone = existsSync(join(keys, STORE_FILE)) && !existsSync(join(keys, SECRET_FILE))
  const isClosed = isSealed(keys) && identitiesOf(process.env).length === 0
  const withSecrets = secrets === 'needed' || !(isClone || isClosed)
  if (withSecrets) checkKeys(place)
  const store = openStore(keys, { secrets: withSecrets })
  const record = recordText === undefined ? undefined : parseRecord(recordText, recordFile, name)
  return { ...place, store, record }
}

/** Of deployment `name` below `stores`; throws what `openKeys` throws. */
export const openWorkspace = (stores: string, name: string, secrets: SecretsWanted): Workspace =>
  openKeys(placeOf(stores, name), secrets)

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
