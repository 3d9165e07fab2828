// In: a node that leaf nodes dial, or that dials hubs as one. Out: its `leafnodes` block.
import type { Materials } from '../../model/materials'
import type { Cluster, LeafRemote, Node, Tls } from '../../model/model'
import type { ConfMap } from '../../values/conf'
import { formatHostPort } from '../../values/hosts'
import { SURFACES } from '../../values/surfaces'
import { NOBODY } from './accounts'
import { block, blockUnlessEmpty } from './block'

/** The block that is made of a `tls`, of the listener or of a remote. */
export type ToTlsBlock = (tls: Tls | undefined, remote?: LeafRemote) => ConfMap | undefined

export function leafnodesBlock(
  cluster: Cluster,
  node: Node,
  tls: ToTlsBlock,
  materials: Materials,
): ConfMap | undefined {
  const remotes = cluster.remotes.map((remote) => remoteEntry(remote, tls(remote.tls, remote), materials))
  return blockUnlessEmpty({
    ...(cluster.leafnodes && listenerOptions(cluster, node, tls(cluster.tls.leafnodes))),
    remotes: remotes.length === 0 ? undefined : remotes,
  })
}

function listenerOptions({ leafnodes }: Cluster, node: Node, tls: ConfMap | undefined): ConfMap {
  return block({
    listen: formatHostPort({ host: node.host, port: node.ports.leafnodes }),
    advertise: formatHostPort(node.advertise.leafnodes),
    compression: leafnodes?.compression,
    // Whoever comes without a login ends here, and may not. It cannot be added by a reload.
    authorization: { account: NOBODY },
    tls,
  })
}

function remoteEntry(remote: LeafRemote, tls: ConfMap | undefined, materials: Materials): ConfMap {
  const scheme = remote.tls ? SURFACES['leaf-remote'].scheme : 'nats-leaf'
  return block({
    urls: remote.urls.map((url) => `${scheme}://${formatHostPort(url)}`),
    account: remote.account.account,
    // The seed itself: nats-server takes no path here (server/opts.go parseRemoteLeafNodes).
    nkey: materials.nkey(remote.identity).seed,
    deny_imports: remote.denyImports.length === 0 ? undefined : remote.denyImports,
    deny_exports: remote.denyExports.length === 0 ? undefined : remote.denyExports,
    compression: remote.compression,
    tls,
  })
}
