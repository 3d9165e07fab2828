// The part of the model that is about auth callouts.
import type { AccountRef } from './model-accounts'
import type { Origin } from './model'

/** A service that is asked who somebody is. */
export interface AuthCallout extends Origin {
  readonly name: string
  /** The account in which servers ask. */
  readonly account: AccountRef
  /** Who is not asked about. */
  readonly users: readonly UserRef[]
  /** Into which it may put somebody; undefined: what nats-server says in that mode. */
  readonly allowedAccounts: readonly AccountRef[] | '*' | undefined
  readonly encrypted: boolean
}

/** A user, by its account and its name. */
export interface UserRef {
  readonly account: AccountRef
  readonly name: string
}
