// The model: what resolve() makes of a construct tree. Plain readonly data, names instead of references, every default
// filled in, durations in milliseconds, sizes in bytes. Rules judge it, renderers turn it into files.
import type { ConfPath, ConfValue } from '../values/conf'
import type { HostPort } from '../values/hosts'
import type { ParsedVersion } from '../values/server-version'
import type { Subject } from '../values/subject'
import type { SurfaceName } from '../values/surfaces'
import type { AccountRef, PasswordSource, Permissions, System } from './model-accounts'
import type { UserRef } from './model-callout'
import type { Authority, Tls } from './model-certificates'
import type { Resolver } from './model-operator'

export type * from './model-accounts'
export type * from './model-callout'
export type * from './model-certificates'
export type * from './model-operator'

/** Where a piece of the model comes from. */
export interface Origin {
  /** Path of its construct in the tree. */
  readonly path: string
  /** Tags of the construct and of all that enclose it; the innermost value of a key wins. */
  readonly tags: Readonly<Record<string, string>>
}

/** Frozen, all the way down. */
export interface Model {
  readonly deployment: string
  readonly path: string
  readonly systems: readonly System[]
  readonly authorities: readonly Authority[]
  readonly clusters: readonly Cluster[]
  readonly moves: readonly Move[]
}

/** A rename declared with `moved`: identities that begin with `from` are now those that begin with `to`. */
export interface Move extends Origin {
  readonly from: string
  readonly to: string
}

/** A `NatsCluster`, or a `LeafNode`, which is one server with remotes. */
export interface Cluster extends Origin {
  readonly kind: 'cluster' | 'leaf-node'
  readonly name: string
  readonly system: string
  readonly systemAccount: AccountRef | undefined
  /** In operator mode. */
  readonly resolver: Resolver
  readonly serverVersion: ParsedVersion
  readonly nodes: readonly Node[]
  /** Every `tls` block of a listener; a surface without one is plaintext. */
  readonly tls: Readonly<Partial<Record<SurfaceName, Tls>>>
  /** Further `TlsSurface`s for a surface that has one already. */
  readonly surplusTls: readonly Tls[]
  readonly token: PasswordSource | undefined
  /** Milliseconds that a client has to log in. */
  readonly authTimeout: number | undefined
  /** Who clients without a login are. */
  readonly noAuthUser: UserRef | undefined
  readonly routes: Routes | undefined
  readonly leafnodes: Leafnodes | undefined
  readonly monitoring: Monitoring | undefined
  readonly remotes: readonly LeafRemote[]
  /** Logins of the leaf remotes that dial this cluster. */
  readonly leafUsers: readonly LeafUser[]
  readonly logging: Logging
  readonly limits: Limits
  readonly jetstream: JetStream | undefined
  /** Where a node finds its files, and what its conf says: absolute, or relative to the server's working directory. */
  readonly configDir: string
  /** Owner of the files on the node; undefined: whoever deploys. */
  readonly fileOwner: { readonly user: string; readonly group: string } | undefined
  readonly overrides: readonly Override[]
}

export interface Node {
  readonly name: string
  readonly path: string
  readonly dnsNames: readonly string[]
  readonly ipAddresses: readonly string[]
  /** Address that the listeners bind. */
  readonly host: string
  readonly ports: {
    readonly client: number
    readonly cluster: number
    readonly leafnodes: number
    readonly monitoring: number
  }
  /** What the node tells others to dial, by listener. */
  readonly advertise: { readonly client: HostPort; readonly cluster: HostPort; readonly leafnodes: HostPort }
}

export type Compression = 'off' | 'accept' | 's2_auto' | 's2_fast' | 's2_better' | 's2_best'

export interface Routes {
  readonly poolSize?: number
  readonly compression?: Compression
}

export interface Leafnodes {
  readonly compression?: Compression
  /** Milliseconds that a leaf node has to log in. */
  readonly authTimeout?: number
}

export interface Monitoring {
  readonly host: string
  readonly https: boolean
}

export interface LeafRemote extends Origin {
  readonly name: string
  /** The cluster it dials, by name. */
  readonly hub: string
  readonly hubAccount: AccountRef
  readonly account: AccountRef
  readonly urls: readonly HostPort[]
  readonly tls: Tls | undefined
  readonly denyImports: readonly Subject[]
  readonly denyExports: readonly Subject[]
  readonly compression?: Compression
  /** Identity of the nkey it logs in with. */
  readonly identity: string
}

export interface LeafUser {
  readonly account: AccountRef
  /** Identity of its nkey. */
  readonly identity: string
  readonly permissions: Permissions | undefined
  /** The remote's construct. */
  readonly path: string
}

export interface Logging {
  readonly debug?: boolean
  readonly trace?: boolean
  readonly logtime?: boolean
  readonly logtimeUtc?: boolean
  readonly file?: string
  readonly sizeLimit?: number
  readonly maxFiles?: number
  /** The local syslog, or the address of another. */
  readonly syslog?: true | string
}

export interface Limits {
  readonly maxConnections?: number
  readonly maxSubscriptions?: number
  readonly maxPayload?: number
  readonly maxPending?: number
  readonly maxControlLine?: number
  readonly pingInterval?: number
  readonly pingMax?: number
  readonly writeDeadline?: number
}

export interface JetStream {
  readonly storeDir: string
  readonly maxMemory?: number
  readonly maxFile?: number
  readonly domain?: string
  readonly encryption?: 'aes' | 'chachapoly'
}

export interface Override {
  readonly path: string
  readonly conf: ConfPath
  readonly value: ConfValue
}
