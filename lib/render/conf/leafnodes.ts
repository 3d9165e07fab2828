// In: a node that leaf nodes dial, or that dials hubs as one. Out: its `leafnodes` block.
import type { Materials } from '../../model/materials'
import type { AccountRef, Cluster, LeafRemote, Node, Tls } from '../../model/model'
import type { ConfMap } from '../../values/conf'
import { formatHostPort } from '../../values/hosts'
import { SURFACES } from '../../values/surfaces'
import { NOBODY } from './accounts'
import { authTimeout } from './authorization'
import { block, blockUnlessEmpty } from './block'

/** The block that is made of a `tls`, of the listener or of a remote. */
export type ToTlsBlock = (tls: Tls | undefined, remote?: LeafRemote) => ConfMap | undefined

/** How leaf nodes are known, which differs by the mode of their systems. */
export interface LeafLogins {
  readonly materials: Materials
  /** In config mode, whoever comes without a login is let in somewhere. */
  readonly isOpen: boolean
  readonly accountKey: (account: AccountRef) => string
  /** The file with the login of a remote; undefined: it has an nkey. */
  readonly credentials: (remote: LeafRemote) => string | undefined
}

export function leafnodesBlock(
  cluster: Cluster,
  node: Node,
  tls: ToTlsBlock,
  logins: LeafLogins,
): ConfMap | undefined {
  const remotes = cluster.remotes.map((remote) => remoteEntry(remote, tls(remote.tls, remote), logins))
  return blockUnlessEmpty({
    ...(cluster.leafnodes && listenerOptions(cluster, node, tls(cluster.tls.leafnodes), logins.isOpen)),
    remotes: remotes.length === 0 ? undefined : remotes,
  })
}

function listenerOptions(
  { leafnodes }: Cluster,
  node: Node,
  tls: ConfMap | undefined,
  isOpen: boolean,
): ConfMap {
  return block({
    listen: formatHostPort({ host: node.host, port: node.ports.leafnodes }),
    advertise: formatHostPort(node.advertise.leafnodes),
    compression: leafnodes?.compression,
    // Whoever comes without a login ends here, and may not. It cannot be added by a reload.
    authorization: blockUnlessEmpty({
      account: isOpen ? NOBODY : undefined,
      timeout: leafnodes && authTimeout(leafnodes),
    }),
    tls,
  })
}

function remoteEntry(
  remote: LeafRemote,
  tls: ConfMap | undefined,
  { materials, accountKey, credentials: fileOf }: LeafLogins,
): ConfMap {
  const credentials = fileOf(remote)
  const scheme = remote.tls ? SURFACES['leaf-remote'].scheme : 'nats-leaf'
  return block({
    urls: remote.urls.map((url) => `${scheme}://${formatHostPort(url)}`),
    account: accountKey(remote.account),
    credentials,
    // The seed itself: nats-server takes no path here (server/opts.go parseRemoteLeafNodes).
    nkey: credentials === undefined ? materials.nkey(remote.identity).seed : undefined,
    deny_imports: remote.denyImports.length === 0 ? undefined : remote.denyImports,
    deny_exports: remote.denyExports.length === 0 ? undefined : remote.denyExports,
    compression: remote.compression,
    tls,
  })
}
