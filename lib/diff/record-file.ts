// The record as a file: read, judged to be what it says, and replaced atomically. Blocks that several nodes have in common,
// as all servers of a system have its accounts, stand in it once.
import { writeFileAtomic } from '../files/atomic'
import { readText } from '../files/observe'
import { canonicalJson, type Json } from '../values/canonical-json'
import { NatsmithError } from '../values/finding'
import { groupBy } from '../values/group'
import type { DeployRecord, PlainConf, RecordedNode } from './record'
import { RECORD_SCHEMA } from './record'

/** A node as the file has it: of `shared` blocks of its conf, their numbers in the list of the record. */
type StoredNode = RecordedNode & { readonly shared: Readonly<Record<string, number>> }

interface StoredRecord extends Omit<DeployRecord, 'schema' | 'nodes'> {
  readonly schema: number
  readonly nodes: readonly StoredNode[]
  readonly shared: readonly PlainConf[]
}

/**
 * The record in `file`; undefined when there is none yet.
 * Throws NatsmithError `record-damaged`, `record-newer`.
 */
export function readRecord(file: string, deployment: string): DeployRecord | undefined {
  const text = readText(file)
  if (text === undefined) return undefined
  try {
    const stored = JSON.parse(text) as StoredRecord
    if (stored.schema > RECORD_SCHEMA) throw newer(file, stored.schema)
    if (stored.deployment === deployment) return unfold(stored)
  } catch (error) {
    if (error instanceof NatsmithError) throw error
  }
  throw new NatsmithError(
    'record-damaged',
    `${file} is not the record of deployment "${deployment}"`,
    'restore it from git; without it, diff cannot tell what was deployed',
  )
}

const newer = (file: string, schema: number): NatsmithError =>
  new NatsmithError(
    'record-newer',
    `${file} has schema ${String(schema)}, which this natsmith does not know`,
    'use the natsmith that wrote it, or a newer one',
  )

/** Replaces the record; its folder must exist. */
export function writeRecord(file: string, record: DeployRecord): void {
  writeFileAtomic(file, recordText(record), { mode: 0o644 })
}

/** What the file of a record holds: the same text for the same record, also for one that was read. */
export function recordText(record: DeployRecord): string {
  const sorted = JSON.parse(canonicalJson(record as unknown as Json)) as DeployRecord
  return `${JSON.stringify(fold(sorted), null, 2)}\n`
}

function fold(record: DeployRecord): StoredRecord {
  const blocks = record.nodes.flatMap(({ node, conf }) =>
    Object.entries(conf).flatMap(([key, value]) =>
      typeof value === 'object' ? [{ node, key, value, text: JSON.stringify(value) }] : [],
    ),
  )
  const common = [...groupBy(blocks, ({ text }) => text).values()].filter((group) => group.length > 1)
  const numbers = new Map<string, Record<string, number>>(record.nodes.map(({ node }) => [node, {}]))
  for (const [number, group] of common.entries())
    for (const { node, key } of group) Object.assign(numbers.get(node) ?? {}, { [key]: number })
  return {
    ...record,
    nodes: record.nodes.map((node) => {
      const shared = numbers.get(node.node) ?? {}
      const own = Object.entries(node.conf).filter(([key]) => !(key in shared))
      return { ...node, conf: Object.fromEntries(own), shared }
    }),
    shared: common.flatMap(([first]) => first?.value ?? []),
  }
}

function unfold({ shared, nodes, ...record }: StoredRecord): DeployRecord {
  return {
    ...record,
    schema: RECORD_SCHEMA,
    nodes: nodes.map(({ shared: numbers, ...node }) => {
      const common = Object.entries(numbers).map(([key, number]) => [key, shared[number] ?? {}] as const)
      return { ...node, conf: { ...node.conf, ...Object.fromEntries(common) } }
    }),
  }
}
