// A deployment as it can run on one machine. In: a model, and free ports. Out: the same model with every address, port, folder and
// log in the test's reach; what it says of accounts, users, TLS, JetStream and limits stays.
import type { Cluster, JetStream, Model, Node } from '../model/model'
import { formatHostPort } from '../values/hosts'

const ADDRESS = '127.0.0.1'
/** Names beside the address: `verify_cert_and_check_known_urls` knows none by address. */
const NAME = 'localhost'

/** How many ports a node takes. */
export const PORTS_PER_NODE = 4

/** Each server runs in a folder of its own, which relative paths begin at. */
export function onLoopback(model: Model, firstPort: number): Model {
  let next = firstPort
  const clusters = model.clusters.map((cluster) => {
    const nodes = cluster.nodes.map((node) => {
      const moved = moveNode(node, next)
      next += PORTS_PER_NODE
      return moved
    })
    return moveServers(cluster, nodes)
  })
  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]))
  return { ...model, clusters: clusters.map((cluster) => dialHubs(cluster, byName)) }
}

function moveNode(node: Node, port: number): Node {
  const ports = { client: port, cluster: port + 1, leafnodes: port + 2, monitoring: port + 3 }
  return {
    ...node,
    dnsNames: [NAME, ...node.dnsNames],
    ipAddresses: [ADDRESS, ...node.ipAddresses],
    host: ADDRESS,
    ports,
    advertise: {
      client: { host: NAME, port: ports.client },
      cluster: { host: NAME, port: ports.cluster },
      leafnodes: { host: NAME, port: ports.leafnodes },
    },
  }
}

function moveServers(cluster: Cluster, nodes: readonly Node[]): Cluster {
  const { debug, trace } = cluster.logging
  return {
    ...cluster,
    nodes,
    configDir: '.',
    fileOwner: undefined,
    logging: { ...(debug && { debug }), ...(trace && { trace }) },
    // What tells that the servers have found each other.
    monitoring: { host: ADDRESS, https: false },
    jetstream: cluster.jetstream && moveStore(cluster.jetstream),
    resolver: cluster.resolver.type === 'memory' ? cluster.resolver : { ...cluster.resolver, dir: 'jwt' },
  }
}

const moveStore = (jetstream: JetStream): JetStream => ({ ...jetstream, storeDir: 'jetstream' })

const dialHubs = (cluster: Cluster, clusters: ReadonlyMap<string, Cluster>): Cluster => ({
  ...cluster,
  remotes: cluster.remotes.map((remote) => ({
    ...remote,
    urls: (clusters.get(remote.hub)?.nodes ?? []).map(({ advertise }) => advertise.leafnodes),
  })),
})

/** Where clients find a node. */
export const urlOf = ({ host, ports }: Node): string =>
  `nats://${formatHostPort({ host, port: ports.client })}`

/** Where its monitoring endpoints are. */
export const monitorUrlOf = ({ host, ports }: Node): string =>
  `http://${formatHostPort({ host, port: ports.monitoring })}`
