// Finds clusters of one node that JetStream would wait in for others.
import { accountIdentity } from '../model/identity'
import type { Cluster } from '../model/model'
import type { BuiltInRule } from '../model/rule'

const change = 'remove routes, or add nodes'

export const jetstreamWithoutPeers: BuiltInRule = {
  code: 'jetstream-without-peers',
  severity: 'error',
  title: 'a single node with JetStream has no routes',
  why: 'nats-server refuses to start: with a cluster block that names no other node, "JetStream cluster requires configured routes or solicited leafnode for the system account".',
  change,
  source: 'nats-server server/jetstream_cluster.go enableJetStreamClustering',
  example: 'routes: is set, but there is one node, which runs JetStream',
  check: ({ model }) =>
    model.clusters.flatMap((cluster) => {
      const { path, jetstream, routes, nodes } = cluster
      if (jetstream === undefined || routes === undefined || nodes.length > 1 || extendsSystem(cluster))
        return []
      return [{ path, message: 'routes: is set, but there is one node, which runs JetStream', change }]
    }),
}

/** A remote for the system account joins the JetStream of the hub. */
const extendsSystem = ({ systemAccount, remotes }: Cluster): boolean =>
  systemAccount !== undefined &&
  remotes.some(({ account }) => accountIdentity(account) === accountIdentity(systemAccount))
