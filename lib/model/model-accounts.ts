// The part of the model that is about accounts and their users.
import type { Secret } from '../values/secret'
import type { Subject } from '../values/subject'
import type { KeyAlgorithm } from '../values/tls-names'
import type { Origin } from './model'
import type { AuthCallout } from './model-callout'
import type {
  ActivationRevocation,
  Operator,
  Revocation,
  SigningKey,
  UserRestrictions,
} from './model-operator'

/** Servers that share accounts and trust. */
export interface System extends Origin {
  /** Empty for the implicit one. */
  readonly name: string
  /** Who signs its accounts; undefined in config mode, where they stand in confs. */
  readonly operator: Operator | undefined
  /** Further operators of a system that has one already. */
  readonly surplusOperators: readonly Origin[]
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
  /** Where servers ask in it who somebody is. */
  readonly callouts: readonly AuthCallout[]
  /** Nobody may connect to it. */
  readonly disabled: boolean
  readonly description?: string
  readonly infoUrl?: string
  /** Milliseconds; of its JWT. */
  readonly validity?: number
  /** Where its owner keeps the seed of its identity key. */
  readonly publicKey?: string
  readonly signingKeys: readonly SigningKey[]
  /** Of users. */
  readonly revocations: readonly Revocation[]
  /** Where traces of messages end, and for how many percent of those that ask for it. */
  readonly trace?: { readonly destination: string; readonly sampling: number }
  /** In whose name JetStream's nodes talk to each other of its streams. */
  readonly clusterTraffic?: 'system' | 'owner'
}

export interface AccountLimits {
  readonly maxConnections?: number
  readonly maxSubscriptions?: number
  readonly maxPayload?: number
  readonly maxLeafnodes?: number
  readonly maxData?: number
  readonly maxImports?: number
  readonly maxExports?: number
  readonly wildcardExports?: boolean
  readonly disallowBearer?: boolean
}

/** By `R1`, `R3`: limits of streams with so many replicas. */
export type JetStreamTiers = Readonly<Record<string, AccountJetStreamLimits>>

export interface AccountJetStream extends AccountJetStreamLimits {
  readonly tiers?: JetStreamTiers
}

export interface AccountJetStreamLimits {
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

/** How long answers of a service take, and where that is said. */
export interface Latency {
  readonly subject: string
  /** Percent, or those whose headers ask for it. */
  readonly sampling: number | 'headers'
}

export interface Export extends Origin {
  readonly kind: 'stream' | 'service'
  readonly subject: Subject
  /** Names of the accounts that may import it; undefined: all of the system. */
  readonly accounts: readonly AccountRef[] | undefined
  readonly accountTokenPosition?: number
  readonly response?: 'single' | 'stream' | 'chunked'
  readonly responseThreshold?: number
  readonly latency?: Latency
  readonly allowTrace?: boolean
  /** For people, as the next three; they stand in the JWT alone. */
  readonly name?: string
  readonly description?: string
  readonly infoUrl?: string
  readonly advertise?: boolean
  /** Of activations. */
  readonly revocations?: readonly ActivationRevocation[]
}

export interface Import extends Origin {
  readonly kind: 'stream' | 'service'
  readonly subject: Subject
  readonly from: AccountRef
  readonly to?: string
  readonly prefix?: string
  readonly share?: boolean
  readonly allowTrace?: boolean
  /** For people, in the JWT alone. */
  readonly name?: string
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
  readonly restrictions: UserRestrictions
  /** Name of the account's key that signs its JWT; undefined: the account's first without a scope, or its identity key. */
  readonly signingKey: string | undefined
  /** Of its JWT: how long it is valid, in milliseconds, and from when on, in seconds since 1970. */
  readonly validity?: number
  readonly notBefore?: number
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
  | ({ readonly kind: 'generated' } & Hashing)
  | ({ readonly kind: 'stdin' } & Hashing)
  | ({ readonly kind: 'text'; readonly text: Secret } & Hashing)
  | { readonly kind: 'bcrypt'; readonly hash: Secret }

interface Hashing {
  /** @defaultValue `BCRYPT_COST` of lib/values/password.ts */
  readonly bcryptCost?: number
}

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
