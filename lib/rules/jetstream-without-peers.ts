// Finds clusters of one node that JetStream would wait in for others.
import type { BuiltInRule } from '../model/rule'
import { extendsJetStream } from './support/system-account'

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
      if (jetstream === undefined || routes === undefined || nodes.length > 1 || extendsJetStream(cluster))
        return []
      return [{ path, message: 'routes: is set, but there is one node, which runs JetStream', change }]
    }),
}
