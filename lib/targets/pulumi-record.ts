// The record of a deployment as a resource of Pulumi, placed once all nodes are deployed, so that natsmith diff knows of it.
// In: where it is to be, and its staged text. Out: the file.
import { basename, dirname, join } from 'node:path'
import { MANIFEST_SCHEMA } from '../assembly/manifest'
import { nextRecord } from '../diff/record'
import { readRecord, writeRecord } from '../diff/record-file'
import { writeFileAtomic } from '../files/atomic'
import { makeFolder } from '../files/folders'
import { withLock } from '../files/lock'
import { observe } from '../files/observe'
import { staged } from './staging'

/** What a record's resource is given. */
export interface RecordInputs {
  readonly natsmith: string
  readonly deployment: string
  /** Path of the record. */
  readonly record: string
  /** Of its text. */
  readonly digest: string
  /** Folder of staged files, and the record's name there. */
  readonly staging: string
  readonly staged: string
}

export function placeRecord({ deployment, record, digest, staging, staged: name }: RecordInputs): void {
  const text = staged(staging, name, digest)
  locked(record, deployment, () => {
    writeFileAtomic(record, text, { mode: 0o644 })
  })
}

/** Digest of what is in its place; undefined when nothing is. */
export function recordOnDisk({ record }: Pick<RecordInputs, 'record'>): string | undefined {
  const found = observe(record)
  return found?.content?.digest ?? found?.type
}

/** Records that nothing is deployed any more; generations go on counting. */
export function emptyRecord({ deployment, record }: Pick<RecordInputs, 'deployment' | 'record'>): void {
  locked(record, deployment, () => {
    const last = readRecord(record, deployment)
    if (last === undefined) return
    const manifest = { schema: MANIFEST_SCHEMA, deployment, keyStore: '', nodes: [], accepted: [] } as const
    const reached = new Set(last.nodes.map(({ node }) => node))
    writeRecord(
      record,
      nextRecord(last, { manifest, comparable: { nodes: [], names: {} }, reached, identities: [] }),
    )
  })
}

/** Under the lock that natsmith deploy takes. */
function locked(record: string, deployment: string, write: () => void): void {
  const folder = dirname(record)
  makeFolder(folder, 0o700)
  withLock(join(folder, '.natsmith.lock'), `writing ${basename(record)} of ${deployment}`, write)
}
