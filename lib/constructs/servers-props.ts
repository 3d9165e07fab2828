// The props that a NatsCluster and a LeafNode have in common.
import type { Compression } from '../model/model'
import type { Duration } from '../values/duration'
import type { Size } from '../values/size'
import type { Account } from './account'
import type { NatsConstructProps } from './construct'
import type { Password } from './password'
import type { ResolverProps } from './resolver'
import type { SurfaceTlsProps } from './tls-props'
import type { User } from './user'

export interface ServersProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
  /**
   * TLS of the listeners that clients and leaf nodes dial; a `TlsSurface` below the construct takes its place for one of
   * them. Without either, a listener is plaintext, which is an error until it is acknowledged.
   * @defaultValue none; a leaf node has that of its first hub, if an authority of the deployment issues it
   */
  readonly tls?: SurfaceTlsProps<'client'>
  /** Port of the client listener. @defaultValue 4222 */
  readonly port?: number
  /** Address the listeners bind. @defaultValue `'0.0.0.0'` */
  readonly host?: string
  /** How clients log in, as far as their users do not say it. @defaultValue by their users alone */
  readonly authorization?: AuthorizationProps
  /**
   * In config mode: who sends no login is this user, on the client listener and on those of overrides. It logs in by nkey, and clients
   * that have the nkey may use it. An error until it is acknowledged (`anonymous-access`).
   * @defaultValue nobody: everybody has to log in
   */
  readonly noAuthUser?: User
  /** A listener for leaf nodes. @defaultValue none */
  readonly leafnodes?: LeafnodesProps
  /** The monitoring listener; it asks nobody for credentials. @defaultValue none */
  readonly monitoring?: MonitoringProps
  /** @defaultValue to standard error, without debug and trace */
  readonly logging?: LoggingProps
  /** @defaultValue nats-server's own */
  readonly limits?: LimitsProps
  /** JetStream on every node. @defaultValue off */
  readonly jetstream?: JetStreamProps
  /** @defaultValue nats-server's own `$SYS`, to which nobody can log in */
  readonly systemAccount?: Account
  /** In operator mode: where servers find the JWTs of accounts. @defaultValue in the conf: `{ type: 'memory' }` */
  readonly resolver?: ResolverProps
  /**
   * Folder in which a node finds its files, absolute, or relative to the server's working directory.
   * @defaultValue `'/etc/nats'`
   */
  readonly configDir?: string
  /** Owner of the files on the node, by name. @defaultValue whoever deploys */
  readonly fileOwner?: FileOwnerProps
}

export interface AuthorizationProps {
  /** One token for every client, where there are no users; servers get its bcrypt hash. @defaultValue none */
  readonly token?: Password
  /** How long a client may take to log in, at most a minute. @defaultValue `'2s'`, or a second more than the `timeout` of `tls` */
  readonly timeout?: Duration
}

export interface LeafnodesProps {
  /** @defaultValue 7422 */
  readonly port?: number
  /** @defaultValue `'s2_auto'` */
  readonly compression?: Compression
  /** How leaf nodes log in, beside the logins of their remotes. @defaultValue by these alone */
  readonly authorization?: Pick<AuthorizationProps, 'timeout'>
}

export interface MonitoringProps {
  /** @defaultValue 8222 */
  readonly port?: number
  /** Address it binds. @defaultValue `'127.0.0.1'` */
  readonly host?: string
  /** Over TLS, with the certificate of the client listener. @defaultValue false */
  readonly https?: boolean
}

export interface LoggingProps {
  /** @defaultValue false */
  readonly debug?: boolean
  /** Every message of the protocol. @defaultValue false */
  readonly trace?: boolean
  /** Lines begin with the time. @defaultValue true */
  readonly logtime?: boolean
  /** In UTC. @defaultValue false: in the node's time zone */
  readonly logtimeUtc?: boolean
  /** Path on the node. @defaultValue none: to standard error */
  readonly file?: string
  /** A file that is bigger is put aside, and a new one begun. @defaultValue no limit */
  readonly sizeLimit?: Size
  /** Files put aside that are kept. @defaultValue 0: all */
  readonly maxFiles?: number
  /** `true` for the local syslog, or the URL of another: `udp://logs.internal:514`. @defaultValue none */
  readonly syslog?: true | string
}

export interface LimitsProps {
  /** Client connections of a node. @defaultValue 65536 */
  readonly maxConnections?: number
  /** Subscriptions of a connection; 0 is no limit. @defaultValue 0 */
  readonly maxSubscriptions?: number
  /** Size of a message. @defaultValue `'1MB'` */
  readonly maxPayload?: Size
  /** What may wait for a client before it counts as slow and is cut off. @defaultValue `'64MB'` */
  readonly maxPending?: Size
  /** Size of a line of the protocol, subjects included. @defaultValue `'4KB'` */
  readonly maxControlLine?: Size
  /** @defaultValue `'2m'` */
  readonly pingInterval?: Duration
  /** Pings without an answer before a connection is closed. @defaultValue 2 */
  readonly pingMax?: number
  /** How long a write to a client may take. @defaultValue `'10s'` */
  readonly writeDeadline?: Duration
}

export interface JetStreamProps {
  /** Path on the node. */
  readonly storeDir: string
  /** Streams in memory. @defaultValue three quarters of the node's memory */
  readonly maxMemory?: Size
  /** Streams in files. @defaultValue three quarters of the free space below `storeDir` */
  readonly maxFile?: Size
  /** Tells the JetStream of these servers apart from that of others, across leaf nodes. @defaultValue none */
  readonly domain?: string
  /** Encrypts streams on disk, under a key of each node from the key store. @defaultValue none */
  readonly encryption?: 'aes' | 'chachapoly'
}

export interface FileOwnerProps {
  /** A user of the node. */
  readonly user: string
  /** A group of the node. */
  readonly group: string
}
