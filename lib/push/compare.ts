// In: the JWT of an account as the program has it, and as servers say that they keep it. Out: what is to be done. Pure.
import { decodeJwt, type Jwt as Decoded } from '../jwt/decode'
import { NatsmithError } from '../values/finding'

export interface Jwt {
  readonly account: string
  readonly publicKey: string
  readonly token: string
}

/** `newer`: a server keeps one that was issued later, and nobody overwrites that. */
export type Action = 'keep' | 'push' | 'newer'

/** @param kept - what each server answered, empty of one that has none; undefined of one that does not say */
export function actionFor({ token }: Jwt, kept: readonly (string | undefined)[]): Action {
  if (kept.every((one) => one === token)) return 'keep'
  const issued = issuedAt(token)
  const isNewer = kept.some((one) => one !== undefined && one !== token && issuedAt(one) > issued)
  return isNewer ? 'newer' : 'push'
}

/** Whether somebody can log in to an account with this JWT: one that is disabled has no connections, and Go writes no 0. */
export const letsIn = (token: string): boolean => {
  const jwt = token === '' ? undefined : decoded(token)
  if (jwt?.kind !== 'account') return false
  const { conn = 0, leaf = 0 } = jwt.claims.nats?.limits ?? {}
  return conn !== 0 || leaf !== 0
}

/** Seconds since 1970; 0 for what is no JWT. */
const issuedAt = (token: string): number => decoded(token)?.claims.iat ?? 0

function decoded(token: string): Decoded | undefined {
  try {
    return decodeJwt(token)
  } catch (error) {
    if (error instanceof NatsmithError) return undefined
    throw error
  }
}
