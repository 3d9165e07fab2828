// A cluster of nats-servers: one node or several, joined by routes.
import type { Construct } from 'constructs'
import type { Compression, Routes } from '../model/model'
import { defined } from '../values/defined'
import { parsePort } from '../values/hosts'
import { parseName } from '../values/names'
import type { ServerVersion } from '../values/server-version'
import { parseServerVersion } from '../values/server-version'
import { finish } from './construct'
import type { NodeProps } from './nodes'
import { readNode } from './nodes'
import { integer } from './parsers'
import type { PropsOf } from './props'
import { Props } from './props'
import { parseCompression } from './server-options'
import { Servers } from './servers'
import type { ServersProps } from './servers-props'

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
  readonly routes?: RoutesProps
}

export interface RoutesProps {
  /** @defaultValue 6222 */
  readonly port?: number
  /** Connections between two servers; -1 is one, without pooling. @defaultValue 3 */
  readonly poolSize?: number
  /** @defaultValue `'accept'`: what the other server asks for */
  readonly compression?: Compression
}

/**
 * A NATS cluster. Safe by default: mutual TLS, no anonymous client or leaf node, routes that only its own nodes join.
 * @throws FindingsError `no-nodes`, `undefined-entry`, `invalid-server-version`, and those of {@link Servers}
 */
export class NatsCluster extends Servers {
  readonly routes: Routes | undefined

  constructor(scope: Construct, id: string, props: NatsClusterProps) {
    const read = new Props<keyof NatsClusterProps>(props)
    const routes = read.object('routes', readRoutes)
    super(scope, id, 'NatsCluster', read, {
      serverVersion: read.value('serverVersion', parseServerVersion),
      routesPort: routes?.port,
      nodes: (_, defaults) =>
        read
          .record('nodes', parseName, (nodes, key, name) => readNode(nodes, key, name, defaults))
          ?.flatMap((node) => node ?? []) ?? [],
    })
    const nodes = read.raw('nodes') ?? {}
    if (typeof nodes === 'object' && Object.keys(nodes).length === 0)
      read.problem('nodes', 'no-nodes', 'is empty', 'name at least one node')
    this.routes = this.nodes.length > 1 ? (routes?.options ?? {}) : routes?.options
    finish(this, read)
  }
}

function readRoutes(read: PropsOf<RoutesProps>): {
  readonly port: number | undefined
  readonly options: Routes
} {
  return {
    port: read.optional('port', parsePort),
    options: defined({
      poolSize: read.optional('poolSize', integer(-1)),
      compression: read.optional('compression', parseCompression),
    }),
  }
}
