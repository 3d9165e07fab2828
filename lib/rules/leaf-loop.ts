// Finds leaf node connections that lead back to where they began.
import { accountIdentity, accountName } from '../model/identity'
import type { AccountRef, Cluster, Model } from '../model/model'
import { remotesOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'

const change = 'remove one of these remotes, or join other accounts with it'

export const leafLoop: BuiltInRule = {
  code: 'leaf-loop',
  severity: 'error',
  title: 'there is one way between two servers over leaf nodes, for each account',
  why: 'nats-server closes a connection on which it meets itself, "Loop detected for leafnode account", and tries again every 30 seconds: which one of the loop is closed is chance.',
  change,
  source: 'nats-server server/leafnode.go processLeafSub, handleLeafNodeLoop ($LDS)',
  example: 'hub: closes a loop of leaf nodes for ORDERS: "hub", "edge", "hub"',
  check: ({ model }) => loops(model),
}

/** An account on the servers of a cluster, which are one to leaf nodes. */
interface Place {
  readonly key: string
  readonly cluster: string
}

const placeOf = ({ name }: Cluster, account: AccountRef): Place => ({
  key: `${name}\0${accountIdentity(account)}`,
  cluster: name,
})

/** Joins places one by one, so what is joined is a tree until a remote joins what is joined already. */
function loops(model: Model): readonly Violation[] {
  const neighbours = new Map<string, Place[]>()
  const joined = new Map<string, string>()
  const dialled = new Set<string>()
  return remotesOf(model).flatMap(({ cluster, remote, hub }) => {
    if (hub === undefined) return []
    const from = placeOf(cluster, remote.account)
    const to = placeOf(hub, remote.hubAccount)
    const connection = `${from.key}\0${to.key}`
    // Two the same way are rule duplicate-leaf-remote's.
    if (dialled.has(connection)) return []
    dialled.add(connection)
    const [root, other] = [rootOf(from.key, joined), rootOf(to.key, joined)]
    if (root !== other) {
      joined.set(root, other)
      neighbours
        .set(from.key, neighbours.get(from.key) ?? [])
        .get(from.key)
        ?.push(to)
      neighbours
        .set(to.key, neighbours.get(to.key) ?? [])
        .get(to.key)
        ?.push(from)
      return []
    }
    const names = [from, ...wayBetween(to, from, neighbours)].map((place) => show(place.cluster)).join(', ')
    const message = `hub: closes a loop of leaf nodes for ${accountName(remote.account)}: ${names}`
    return [{ path: remote.path, message, change }]
  })
}

/** The same for all places that are joined; the way there is cut short for who asks next. */
function rootOf(key: string, joined: Map<string, string>): string {
  const above = joined.get(key)
  if (above === undefined) return key
  const root = rootOf(above, joined)
  joined.set(key, root)
  return root
}

function wayBetween(
  from: Place,
  to: Place,
  neighbours: ReadonlyMap<string, readonly Place[]>,
): readonly Place[] {
  const cameFrom = new Map<string, Place | undefined>([[from.key, undefined]])
  const queue = [from]
  for (const place of queue) {
    if (place.key === to.key) return trace(place, cameFrom)
    for (const next of neighbours.get(place.key) ?? [])
      if (!cameFrom.has(next.key)) {
        cameFrom.set(next.key, place)
        queue.push(next)
      }
  }
  return []
}

function trace(end: Place, cameFrom: ReadonlyMap<string, Place | undefined>): readonly Place[] {
  const way = [end]
  for (let at = cameFrom.get(end.key); at !== undefined; at = cameFrom.get(at.key)) way.unshift(at)
  return way
}
