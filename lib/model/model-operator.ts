// The part of the model that is about operator mode: what stands in JWTs and not in confs.
import type { AccountRef, ConnectionType, Permissions } from './model-accounts'
import type { Origin } from './model'

/** Who signs the accounts of a system. */
export interface Operator extends Origin {
  readonly system: string
  readonly name: string
  /** Where its owner keeps the seed of its identity key. */
  readonly publicKey?: string
  /** Names of its signing keys; the first signs accounts, and without any its identity key does. */
  readonly signingKeys: readonly string[]
  readonly strictSigningKeys: boolean
  readonly systemAccount: AccountRef | undefined
  readonly accountServerUrl?: string
  readonly serviceUrls: readonly string[]
  /** `2.12.0`. */
  readonly assertServerVersion?: string
  /** Milliseconds. */
  readonly validity?: number
}

/** A key that signs users in the name of its account. */
export interface SigningKey extends Origin {
  readonly name: string
  /** What every user that it signs may do; undefined: what each user's own JWT says. */
  readonly scope: UserScope | undefined
  readonly description?: string
}

export interface UserScope extends UserRestrictions {
  readonly role?: string
  readonly permissions: Permissions | undefined
  readonly connectionTypes: readonly ConnectionType[]
}

/** What limits a user whose JWT, or whose signing key's scope, says so. */
export interface UserRestrictions {
  /** The JWT alone lets somebody in. */
  readonly bearer?: boolean
  readonly maxSubscriptions?: number
  /** Bytes of a message. */
  readonly maxPayload?: number
  /** Bytes altogether. */
  readonly maxData?: number
  /** Networks, in CIDR. */
  readonly sources?: readonly string[]
  /** Hours of the day, `hh:mm:ss`. */
  readonly times?: readonly { readonly start: string; readonly end: string }[]
  /** IANA name of the zone of `times`. */
  readonly timeZone?: string
  readonly proxyRequired?: boolean
}

/** What was issued for a key up to a time is worth nothing any more. */
export interface Revocation {
  /** A public key, `*` for every key, or a user of the account by name. */
  readonly of: { readonly key: string } | { readonly user: string }
  /** Seconds since 1970. */
  readonly at: number
}

/** The leave to import that accounts got up to a time is worth nothing any more. */
export interface ActivationRevocation {
  /** A public key, `*` for every account, or an account of the program. */
  readonly of: { readonly key: string } | { readonly account: AccountRef }
  /** Seconds since 1970. */
  readonly at: number
}

/** Where servers find the JWTs of accounts. */
export type Resolver =
  | { readonly type: 'memory' }
  | {
      readonly type: 'full'
      readonly dir: string
      readonly limit?: number
      /** Milliseconds. */
      readonly interval?: number
      readonly allowDelete?: boolean
      readonly hardDelete?: boolean
      readonly timeout?: number
    }
  | {
      readonly type: 'cache'
      readonly dir: string
      readonly limit?: number
      readonly ttl?: number
      readonly timeout?: number
    }
