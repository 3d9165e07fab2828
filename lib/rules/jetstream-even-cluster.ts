// Finds clusters with JetStream that have a node too few, or one too many.
import type { BuiltInRule } from '../model/rule'
import { count } from '../values/words'
import { extendsJetStream } from './support/system-account'

const change = 'declare three nodes, or five; two clusters joined by a leaf node are something else'

export const jetstreamEvenCluster: BuiltInRule = {
  code: 'jetstream-even-cluster',
  severity: 'warning',
  title: 'a cluster with JetStream has an odd number of nodes',
  why: 'JetStream goes on while more than half of the nodes are there: an even number survives no more losses than one node less, and has one more that can fail. Of two, it survives none.',
  change,
  source: 'nats-server server/raft.go quorumNeeded; docs.nats.io, JetStream clustering (quorum)',
  example: 'nodes: JetStream on 2 nodes stops when 1 is lost, as on 1 node',
  check: ({ model }) =>
    model.clusters.flatMap((cluster) => {
      const { path, jetstream, routes, nodes } = cluster
      if (jetstream === undefined || routes === undefined || nodes.length % 2 === 1) return []
      // What counts is the number of all of them.
      if (extendsJetStream(cluster)) return []
      const lost = nodes.length / 2
      const message = `nodes: JetStream on ${count(nodes.length, 'node')} stops when ${String(lost)} ${lost === 1 ? 'is' : 'are'} lost, as on ${count(nodes.length - 1, 'node')}`
      return [{ path, message, change }]
    }),
}
