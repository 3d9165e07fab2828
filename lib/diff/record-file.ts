// The record as a file: read, judged to be what it says, and replaced atomically. Blocks that several nodes have in common,
// as all servers of a system have its accounts, stand in it once.
import { writeFileAtomic } from '../files/atomic'
import { readText } from '../files/observe'
import { canonical, canonicalJson, type Json } from '../values/canonical-json'
import { NatsmithError } from '../values/finding'
import { markedLine } from '../values/git-marks'
import { groupBy } from '../values/group'
import { remember } from '../values/remember'
import { sortBy } from '../values/sort'
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
 * Throws NatsmithError `record-conflict`, `record-damaged`, `record-newer`.
 */
export function readRecord(file: string, deployment: string): DeployRecord | undefined {
  const text = readText(file)
  return text === undefined ? undefined : parseRecord(text, file, deployment)
}

/**
 * The record that `text` is, which `file` has.
 * Throws NatsmithError `record-conflict`, `record-damaged`, `record-newer`.
 */
export function parseRecord(text: string, file: string, deployment: string): DeployRecord {
  try {
    const stored = JSON.parse(text) as StoredRecord
    if (stored.schema > RECORD_SCHEMA) throw newer(file, stored.schema)
    if (stored.deployment === deployment) return unfold(stored)
  } catch (error) {
    if (error instanceof NatsmithError) throw error
  }
  const line = markedLine(text)
  if (line !== undefined) throw conflict(file, line)
  throw new NatsmithError(
    'record-damaged',
    `${file} is not the record of deployment "${deployment}"`,
    'restore it from git; without it, diff cannot tell what was deployed',
  )
}

/** Each branch says what it deployed, and the nodes have what was deployed last. */
const conflict = (file: string, line: number): NatsmithError =>
  new NatsmithError(
    'record-conflict',
    `${file}:${String(line)}: git could not merge it`,
    `take all of it from the branch that was deployed last: git checkout BRANCH -- ${file}; then run natsmith diff`,
  )

const newer = (file: string, schema: number): NatsmithError =>
  new NatsmithError(
    'record-newer',
    `${file} has schema ${String(schema)}, which this natsmith does not know`,
    'use the natsmith that wrote it, or a newer one',
  )

/** Replaces the record; its folder must exist. Returns its text. */
export function writeRecord(file: string, record: DeployRecord): string {
  const text = recordText(record)
  writeFileAtomic(file, text, { mode: 0o644 })
  return text
}

/** What the file of a record holds: the same text for the same record, also for one that was read. */
export function recordText(record: DeployRecord): string {
  return `${JSON.stringify(fold(record), null, 2)}\n`
}

const sorted = <T>(value: T): T => canonical(value as Json) as T

/** Everything sorted. A block that nodes have in common is sorted once, if it is one object. */
function fold(record: DeployRecord): StoredRecord {
  const textOf = remember((block: object) => canonicalJson(block as Json))
  const nodes = record.nodes.map((node) => ({
    node: sorted({ ...node, conf: {} }),
    conf: sortBy(Object.entries(node.conf), ([key]) => key).map(([key, value]) => ({
      key,
      value,
      text: typeof value === 'object' ? textOf(value) : undefined,
    })),
  }))
  const texts = nodes.flatMap(({ conf }) => conf.flatMap(({ text }) => text ?? []))
  const common = [...groupBy(texts, (text) => text)].filter(([, group]) => group.length > 1)
  const numbers = new Map(common.map(([text], number) => [text, number]))
  return {
    ...sorted({ ...record, nodes: [] }),
    nodes: nodes.map(({ node, conf }) => {
      const own = conf.filter(({ text }) => !numbers.has(text ?? ''))
      const shared = conf.flatMap(({ key, text }) => {
        const number = numbers.get(text ?? '')
        return number === undefined ? [] : [[key, number] as const]
      })
      return {
        ...node,
        conf: Object.fromEntries(own.map(({ key, value }) => [key, sorted(value)])),
        shared: Object.fromEntries(sortBy(shared, ([, number]) => String(number).padStart(9, '0'))),
      }
    }),
    shared: common.map(([text]) => JSON.parse(text) as PlainConf),
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
