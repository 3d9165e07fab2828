// In: the record of a deployment. Out: whom the JWTs of its accounts revoke. Source of the words: jwt-accounts.ts.
import type { RevokedKey } from '../model/issued'
import { mapIn, type DeployRecord } from './record'
import { text } from './words'

/** By the public key of the account. */
export function revokedIn(record: DeployRecord | undefined): ReadonlyMap<string, readonly RevokedKey[]> {
  const accounts = new Set(record?.nodes.flatMap(({ conf }) => Object.values(mapIn(conf['accounts']))))
  return new Map(
    [...accounts].map(mapIn).flatMap(({ nkey, revocations }) => {
      const revoked = Object.entries(mapIn(revocations)).map(([publicKey, at]) => ({
        publicKey,
        at: Date.parse(text(at)),
      }))
      return typeof nkey === 'string' && revoked.length > 0 ? [[nkey, revoked] as const] : []
    }),
  )
}
