// Finds listeners that would bind one port of one machine.
import { isIPv6 } from 'node:net'
import type { Cluster, Node } from '../model/model'
import { dialAddress } from '../model/names'
import { listenersOf, nodesOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'

interface Listener {
  readonly path: string
  /** In the user's words: `nodes.nats1.ports.client`. */
  readonly prop: string
  /** What it binds. */
  readonly host: string
  readonly port: number
  /** Where others dial it. */
  readonly address: string
  /** Two listeners with one of these in common are on one machine. */
  readonly machines: readonly string[]
}

const change = 'give one of the two another port; different machines need different names or addresses'

export const portCollision: BuiltInRule = {
  code: 'port-collision',
  severity: 'error',
  title: 'no two listeners share an address and a port',
  why: 'The server that starts second finds the port taken and stops, or whoever dials it reaches the other.',
  change,
  source: 'bind(2), EADDRINUSE',
  example: 'nodes.nats2.ports.client: 4222 is also nodes.nats1.ports.client of prod/hub, both at 10.0.0.1',
  check: ({ model }) => {
    const taken = new Map<string, Listener[]>()
    return nodesOf(model)
      .flatMap(({ cluster, node }) => listenersAt(cluster, node))
      .flatMap((listener) => {
        const { path, prop, port, address } = listener
        const keys = listener.machines.map((machine) => `${machine} ${String(port)}`)
        const other = keys.flatMap((key) => taken.get(key) ?? []).find((o) => collide(o.host, listener.host))
        for (const key of keys) taken.set(key, [...(taken.get(key) ?? []), listener])
        if (other === undefined) return []
        const message = `${prop}: ${String(port)} is also ${other.prop} of ${other.path}, both at ${address}`
        return [{ path, message, change }]
      })
  },
}

function listenersAt(cluster: Cluster, node: Node): readonly Listener[] {
  const prefix = cluster.kind === 'cluster' ? `nodes.${node.name}` : 'address'
  const address = dialAddress(node, 'client').host
  // Sites often number their machines alike, so further addresses say something within a cluster only. Every machine
  // has a loopback address.
  const shared = node.ipAddresses.filter((ip) => ip !== '::1' && !ip.startsWith('127.'))
  const common = {
    path: cluster.path,
    address,
    machines: [`node ${cluster.path} ${node.name}`, address, ...shared.map((ip) => `${cluster.path} ${ip}`)],
  }
  return [
    ...listenersOf(cluster).map((name) => ({ name, host: node.host })),
    ...(cluster.monitoring ? [{ name: 'monitoring' as const, host: cluster.monitoring.host }] : []),
  ].map(({ name, host }) => ({ ...common, prop: `${prefix}.ports.${name}`, host, port: node.ports[name] }))
}

const collide = (a: string, b: string): boolean => a === b || bindsAll(a, b) || bindsAll(b, a)

/** `::` takes the port of every address, `0.0.0.0` that of every IPv4 address. */
const bindsAll = (all: string, host: string): boolean => all === '::' || (all === '0.0.0.0' && !isIPv6(host))
