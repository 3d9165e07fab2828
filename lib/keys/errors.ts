// What can be wrong with a key store, and the way out. No key is ever made anew in place of one that was lost.
import { dirname } from 'node:path'
import { NatsmithError } from '../values/finding'

const FROM_BACKUP =
  'from a backup, or from whoever has it: keys that were in it are never made anew by themselves'

export const missingFiles = (folder: string, names: readonly string[]): NatsmithError =>
  new NatsmithError(
    'key-store-missing',
    `${folder}: the key store lacks ${names.length > 3 ? `${String(names.length)} files, ${names.slice(0, 3).join(', ')} and others` : names.join(', ')}`,
    names.every((name) => name.startsWith('secret'))
      ? `copy the files secret* of this key store into ${folder}, ${FROM_BACKUP}`
      : `restore ${folder} ${FROM_BACKUP}`,
  )

/** @param where - the file, and the line if it is one that is damaged. */
export const damaged = (where: string, what: string): NatsmithError =>
  new NatsmithError('key-store-damaged', `${where}: ${what}`, `restore the file ${FROM_BACKUP}`)

/** Two branches that cannot be one. @param path - of the file, with the line */
export const conflict = (path: string, what: string): NatsmithError =>
  new NatsmithError(
    'key-store-conflict',
    `${path}: ${what}`,
    `take all of it from the branch that is deployed: git checkout BRANCH -- ${dirname(path)}; then run natsmith issue`,
  )

export const newer = (where: string): NatsmithError =>
  new NatsmithError(
    'key-store-newer',
    `${where}: was written by a newer natsmith`,
    'update natsmith: npm install natsmith@latest',
  )

/** A half of some entries is gone. @param part - where it should be. */
export const halfLost = (
  folder: string,
  part: 'public' | 'secret',
  identities: readonly string[],
): NatsmithError => {
  const other = part === 'public' ? 'secret' : 'public'
  const names = identities.slice(0, 3).join(', ')
  const more = identities.length > 3 ? ` and ${String(identities.length - 3)} more` : ''
  return new NatsmithError(
    'key-store-incomplete',
    `${folder}: the ${part} part knows nothing of ${names}${more}, the ${other} part does`,
    `restore the files ${part}-*.jsonl ${FROM_BACKUP}; to give these keys up for good, delete their lines from the files ${other}-*.jsonl`,
  )
}

export const exposed = (path: string, folder: string): NatsmithError =>
  new NatsmithError(
    'key-store-exposed',
    `${path}: others than its owner may read or change it`,
    `run: chmod go= ${folder} ${folder}/secret*`,
  )

export const foreign = (path: string, uid: number): NatsmithError =>
  new NatsmithError(
    'key-store-exposed',
    `${path}: belongs to user ${String(uid)}, who may have put keys of their own there`,
    'find out whose keys they are; then take the folder over with chown -R',
  )

export const changedMeanwhile = (folder: string): NatsmithError =>
  new NatsmithError(
    'key-store-changed',
    `${folder}: another run has changed the key store in the meantime`,
    'run the same command again',
  )

export const withoutSecrets = (): NatsmithError =>
  new NatsmithError(
    'key-store-without-secrets',
    'only the public part of the key store was read, and nothing can be issued or digested without the secret part',
    'run this where the secret part of the key store is',
  )
