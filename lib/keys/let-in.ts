// In: a key store, and JWTs that its users were given. Out: what servers with the accounts of that key store make of these.
// Source: nats-server server/auth.go, processClientOrLeafAuthentication.
import type { UserPermissionLimits } from '../jwt/common'
import type { JwtOf } from '../jwt/decode'
import { userFaults } from '../jwt/faults'
import { isNarrower } from '../jwt/narrower'
import { keyOfSigner } from '../jwt/signing-keys'
import { sameData } from '../values/same'
import type { JwtEntry } from './entry'
import { isRetired, lifetimeOf } from './entry'
import type { KeyStore } from './store'

/** The JWTs of accounts, by the public keys of these. */
export function accountJwts({ entries }: Pick<KeyStore, 'entries'>): ReadonlyMap<string, JwtEntry> {
  const accounts = new Map<string, JwtEntry>()
  for (const entry of entries.values())
    if (entry.kind === 'jwt' && entry.request.type === 'account' && !isRetired(entry))
      accounts.set(entry.public.subject, entry)
  return accounts
}

/** In what a JWT of before may let its user do more than the one that takes its place. */
export interface Kept {
  /** When, from where and how it connects, and how much it sends; or for how long. */
  readonly limits: boolean
  /** Whether the JWTs, and not only their account, say something else of subjects. */
  readonly subjects: boolean
}

/** @param now - milliseconds */
export function keptBy(
  store: Pick<KeyStore, 'entries'>,
  now: number,
): (before: JwtEntry, after: JwtEntry) => Kept {
  const powersOf = letInBy(store, now)
  return (before, after) => {
    const [was, is] = [powersOf(before), powersOf(after)]
    if (was === undefined || is === undefined) return { limits: false, subjects: false }
    const isEndless = ({ public: { notAfter } }: JwtEntry): boolean => notAfter === undefined
    return {
      limits: isNarrower(is, was) || (isEndless(before) && !isEndless(after)),
      subjects: !sameData()(subjectsOf(before, was), subjectsOf(after, is)),
    }
  }
}

/** What they come to; what templates are filled in with stands beside them. */
function subjectsOf(entry: JwtEntry, { pub, sub, resp }: UserPermissionLimits): unknown {
  const isTemplate = JSON.stringify([pub, sub]).includes('{{')
  const { name, nats } = claimsOf<'user'>(entry)
  return { pub, sub, resp, ...(isTemplate && { name, tags: nats?.tags }) }
}

/** What its own JWT or the scope of a signing key says; undefined for one that is refused. */
function letInBy(
  store: Pick<KeyStore, 'entries'>,
  now: number,
): (user: JwtEntry) => UserPermissionLimits | undefined {
  const accounts = accountJwts(store)
  return (user) => {
    const account = accounts.get(user.public.account ?? '')
    if (account === undefined || (lifetimeOf(user)?.notAfter ?? Infinity) <= now) return undefined
    const { signer } = user.request
    const [claims, owner] = [claimsOf<'user'>(user), claimsOf<'account'>(account)]
    const signing = owner.nats?.signing_keys?.find((key) => keyOfSigner(key) === signer)
    if (signer !== owner.sub && signing === undefined) return undefined
    const scope = typeof signing === 'string' ? undefined : signing
    const isRefused = userFaults({ claims }, { claims: owner }, scope).length > 0
    return isRefused ? undefined : (scope?.template ?? claims.nats ?? {})
  }
}

/** What a JWT says, which is known also where the JWT itself is a secret. */
const claimsOf = <K extends 'account' | 'user'>({ request, public: said }: JwtEntry): JwtOf<K>['claims'] => ({
  ...(request.claims as unknown as JwtOf<K>['claims']),
  iss: request.signer,
  sub: said.subject,
  iat: Date.parse(said.notBefore) / 1000,
})
