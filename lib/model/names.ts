// Which names and addresses of a node somebody dials on a surface, or is told to dial: what its certificate must cover.
import { firstOfEach } from '../values/group'
import type { Host } from '../values/hosts'
import { parseHost } from '../values/hosts'
import { rememberLatest } from '../values/remember'
import type { SurfaceName } from '../values/surfaces'
import type { Cluster, Node } from './model'

export interface DialledName {
  readonly host: Host
  /** Who dials it: `routes of nats2`, `clients told by INFO`. */
  readonly by: string
}

/** Several surfaces have the names of their node in common. */
const hostOf = rememberLatest(parseHost)

/** Every name under which `node` is dialled on `surface`, each once, with the first reason for it. */
export function dialledNames(cluster: Cluster, node: Node, surface: SurfaceName): readonly DialledName[] {
  const own: DialledName[] = [...node.dnsNames, ...node.ipAddresses].map((name) => ({
    host: hostOf(name),
    by: surface === 'cluster' ? 'the routes of its peers' : 'whoever knows the node by this name',
  }))
  const advertised =
    surface === 'cluster' || surface === 'leafnodes' ? node.advertise[surface] : node.advertise.client
  const gossip: DialledName = {
    host: hostOf(advertised.host),
    by: 'whoever it is gossiped to (advertise)',
  }
  return firstOfEach([...own, gossip], ({ host }) => host.name)
}

/** Where others dial `node` on a listener: its first name, or address. */
export function dialAddress(
  node: Node,
  listener: 'client' | 'cluster' | 'leafnodes',
): { host: string; port: number } {
  return { host: node.dnsNames[0] ?? node.ipAddresses[0] ?? node.name, port: node.ports[listener] }
}
