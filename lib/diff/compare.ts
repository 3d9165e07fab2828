// In: the record of what was deployed, and what the program says now. Out: what changes, in the user's own names, down to
// the subject, node by node, and what servers need for it. Pure.
import { isDeepStrictEqual } from 'node:util'
import { parseServerVersion } from '../values/server-version'
import { compareText, sortBy } from '../values/sort'
import type { ChangeEffect } from './mode'
import { effectsIn, withoutNeedless, modeChange, withoutMode } from './mode'
import type { Comparable, DeployRecord, Effect, PlainConf, PlainMap, RecordedNode } from './record'
import { EFFECTS, isPlainMap, isPlainSecret, isUnknownSecret } from './record'
import { describePath, describeValue, elementKey, nameOf, SECRET, TO_BE_ISSUED, withoutKey } from './words'

export type Sign = '+' | '-' | '~'

/** One thing that changes on some nodes. */
export interface Change {
  readonly nodes: readonly string[]
  readonly sign: Sign
  /** In the user's names: `user ORDERS/alice publish allow orders.>`, `client certificate`. */
  readonly what: string
  readonly was: string | undefined
  readonly now: string | undefined
  /** What is to be done about it, most often with the node's server. */
  readonly effect: ChangeEffect
}

/**
 * Everything that differs, sorted; the same change on several nodes stands once.
 *
 * @param toBeIssued - public keys and files of `now` that were made for show. @defaultValue none
 */
export function compare(
  was: Comparable | undefined,
  now: Comparable,
  toBeIssued: ReadonlySet<string> = new Set(),
): readonly Change[] {
  const words = { names: { ...was?.names, ...now.names }, toBeIssued }
  const before = new Map(was?.nodes.map((node) => [node.node, node]))
  const after = new Map(now.nodes.map((node) => [node.node, node]))
  const all = keysOf(before, after)
  return merge(all.flatMap((name) => compareNode(name, before.get(name), after.get(name), words)))
}

type NodeChange = Omit<Change, 'nodes'> & { readonly node: string }

function compareNode(
  node: string,
  was: RecordedNode | undefined,
  now: RecordedNode | undefined,
  words: Pick<Comparison, 'names' | 'toBeIssued'>,
): readonly NodeChange[] {
  const change = (
    sign: Sign,
    what: string,
    effect: ChangeEffect,
    before?: string,
    after?: string,
  ): NodeChange => ({ node, sign, what, was: before, now: after, effect })
  if (was === undefined) return now === undefined ? [] : [change('+', `node of ${now.cluster}`, 'start')]
  if (now === undefined) return [change('-', `node of ${was.cluster}`, 'stop')]
  const effectOf = effectsIn(was.conf, now.conf, parseServerVersion(now.serverVersion))
  const mode = modeChange(was.conf, now.conf)
  const confs: readonly PlainMap[] = [was.conf, now.conf]
  const [before, after] = mode === undefined ? confs : confs.map(withoutMode)
  const found: { readonly path: readonly string[]; readonly change: NodeChange }[] = []
  const add: Comparison['add'] = (path, sign, old, next) => {
    found.push({ path, change: change(sign, describePath(path), effectOf(path), old, next) })
  }
  compareValues({ ...words, folders: [was.configDir, now.configDir], add }, [], before, after)
  const changes = withoutNeedless(found).map(({ change: one }) => one)
  if (mode !== undefined) changes.push(change('~', 'authentication', 'restart', ...mode))
  if (was.serverVersion !== now.serverVersion)
    changes.push(change('~', 'nats-server', 'restart', was.serverVersion, now.serverVersion))
  if (was.configDir !== now.configDir)
    changes.push(change('~', 'configDir', 'restart', was.configDir, now.configDir))
  return changes
}

/** The most that `changes` ask of each node's server, nodes sorted. */
export function effectsOf(changes: readonly Change[]): ReadonlyMap<string, Effect> {
  return greatest(
    changes.flatMap(({ nodes, effect }) =>
      effect === 'push' || effect === 'none' ? [] : nodes.map((node) => [node, effect] as const),
    ),
  )
}

/** Of several effects on a node the one that is most, nodes sorted. */
export function greatest(
  all: Iterable<readonly [node: string, effect: Effect]>,
): ReadonlyMap<string, Effect> {
  const effects = new Map<string, Effect>()
  for (const [node, effect] of all)
    if (EFFECTS.indexOf(effect) >= EFFECTS.indexOf(effects.get(node) ?? 'reload')) effects.set(node, effect)
  return new Map(sortBy(effects, ([node]) => node))
}

/** What stays the same while two confs are compared. */
interface Comparison {
  readonly names: DeployRecord['names']
  readonly toBeIssued: ReadonlySet<string>
  /** Where the node found its files, and where it is to find them. */
  readonly folders: readonly [string, string]
  readonly add: (path: readonly string[], sign: Sign, was?: string, now?: string) => void
}

function compareValues(
  comparison: Comparison,
  path: readonly string[],
  was: PlainConf | undefined,
  now: PlainConf | undefined,
): void {
  const { add } = comparison
  if (isDeepStrictEqual(was, now) || (isUnknownSecret(now) && isPlainSecret(was))) return
  if (isList(was) || isList(now)) {
    compareElements(comparison, path, keyed(path, was, comparison), keyed(path, now, comparison))
  } else if (isPlainMap(was) || isPlainMap(now)) {
    const { names } = comparison
    const [before, after] = [entriesOf(path, was, names), entriesOf(path, now, names)]
    // An account is somebody, as a user is; other blocks are what is in them.
    if (isOfElements(path)) compareElements(comparison, path, before, after)
    else if (before.size + after.size === 0) add(path, was === undefined ? '+' : '-')
    else
      for (const key of keysOf(before, after))
        compareValues(comparison, [...path, key], before.get(key), after.get(key))
  } else {
    const [before, after] = [describeOld(comparison, path, was), describeNew(comparison, path, now)]
    // A folder that moves is one change, not one for each file in it.
    if (before !== after || before === SECRET)
      add(path, was === undefined ? '+' : now === undefined ? '-' : '~', before, after)
  }
}

const isOfElements = (path: readonly string[]): boolean =>
  path[0] === 'accounts' && (path.length === 1 || (path.length === 3 && path[2] === 'signing_keys'))

const describeOld = ({ folders, names }: Comparison, path: readonly string[], value: PlainConf | undefined) =>
  describeValue(path, value, folders[0], names)

const describeNew = (
  { folders, toBeIssued, names }: Comparison,
  path: readonly string[],
  value: PlainConf | undefined,
) =>
  typeof value === 'string' && toBeIssued.has(value)
    ? TO_BE_ISSUED
    : describeValue(path, value, folders[1], names)

/** Of what comes, all is told; of what goes, that it does. */
function compareElements(
  comparison: Comparison,
  path: readonly string[],
  before: Elements,
  after: Elements,
): void {
  const { add } = comparison
  for (const key of keysOf(before, after)) {
    const [was, now] = [before.get(key), after.get(key)]
    const at = [...path, key]
    if (now === undefined) add(at, '-', describeOld(comparison, at, was))
    else if (was === undefined) {
      add(at, '+', undefined, describeNew(comparison, at, now))
      if (isPlainMap(now)) compareValues(comparison, at, {}, withoutKey(now))
    } else compareValues(comparison, at, was, now)
  }
}

type Elements = ReadonlyMap<string, PlainConf>

const keysOf = (
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): readonly string[] => sortBy(new Set([...before.keys(), ...after.keys()]), (key) => key)

/** What a block has; users that it revokes by the names that people gave them. */
function entriesOf(
  path: readonly string[],
  value: PlainConf | undefined,
  names: DeployRecord['names'],
): Elements {
  const entries = isPlainMap(value) ? Object.entries(value) : []
  if (path.at(-1) !== 'revocations') return new Map(entries)
  return new Map(entries.map(([key, at]) => [nameOf(key, names), at]))
}

/** The elements of a list by their keys; those that nothing tells apart are counted. */
function keyed(
  path: readonly string[],
  list: PlainConf | undefined,
  { names, toBeIssued }: Comparison,
): Elements {
  const elements = new Map<string, PlainConf>()
  for (const element of isList(list) ? list : []) {
    const name = elementKey(path, element, names)
    const key = toBeIssued.has(name) ? TO_BE_ISSUED : name
    let own = key
    for (let n = 2; elements.has(own); n++) own = `${key} (${String(n)})`
    elements.set(own, element)
  }
  return elements
}

const isList = (value: PlainConf | undefined): value is readonly PlainConf[] => Array.isArray(value)

/** The same change on several nodes, once. */
function merge(changes: readonly NodeChange[]): readonly Change[] {
  const groups = new Map<string, NodeChange[]>()
  for (const change of changes) {
    const { sign, what, was, now, effect } = change
    const key = JSON.stringify([sign, what, was, now, effect])
    groups.set(key, [...(groups.get(key) ?? []), change])
  }
  const merged = [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [{ nodes: group.map(({ node }) => node), ...withoutNode(first) }]
  })
  return merged.sort(
    (a, b) =>
      compareText(a.nodes.join(), b.nodes.join()) ||
      compareText(a.what, b.what) ||
      compareText(a.sign, b.sign),
  )
}

function withoutNode({ sign, what, was, now, effect }: NodeChange): Omit<Change, 'nodes'> {
  return { sign, what, was, now, effect }
}
