// A cluster of nats-servers: one node or several, joined by routes.
import type { Construct } from 'constructs'
import type { Routes } from '../model/model'
import { defined } from '../values/defined'
import type { ServerVersion } from '../values/server-version'
import { Props, integer } from './props'
import type { NodeProps, ServersProps } from './servers'
import { Servers, parseCompression } from './servers'

export interface NatsClusterProps extends ServersProps {
  /** The nodes by name: the server's name, and where it is dialled. Names are unique in a deployment. */
  readonly nodes: Readonly<Record<string, string | NodeProps>>
  /** The nats-server that runs there: a line, meaning its newest patch, or an exact release. */
  readonly serverVersion: ServerVersion
  /**
   * Routes between the nodes. With several nodes they are always there, over mutual TLS with a CA of their own, unless a
   * `TlsSurface` for `cluster` says otherwise.
   * @defaultValue port 6222, nats-server's own pool and compression
   */
  readonly routes?: {
    readonly port?: number
    /** Connections between two servers; -1 is one, without pooling. */
    readonly poolSize?: number
    readonly compression?: Routes['compression']
  }
}

/**
 * A NATS cluster. Safe by default: mutual TLS, no anonymous client or leaf node, routes that only its own nodes join.
 * @throws FindingsError as {@link Servers} reads its props: `invalid-name`, `invalid-host`, `invalid-port`,
 * `invalid-server-version`, `invalid-size`, `invalid-duration`, `invalid-path`, `invalid-password`, `no-nodes` and others
 */
export class NatsCluster extends Servers {
  readonly routes: Routes | undefined

  constructor(scope: Construct, id: string, props: NatsClusterProps) {
    super(scope, id, 'NatsCluster', props, props.serverVersion, props.nodes, props.routes?.port)
    const read = new Props(this.node.path)
    if (this.nodes.length === 0) read.problem('nodes', 'no-nodes', 'is empty', 'name at least one node')
    const routes = defined({
      poolSize: read.optional('routes.poolSize', props.routes?.poolSize, integer(-1)),
      compression: read.optional('routes.compression', props.routes?.compression, parseCompression),
    })
    this.routes = this.nodes.length > 1 || props.routes !== undefined ? routes : undefined
    read.done()
  }
}
