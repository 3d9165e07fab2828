// In: what is to be issued, and a JWT that only the owner of a key could sign. Out: the entry of the key store that it becomes.
import { decodeJwt, isSigned, type Jwt } from '../jwt/decode'
import { rfc3339, type JwtEntry } from '../keys/entry'
import type { IssuePlan } from '../keys/plan'
import { knownDocuments } from '../keys/tokens'
import type { JwtRequest } from '../model/request'
import { NatsmithError } from '../values/finding'
import { few } from '../values/words'
import type { AnyStored } from './identities'
import { jwtEntry } from './jwt-entry'

/** By how much the clock of an owner may be ahead: an hour, as that of others who issue. */
const AHEAD = 3_600_000

/**
 * @param where - what the token was read from
 * @param replace - whether it goes in the place of one that was issued later
 * @throws NatsmithError `jwt-expired`, `jwt-not-yet-valid` for one that no server takes now, `identity-exists` for an older one;
 * `owner-not-asked` for one that the program does not ask of an owner, `owner-says-otherwise` for one that does not
 * say what the program does, and those of a JWT that is damaged
 */
export function ownerSigned(
  { store, now, steps, left }: IssuePlan,
  token: string,
  where: string,
  replace = false,
): JwtEntry {
  const jwt = decodeJwt(token)
  refuseUntimely(jwt, now, where)
  if (!isSigned(jwt))
    throw new NatsmithError(
      'jwt-signature',
      `${where}: it is not signed by who it says`,
      'have it signed again',
    )
  const planned = new Map(steps.map((step) => [step.identity, step]))
  const known = knownDocuments((identity) => {
    const step = planned.get(identity)
    return step?.fresh === true ? undefined : step?.entry
  }, left)
  const isOwners = (request: JwtRequest): boolean => {
    const signer = planned.get(request.signer)?.request
    const subject =
      'identity' in request.subject ? known.publicKey(request.subject.identity) : request.subject.publicKey
    return (
      signer?.kind === 'nkey' &&
      signer.publicKey === jwt.claims.iss &&
      request.type === jwt.kind &&
      subject === jwt.claims.sub
    )
  }
  const request = steps.flatMap((step) =>
    step.request?.kind === 'jwt' && isOwners(step.request) ? [step.request] : [],
  )[0]
  if (request === undefined)
    throw new NatsmithError(
      'owner-not-asked',
      `${where}: the program asks no owner for this JWT of ${jwt.claims.sub}`,
      'give its key to the operator or the account as nkey, and run natsmith issue',
    )
  const { entry, unsaid } = jwtEntry(request, { claims: claimsOf(jwt), token }, known)
  const issued = store.entries.get(entry.identity)?.issuedAt
  if (!replace && issued !== undefined && issued > entry.issuedAt)
    throw new NatsmithError(
      'identity-exists',
      `${where}: the key store has a ${entry.identity} of ${issued}, and this one is of ${entry.issuedAt}`,
      'give the newer one; or give that up: --replace',
    )
  if (unsaid.length === 0) return entry
  throw new NatsmithError(
    'owner-says-otherwise',
    `${where}: ${few(unsaid, 10, ', ')}: not as the program says`,
    'have its owner change that, or the program; keys that it should name are issued first, by natsmith issue',
  )
}

function refuseUntimely({ claims: { exp = 0, iat = 0 } }: Jwt, now: number, where: string): void {
  if (exp > 0 && exp * 1000 <= now)
    throw new NatsmithError(
      'jwt-expired',
      `${where}: it ended on ${rfc3339(exp * 1000)}`,
      'have its owner sign it again',
    )
  if (iat * 1000 > now + AHEAD)
    throw new NatsmithError(
      'jwt-not-yet-valid',
      `${where}: it was issued on ${rfc3339(iat * 1000)}, and here it is ${rfc3339(now)}`,
      'look at the clocks here and of its owner',
    )
}

const claimsOf = (jwt: Jwt): AnyStored['claims'] => jwt.claims as AnyStored['claims']
