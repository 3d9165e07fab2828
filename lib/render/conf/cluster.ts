// In: a node of a cluster with routes. Out: its `cluster` block.
import type { Cluster, Node } from '../../model/model'
import { dialAddress } from '../../model/names'
import type { ConfMap } from '../../values/conf'
import { formatHostPort } from '../../values/hosts'
import { SURFACES } from '../../values/surfaces'
import { block } from './block'

export function clusterBlock(cluster: Cluster, node: Node, tls: ConfMap | undefined): ConfMap | undefined {
  const { name, nodes, routes } = cluster
  if (routes === undefined) return undefined
  const peers = nodes.filter((peer) => peer.name !== node.name)
  return block({
    name,
    listen: formatHostPort({ host: node.host, port: node.ports.cluster }),
    advertise: formatHostPort(node.advertise.cluster),
    routes: peers.map(
      (peer) => `${SURFACES.cluster.scheme}://${formatHostPort(dialAddress(peer, 'cluster'))}`,
    ),
    pool_size: routes.poolSize,
    compression: routes.compression,
    tls,
  })
}
