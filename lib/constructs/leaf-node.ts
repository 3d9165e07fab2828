// A leaf node: a server of its own, whose remotes dial hubs.
import type { Construct } from 'constructs'
import type { ServerVersion } from '../values/server-version'
import { parseServerVersion } from '../values/server-version'
import { finish } from './construct'
import { isKind } from './kinds'
import type { LeafRemoteProps } from './leaf-remote'
import { LeafRemote } from './leaf-remote'
import type { NatsCluster } from './nats-cluster'
import type { NodeProps } from './nodes'
import { readNode } from './nodes'
import { Props } from './props'
import { Servers } from './servers'
import type { ServersProps } from './servers-props'

export interface LeafNodeProps extends ServersProps {
  /** Where the server itself is dialled by its clients. @defaultValue its name as a DNS name */
  readonly address?: string | NodeProps
  /** @defaultValue that of the first remote's hub */
  readonly serverVersion?: ServerVersion
  /** The hubs it dials; further ones may be declared below it as `LeafRemote`s. */
  readonly remotes: readonly [LeafRemoteProps, ...LeafRemoteProps[]]
}

/**
 * A leaf node. Its own client listener has, unless `tls` or a `TlsSurface` says otherwise, the TLS of its first hub's, if an
 * authority of the deployment certifies that: with a certificate of its own, without the hub's further names.
 * @throws FindingsError `no-remotes`, `invalid-server-version`, and those of {@link Servers} and {@link LeafRemote}
 */
export class LeafNode extends Servers {
  /** The hub of its first remote, whose client listener it resembles where nothing else is said. */
  readonly hub: NatsCluster | undefined

  constructor(scope: Construct, id: string, props: LeafNodeProps) {
    const read = new Props<keyof LeafNodeProps>(props)
    const given = read.raw('remotes') ?? []
    const hub = Array.isArray(given) ? hubOf(given[0]) : undefined
    super(scope, id, 'LeafNode', read, {
      // Without a hub there is a problem already.
      serverVersion: read.value('serverVersion', parseServerVersion, hub?.serverVersion.text ?? '2.10'),
      routesPort: undefined,
      nodes: (name, defaults) => {
        const node = readNode(read, 'address', name ?? 'unnamed', defaults)
        return node ? [node] : []
      },
    })
    this.hub = hub
    if (Array.isArray(given) && given.length === 0)
      read.problem('remotes', 'no-remotes', 'is empty', 'name the hub that it dials')
    read.each('remotes', (remotes, i) => {
      const remote = remotes.raw(i)
      read.absorb(() => new LeafRemote(this, idOf(remote, i), remote as LeafRemoteProps))
    })
    finish(this, read)
  }
}

/** What a remote calls its hub, if that is one. */
function hubOf(remote: unknown): NatsCluster | undefined {
  const { hub } = (remote ?? {}) as Partial<Record<keyof LeafRemoteProps, unknown>>
  return isKind(hub, 'NatsCluster') ? hub : undefined
}

/** The id, and so the name, of a remote that is given as a prop. */
function idOf(remote: unknown, position: string): string {
  const { name, hub, hubAccount } = (remote ?? {}) as Partial<Record<keyof LeafRemoteProps, unknown>>
  if (typeof name === 'string' && name !== '') return name
  if (!isKind(hub, 'NatsCluster') || !isKind(hubAccount, 'Account')) return `remote-${position}`
  // $SYS is an account, but a $ is nothing for a name.
  return `${hub.clusterName}-${hubAccount.accountName.replace('$', '')}`
}
