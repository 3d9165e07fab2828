// Finds TlsSurfaces for listeners that the servers do not have.
import type { Cluster } from '../model/model'
import { listenersOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import type { SurfaceName } from '../values/surfaces'

export const tlsWithoutListener: BuiltInRule = {
  code: 'tls-without-listener',
  severity: 'error',
  title: 'a TlsSurface belongs to a listener that its servers have',
  why: 'Its certificates would be issued and placed for nothing, and whoever declared it believes that something listens.',
  change: 'declare the listener, or remove the TlsSurface',
  source: 'natsmith',
  example: 'surface: "leafnodes", but the servers have no leafnodes listener',
  check: ({ model }) => model.clusters.flatMap(withoutListener),
}

function withoutListener(cluster: Cluster): readonly Violation[] {
  const listeners: readonly SurfaceName[] = listenersOf(cluster)
  return Object.values(cluster.tls)
    .filter((tls) => !listeners.includes(tls.surface))
    .map((tls) => ({ path: tls.path, ...absence(cluster, tls.surface) }))
}

function absence(cluster: Cluster, surface: SurfaceName): Pick<Violation, 'message' | 'change'> {
  const without = (what: string, change: string): Pick<Violation, 'message' | 'change'> => ({
    message: `surface: ${show(surface)}, but ${what}`,
    change,
  })
  if (surface === 'leafnodes')
    return without('the servers have no leafnodes listener', 'set leafnodes: {} on the servers, or remove it')
  if (surface !== 'cluster') return without('this version of natsmith makes no such listener', 'remove it')
  return cluster.kind === 'leaf-node'
    ? without('a LeafNode is one server, which has no routes', 'remove it')
    : without('a cluster of one node has no routes', 'set routes: {} on the cluster, or remove it')
}
