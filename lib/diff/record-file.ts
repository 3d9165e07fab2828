// The record as a file: read, judged to be what it says, and replaced atomically.
import { readText } from '../files/observe'
import { writeFileAtomic } from '../files/atomic'
import { NatsmithError } from '../values/finding'
import type { DeployRecord } from './record'
import { RECORD_SCHEMA } from './record'

/**
 * The record in `file`; undefined when there is none yet.
 * Throws NatsmithError `record-damaged`, `record-newer`.
 */
export function readRecord(file: string, deployment: string): DeployRecord | undefined {
  const text = readText(file)
  if (text === undefined) return undefined
  const record = parse(text)
  if (record?.deployment !== deployment)
    throw new NatsmithError(
      'record-damaged',
      `${file} is not the record of deployment "${deployment}"`,
      'restore it from git; without it, diff cannot tell what was deployed',
    )
  if (record.schema !== RECORD_SCHEMA)
    throw new NatsmithError(
      'record-newer',
      `${file} has schema ${String(record.schema)}, which this natsmith does not know`,
      'use the natsmith that wrote it, or a newer one',
    )
  return record as DeployRecord
}

/** A record as far as it must be understood to know which natsmith wrote it. */
type AnyRecord = Omit<DeployRecord, 'schema'> & { readonly schema: number }

function parse(text: string): AnyRecord | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const { schema, nodes } = value as Partial<AnyRecord>
    return typeof schema === 'number' && Array.isArray(nodes) ? (value as AnyRecord) : undefined
  } catch {
    return undefined
  }
}

/** Replaces the record; its folder must exist. */
export function writeRecord(file: string, record: DeployRecord): void {
  writeFileAtomic(file, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o644 })
}
