// The model: what resolve() makes of a construct tree. Plain readonly data, names instead of references, every default
// filled in, durations in milliseconds, sizes in bytes. Rules judge it, renderers turn it into files.
import type { ConfPath, ConfValue } from '../values/conf'
import type { HostPort } from '../values/hosts'
import type { Secret } from '../values/secret'
import type { ParsedVersion } from '../values/server-version'
import type { Subject } from '../values/subject'
import type { SurfaceName } from '../values/surfaces'
import type { CipherSuite, Curve, KeyAlgorithm, TlsVersion } from '../values/tls-names'

/** Where a piece of the model comes from. */
export interface Origin {
  /** Path of its construct in the tree. */
  readonly path: string
  /** Tags of the construct and of all that enclose it; the innermost value of a key wins. */
  readonly tags: Readonly<Record<string, string>>
}

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

// ---------------------------------------------------------------------------------------------- certificates

export interface Authority extends Origin {
  readonly name: string
  readonly source: IssuedAuthority | ImportedAuthority
}

export interface IssuedAuthority {
  readonly kind: 'issued'
  readonly commonName: string
  readonly keyAlgorithm: KeyAlgorithm
  /** Milliseconds. */
  readonly validity: number
  readonly intermediate?: { readonly commonName: string; readonly validity: number }
}

export interface ImportedAuthority {
  readonly kind: 'imported'
  /** The issuing certificate, then those above it up to the root. */
  readonly certificates: string
  /** PKCS#8 or SEC1 PEM; without it the authority can be trusted but issues nothing. */
  readonly key?: Secret
}

/** One `tls` block, resolved for one surface of one cluster. */
export interface Tls extends Origin {
  readonly surface: SurfaceName
  readonly certificate: TlsCertificate | undefined
  readonly trust: readonly Trust[]
  readonly verify: boolean
  readonly verifyAndMap: boolean
  readonly verifyCertAndCheckKnownUrls: boolean
  readonly minVersion: TlsVersion
  readonly cipherSuites: readonly CipherSuite[] | undefined
  readonly curvePreferences: readonly Curve[] | undefined
  readonly pinnedCerts: readonly Pin[]
  readonly handshakeFirst: boolean | 'auto' | number
  /** Milliseconds. */
  readonly timeout: number | undefined
  /** Handshakes a second. */
  readonly connectionRateLimit: number | undefined
}

export type TlsCertificate =
  | {
      readonly kind: 'issued'
      readonly authority: string
      readonly keyAlgorithm: KeyAlgorithm
      readonly validity: number
      /** Names beside those that the model dials or gossips. */
      readonly dnsNames: readonly string[]
      readonly ipAddresses: readonly string[]
    }
  | { readonly kind: 'copied'; readonly certificates: string; readonly key: Secret }
  | { readonly kind: 'on-node'; readonly certFile: string; readonly keyFile: string }

/** What the other end's certificate must chain to. */
export type Trust =
  | { readonly kind: 'authority'; readonly name: string }
  | { readonly kind: 'certificates'; readonly pem: string }
  | { readonly kind: 'on-node'; readonly caFile: string }

/** A pinned certificate: a fingerprint, or whatever is issued under an identity. */
export type Pin =
  | { readonly kind: 'fingerprint'; readonly sha256: string }
  | { readonly kind: 'issued'; readonly path: string; readonly identities: readonly string[] }

// -------------------------------------------------------------------------------------- accounts and their users

/** Servers that share accounts and trust. */
export interface System extends Origin {
  /** Empty for the implicit one. */
  readonly name: string
  readonly accounts: readonly Account[]
}

/** An account, by its system and its name. */
export interface AccountRef {
  readonly system: string
  readonly account: string
}

export interface Account extends Origin {
  readonly system: string
  readonly name: string
  readonly limits: AccountLimits
  readonly jetstream: AccountJetStream | undefined
  readonly defaultPermissions: Permissions | undefined
  readonly mappings: readonly Mapping[]
  readonly exports: readonly Export[]
  readonly imports: readonly Import[]
  readonly users: readonly User[]
}

export interface AccountLimits {
  readonly maxConnections?: number
  readonly maxSubscriptions?: number
  readonly maxPayload?: number
  readonly maxLeafnodes?: number
}

export interface AccountJetStream {
  readonly maxMemory?: number
  readonly maxStore?: number
  readonly maxStreams?: number
  readonly maxConsumers?: number
  readonly maxAckPending?: number
  readonly memoryMaxStreamBytes?: number
  readonly storeMaxStreamBytes?: number
  readonly maxBytesRequired?: boolean
}

export interface Mapping {
  readonly source: Subject
  readonly destinations: readonly {
    readonly destination: string
    readonly weight?: number
    readonly cluster?: string
  }[]
}

export interface Export extends Origin {
  readonly kind: 'stream' | 'service'
  readonly subject: Subject
  /** Names of the accounts that may import it; undefined: all of the system. */
  readonly accounts: readonly AccountRef[] | undefined
  readonly accountTokenPosition?: number
  readonly response?: 'single' | 'stream' | 'chunked'
  readonly responseThreshold?: number
}

export interface Import extends Origin {
  readonly kind: 'stream' | 'service'
  readonly subject: Subject
  readonly from: AccountRef
  readonly to?: string
  readonly prefix?: string
  readonly share?: boolean
}

export interface Permissions {
  readonly publish?: AllowDeny
  readonly subscribe?: AllowDeny
  /** `max` replies, and for how long in milliseconds; 0 is the server's default, negative is unlimited. */
  readonly allowResponses?: { readonly max?: number; readonly expires?: number }
}

export interface AllowDeny {
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
}

export type ConnectionType =
  'STANDARD' | 'WEBSOCKET' | 'LEAFNODE' | 'LEAFNODE_WS' | 'MQTT' | 'MQTT_WS' | 'IN_PROCESS'

export interface User extends Origin {
  readonly account: AccountRef
  readonly name: string
  readonly login: Login
  /** The certificate it shows to listeners that verify. */
  readonly certificate: UserCertificate | undefined
  readonly permissions: Permissions | undefined
  readonly inboxPrefix: string | undefined
  readonly connectionTypes: readonly ConnectionType[]
}

/** How a user proves who it is. */
export type Login =
  | {
      readonly kind: 'nkey'
      /** The owner's; undefined: one of ours. */ readonly publicKey: string | undefined
    }
  | { readonly kind: 'password'; readonly password: PasswordSource }
  /** By the certificate alone, mapped by a `verifyAndMap` listener. */
  | { readonly kind: 'certificate' }

/** Where a password or a token comes from; only its bcrypt hash reaches a server's file. */
export type PasswordSource =
  | { readonly kind: 'generated' }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'text'; readonly text: Secret }
  | { readonly kind: 'bcrypt'; readonly hash: Secret }

export interface UserCertificate {
  readonly authority: string
  readonly keyAlgorithm: KeyAlgorithm
  readonly validity: number
  readonly subject: readonly DistinguishedNamePart[]
  readonly emails: readonly string[]
  readonly dnsNames: readonly string[]
  readonly uris: readonly string[]
  /** PEM of the owner's request; its key is certified, and no private key is kept. */
  readonly csr: string | undefined
}

export interface DistinguishedNamePart {
  readonly type: 'CN' | 'OU' | 'O' | 'L' | 'ST' | 'C'
  readonly value: string
}

// ------------------------------------------------------------------------------------------------------- servers

/** A `NatsCluster`, or a `LeafNode`, which is one server with remotes. */
export interface Cluster extends Origin {
  readonly kind: 'cluster' | 'leaf-node'
  readonly name: string
  readonly system: string
  readonly systemAccount: AccountRef | undefined
  readonly serverVersion: ParsedVersion
  readonly nodes: readonly Node[]
  /** Every `tls` block of a listener; a surface without one is plaintext. */
  readonly tls: Readonly<Partial<Record<SurfaceName, Tls>>>
  /** Further `TlsSurface`s for a surface that has one already. */
  readonly surplusTls: readonly Tls[]
  readonly token: PasswordSource | undefined
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
