// Where a deployment's key store and record are. In: the folder of all of them, and the deployment's name. Out: what is in
// them; nothing is written.
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { DeployRecord } from '../diff/record'
import { nextRecord } from '../diff/record'
import { parseRecord } from '../diff/record-file'
import { checkFolder } from '../files/folders'
import { readText } from '../files/observe'
import { identitiesOf } from '../keys/age'
import { isRetired } from '../keys/entry'
import type { KeyStore } from '../keys/store'
import { isSealed, openStore, SECRET_FILE, STORE_FILE } from '../keys/store'
import type { Output, Synthesis } from '../synth'
import { digestOf } from '../values/content'

/** The folder of key stores and records, beside the program. */
export const DEFAULT_STORE = 'natsmith'

/** What is beside a program, but for its keys. */
export interface Place {
  /** The deployment's name. */
  readonly name: string
  /** `<store>/<deployment>`. */
  readonly folder: string
  readonly keys: string
  readonly recordFile: string
  /** Undefined before the first deploy. */
  readonly record: DeployRecord | undefined
  /** Of the text of the record's file; empty before the first deploy. */
  readonly recordDigest: string
}

export interface Workspace extends Place {
  readonly store: KeyStore
}

/** What a command needs of a key store: its secrets, or no more than is there. */
export type SecretsWanted = 'needed' | 'if-there'

/**
 * Reads the record of deployment `name` below `stores`.
 *
 * Throws NatsmithError `record-damaged`, `record-newer`.
 */
export function placeOf(stores: string, name: string): Place {
  const folder = join(resolve(stores), name)
  const recordFile = join(folder, 'record.json')
  const text = readText(recordFile)
  return {
    ...{ name, folder, recordFile, keys: join(folder, 'keys') },
    record: text === undefined ? undefined : parseRecord(text, recordFile, name),
    recordDigest: text === undefined ? '' : digestOf(text),
  }
}

/**
 * Opens the key store. `if-there` is content with the public part of one, as a clone has it, or somebody without an identity for an
 * encrypted one.
 *
 * Throws NatsmithError `unsafe-folder` where somebody else could exchange the key store, and what `openStore` throws.
 */
export function openKeys(place: Place, secrets: SecretsWanted): Workspace {
  const { keys } = place
  const isClone = existsSync(join(keys, STORE_FILE)) && !existsSync(join(keys, SECRET_FILE))
  const isClosed = isSealed(keys) && identitiesOf(process.env).length === 0
  const withSecrets = secrets === 'needed' || !(isClone || isClosed)
  if (withSecrets) checkKeys(place)
  return { ...place, store: openStore(keys, { secrets: withSecrets }) }
}

/** Throws NatsmithError `unsafe-folder`. */
export function checkKeys({ folder, keys }: Place): void {
  checkFolder(dirname(folder), keys)
}

/** Both; throws what they throw. */
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
