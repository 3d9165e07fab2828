// The record of a deployment: what was deployed last, without a secret, beside the key store, to be committed. diff
// compares a program with it; it also tells a lost key from one that never was.
import type { AcceptedFinding, Manifest, ManifestNode } from '../assembly/manifest'
import { dialAddress } from '../model/names'
import type { RenderedNode } from '../render/render'
import type { ConfMap, ConfValue } from '../values/conf'
import { isConfMap } from '../values/conf'
import { remember } from '../values/remember'
import { sameData } from '../values/same'
import { Secret } from '../values/secret'
import { sortBy } from '../values/sort'

export const RECORD_SCHEMA = 1

/** What becomes of a server; from the least to the most. */
export const EFFECTS = ['reload', 'restart', 'start', 'stop'] as const
export type Effect = (typeof EFFECTS)[number]

/** A conf without its secrets: each stands as a digest that nobody can check a guess against without the key store. */
export type PlainConf = string | number | boolean | readonly PlainConf[] | PlainMap
export interface PlainMap {
  readonly [key: string]: PlainConf
}

export const isPlainMap = (value: PlainConf | undefined): value is PlainMap =>
  typeof value === 'object' && !Array.isArray(value)

/** The block that a value is; an empty one for whatever is none. */
export const mapIn = (value: PlainConf | undefined): PlainMap => (isPlainMap(value) ? value : {})

/** A digest that is keyed by the key store. */
export type Digest = (text: string) => string

/** What the record says of a secret, and what tells it from a text. */
export const plainSecret = (secret: Secret, digest: Digest): string => `${MARK}${digest(secret.reveal())}`
export const isPlainSecret = (value: PlainConf | undefined): boolean =>
  typeof value === 'string' && value.startsWith(MARK)

/** True for a secret of which nothing is known, not even whether it is another. */
export const isUnknownSecret = (value: PlainConf | undefined): boolean => value === MARK

const MARK = 'secret:'

export interface RecordedNode extends ManifestNode {
  /** Where others dial it: a name, or an address. */
  readonly host: string
  readonly conf: PlainMap
}

export interface DeployRecord {
  readonly schema: typeof RECORD_SCHEMA
  readonly deployment: string
  /** Counts deploys that changed something, from 1. */
  readonly generation: number
  /** Sorted by name. */
  readonly nodes: readonly RecordedNode[]
  /** Every identity whose document is in use. */
  readonly identities: readonly string[]
  /** What people call a user that a conf knows by its nkey or mapped identity: `ORDERS/alice`. */
  readonly names: Readonly<Record<string, string>>
  readonly accepted: readonly AcceptedFinding[]
  /** What servers still need, by node, since what was to see to it failed, or never came to it. */
  readonly pending?: Readonly<Partial<Record<string, Effect>>>
}

/** What of a record is compared; made of the program in the same way as of the last deploy. */
export type Comparable = Pick<DeployRecord, 'nodes' | 'names'>

/** A rendered deployment as the record holds it. */
export function comparable(
  rendered: readonly RenderedNode[],
  manifest: Manifest,
  names: DeployRecord['names'],
  digest: Digest,
): Comparable {
  const plain = plainConfs(digest)
  const facts = new Map(
    rendered.map(({ node, conf }) => [
      node.name,
      { host: dialAddress(node, 'client').host, conf: plain(conf) },
    ]),
  )
  const nodes = manifest.nodes.map((node) => ({
    ...node,
    ...(facts.get(node.node) ?? { host: node.node, conf: {} }),
  }))
  return { nodes, names }
}

/** What a deploy placed. */
export interface Deployed {
  readonly manifest: Manifest
  readonly comparable: Comparable
  /** Names of the nodes that it reached, those that are gone included; of the others, what was recorded last still holds. */
  readonly reached: ReadonlySet<string>
  readonly identities: readonly string[]
}

/** The record that follows `last`: `last` itself when nothing in it changes. */
export function nextRecord(last: DeployRecord | undefined, deployed: Deployed): DeployRecord {
  const { manifest, comparable: now, reached, identities } = deployed
  const { pending: before = {}, ...was } = last ?? {}
  const kept = (last?.nodes ?? []).filter(({ node }) => !reached.has(node))
  const next = {
    nodes: sortBy([...now.nodes.filter(({ node }) => reached.has(node)), ...kept], ({ node }) => node),
    identities: sortBy(identities, (identity) => identity),
    // Names of logins that only nodes of an earlier deploy know are still needed to read those.
    names: kept.length > 0 ? { ...last?.names, ...now.names } : now.names,
    accepted: manifest.accepted,
  }
  const head = { schema: RECORD_SCHEMA, deployment: manifest.deployment } as const
  const isSame = last !== undefined && sameData()(was, { ...head, generation: last.generation, ...next })
  const record = isSame ? last : { ...head, generation: (last?.generation ?? 0) + 1, ...next }
  return withPending(
    record,
    kept.flatMap(({ node }) => (before[node] === undefined ? [] : [[node, before[node]] as const])),
  )
}

/** `record` with what servers need, and nothing else, to be seen to: `record` itself when that is what it says. */
export function withPending(
  record: DeployRecord,
  pending: Iterable<readonly [node: string, effect: Effect]>,
): DeployRecord {
  const { pending: before = {}, ...rest } = record
  const now = Object.fromEntries(sortBy(pending, ([node]) => node))
  if (sameData()(before, now)) return record
  return Object.keys(now).length === 0 ? rest : { ...rest, pending: now }
}

/** `conf` with every secret replaced by its keyed digest. */
export const plainConf = (conf: ConfMap, digest: Digest): PlainMap => plainConfs(digest)(conf)

/** The same for many confs: a block that several have in common is one object again. */
function plainConfs(digest: Digest): (conf: ConfMap) => PlainMap {
  const plain = (value: ConfValue): PlainConf => {
    if (Secret.isSecret(value)) return plainSecret(value, digest)
    if (typeof value === 'bigint') return value.toString()
    if (typeof value !== 'object') return value
    return isList(value) ? value.map(plain) : plainMap(value, plain)
  }
  const shared = remember((block: ConfMap) => plainMap(block, plain))
  return (conf) => plainMap(conf, (value) => (isConfMap(value) ? shared(value) : plain(value)))
}

const plainMap = (map: ConfMap, plain: (value: ConfValue) => PlainConf): PlainMap =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, plain(value)]))

const isList = (value: object): value is readonly ConfValue[] => Array.isArray(value)
