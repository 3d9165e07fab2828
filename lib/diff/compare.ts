// In: the record of what was deployed, and what the program says now. Out: what changes, in the user's own names, down to
// the subject, node by node, and whether a reload is enough. Pure.
import { parseServerVersion } from '../values/server-version'
import { compareText, sortBy } from '../values/sort'
import { changeEffect } from '../render/conf/options'
import type { Comparable, DeployRecord, PlainConf, RecordedNode } from './record'
import { describePath, elementKey } from './words'

export type Sign = '+' | '-' | '~'
export type Effect = 'none' | 'reload' | 'restart'

/** One thing that changes on some nodes. */
export interface Change {
  readonly nodes: readonly string[]
  readonly sign: Sign
  /** In the user's names: `user ORDERS/alice publish allow`, `certificate client`. */
  readonly what: string
  readonly was: string | undefined
  readonly now: string | undefined
  /** What a running server needs for it. */
  readonly effect: Effect
}

/** Everything that differs, sorted; the same change on several nodes stands once. */
export function compare(was: Comparable | undefined, now: Comparable): readonly Change[] {
  const names = { ...was?.names, ...now.names }
  const before = new Map(was?.nodes.map((node) => [node.node, node]))
  const after = new Map(now.nodes.map((node) => [node.node, node]))
  const all = sortBy(new Set([...before.keys(), ...after.keys()]), (name) => name)
  return merge(all.flatMap((name) => compareNode(name, before.get(name), after.get(name), names)))
}

type NodeChange = Omit<Change, 'nodes'> & { readonly node: string }

function compareNode(
  node: string,
  was: RecordedNode | undefined,
  now: RecordedNode | undefined,
  names: Names,
): readonly NodeChange[] {
  if (was === undefined || now === undefined) {
    const present = was ?? now
    const what = `node ${node} of ${present?.cluster ?? ''}`
    return [{ node, sign: was ? '-' : '+', what, was: undefined, now: undefined, effect: 'restart' }]
  }
  const version = parseServerVersion(now.serverVersion)
  const changes: NodeChange[] = []
  const add = (path: readonly string[], sign: Sign, before?: string, after?: string): void => {
    const what = describePath(path)
    changes.push({ node, sign, what, was: before, now: after, effect: changeEffect(path, version) })
  }
  compareValues([], was.conf, now.conf, names, add)
  if (was.serverVersion !== now.serverVersion)
    changes.push({
      node,
      sign: '~',
      what: 'nats-server',
      was: was.serverVersion,
      now: now.serverVersion,
      effect: 'restart',
    })
  if (was.configDir !== now.configDir)
    changes.push({
      node,
      sign: '~',
      what: 'configDir',
      was: was.configDir,
      now: now.configDir,
      effect: 'restart',
    })
  return changes
}

const RANK: readonly Effect[] = ['none', 'reload', 'restart']

/** The most that any of `changes` asks for. */
export function strongest(changes: readonly Change[]): Effect {
  return RANK[Math.max(0, ...changes.map(({ effect }) => RANK.indexOf(effect)))] ?? 'none'
}

type Names = DeployRecord['names']
type Add = (path: readonly string[], sign: Sign, was?: string, now?: string) => void

function compareValues(
  path: readonly string[],
  was: PlainConf | undefined,
  now: PlainConf | undefined,
  names: Names,
  add: Add,
): void {
  if (JSON.stringify(was) === JSON.stringify(now)) return
  if (isList(was) || isList(now)) {
    compareLists(path, isList(was) ? was : [], isList(now) ? now : [], names, add)
  } else if (isMap(was) && isMap(now)) {
    for (const key of sortBy(new Set([...Object.keys(was), ...Object.keys(now)]), (k) => k))
      compareValues([...path, key], was[key], now[key], names, add)
  } else if (was === undefined) add(path, '+', undefined, text(now))
  else if (now === undefined) add(path, '-', text(was), undefined)
  else add(path, '~', text(was), text(now))
}

/** Lists are compared as sets: users by their name, exports by their subject, subjects by themselves. */
function compareLists(
  path: readonly string[],
  was: readonly PlainConf[],
  now: readonly PlainConf[],
  names: Names,
  add: Add,
): void {
  const keyed = (list: readonly PlainConf[]): Map<string, PlainConf> =>
    new Map(list.map((element) => [elementKey(path, element, names), element]))
  const before = keyed(was)
  const after = keyed(now)
  const keys = sortBy(new Set([...before.keys(), ...after.keys()]), (key) => key)
  for (const key of keys) {
    const [old, fresh] = [before.get(key), after.get(key)]
    if (isMap(old) && isMap(fresh)) compareValues([...path, key], old, fresh, names, add)
    else if (old === undefined) add([...path, key], '+', undefined, isMap(fresh) ? undefined : text(fresh))
    else if (fresh === undefined) add([...path, key], '-', isMap(old) ? undefined : text(old), undefined)
  }
}

const isList = (value: PlainConf | undefined): value is readonly PlainConf[] => Array.isArray(value)

function isMap(value: PlainConf | undefined): value is Readonly<Record<string, PlainConf>> {
  return typeof value === 'object' && !Array.isArray(value)
}

function text(value: PlainConf | undefined): string | undefined {
  if (value === undefined) return undefined
  if (!isMap(value)) return typeof value === 'object' ? JSON.stringify(value) : String(value)
  return Object.keys(value).length === 0 ? '{}' : undefined
}

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
    return first === undefined ? [] : [{ ...withoutNode(first), nodes: group.map(({ node }) => node) }]
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
