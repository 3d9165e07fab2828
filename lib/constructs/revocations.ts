// What an account revokes, up to a time: users, by key or name; and the leave of other accounts to import what it exports.
import type { ActivationRevocation, Revocation } from '../model/model'
import { ValueError, show } from '../values/finding'
import { parseName } from '../values/names'
import { decodePublic } from '../values/nkey'
import type { Account } from './account'
import { construct } from './kinds'
import type { PropsOf } from './props'

export interface RevocationProps {
  /** The user's public key `U…`, `'*'` for every user; or the name of a user of the account that the program still has. */
  readonly user: string
  /** RFC 3339: what was issued up to then is worth nothing; what is issued later is. */
  readonly at: string
}

/** Of the activations that an account has for an export; who leaves its `accounts` is revoked without it. */
export interface ActivationRevocationProps {
  /** The account, or the public key `A…` of one that the program does not have; `'*'` for every account. */
  readonly account: Account | string
  /** RFC 3339: what was issued up to then is worth nothing; what is issued later is. */
  readonly at: string
}

/** Adds the problems `invalid-name` and `invalid-time`. */
export const readRevocation = (read: PropsOf<RevocationProps>): Revocation => ({
  of: read.value('user', parseRevoked),
  at: read.value('at', parseInstant),
})

/** Adds the problems `invalid-construct`, `invalid-nkey` and `invalid-time`. */
export const readActivationRevocation = (read: PropsOf<ActivationRevocationProps>): ActivationRevocation => ({
  of: read.value('account', parseImporter),
  at: read.value('at', parseInstant),
})

function parseImporter(value: unknown): ActivationRevocation['of'] {
  if (value === '*') return { key: value }
  if (typeof value !== 'string') return { account: construct('Account')(value).ref }
  decodePublic('A', value)
  return { key: value }
}

function parseRevoked(value: unknown): Revocation['of'] {
  if (value === '*') return { key: value }
  if (typeof value === 'string' && /^U[A-Z2-7]{55}$/.test(value)) {
    decodePublic('U', value)
    return { key: value }
  }
  return { user: parseName(value) }
}

/** Seconds since 1970. Throws ValueError `invalid-time`. */
export function parseInstant(value: unknown): number {
  const time =
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)
      ? Date.parse(value)
      : NaN
  if (Number.isFinite(time)) return Math.floor(time / 1000)
  throw new ValueError(
    'invalid-time',
    `${show(value)} is no time of RFC 3339`,
    "give one such as '2026-03-01T00:00:00Z'",
  )
}
