// A leaf node: a server of its own, whose remotes dial hubs.
import type { Construct } from 'constructs'
import type { ServerVersion } from '../values/server-version'
import type { LeafRemoteProps } from './leaf-remote'
import { LeafRemote, remoteId } from './leaf-remote'
import type { NatsCluster } from './nats-cluster'
import type { NodeProps, ServersProps } from './servers'
import { Servers } from './servers'
import type { DeclaredTls } from './tls-surface'

export interface LeafNodeProps extends ServersProps {
  /** Where the server itself is dialled by its clients. @defaultValue its name as a DNS name */
  readonly address?: string | NodeProps
  /** @defaultValue that of the first remote's hub */
  readonly serverVersion?: ServerVersion
  /** The hubs it dials; further ones may be declared below it as `LeafRemote`s. */
  readonly remotes: readonly [LeafRemoteProps, ...LeafRemoteProps[]]
}

/**
 * A leaf node. Its own client listener has, unless `tls` or a `TlsSurface` says otherwise, the TLS of its first hub's.
 * @throws FindingsError as {@link NatsCluster} and {@link LeafRemote} do
 */
export class LeafNode extends Servers {
  /** TLS of its first hub's client listener, which serves where the leaf node says nothing. */
  readonly hubTls: DeclaredTls | undefined

  constructor(scope: Construct, id: string, props: LeafNodeProps) {
    const name = props.name ?? id
    const hub: NatsCluster = props.remotes[0].hub
    const version = props.serverVersion ?? hub.serverVersion.text
    super(scope, id, 'LeafNode', props, version, { [name]: props.address ?? {} }, undefined)
    this.hubTls = hub.tls
    for (const remote of props.remotes) new LeafRemote(this, remoteId(remote), remote)
  }
}
