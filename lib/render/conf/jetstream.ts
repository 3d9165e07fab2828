// In: the JetStream of a cluster. Out: a node's `jetstream` block. Sizes are bytes: "1G" in quotes and 1G without are
// different numbers to nats-server.
import { jetstreamIdentity } from '../../model/identity'
import type { Materials } from '../../model/materials'
import type { Cluster, Node } from '../../model/model'
import type { ConfMap } from '../../values/conf'
import { block } from './block'

export function jetstreamBlock(cluster: Cluster, node: Node, materials: Materials): ConfMap | undefined {
  const { jetstream } = cluster
  if (jetstream === undefined) return undefined
  const { encryption } = jetstream
  return block({
    store_dir: jetstream.storeDir,
    max_memory_store: jetstream.maxMemory,
    max_file_store: jetstream.maxFile,
    domain: jetstream.domain,
    cipher: encryption,
    key: encryption && materials.encryptionKey(jetstreamIdentity(cluster, node)),
  })
}
