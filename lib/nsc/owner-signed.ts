// In: what is to be issued, and a JWT that only the owner of a key could sign. Out: the entry of the key store that it becomes.
import { decodeJwt, isSigned, type Jwt } from '../jwt/decode'
import type { JwtEntry } from '../keys/entry'
import type { IssuePlan } from '../keys/plan'
import { knownDocuments } from '../keys/tokens'
import type { JwtRequest } from '../model/request'
import { NatsmithError } from '../values/finding'
import { few } from '../values/words'
import type { AnyStored } from './identities'
import { jwtEntry } from './jwt-entry'

/**
 * @param where - what the token was read from
 * @throws NatsmithError `owner-not-asked` for one that the program does not ask of an owner, `owner-says-otherwise` for one that does not
 * say what the program does, and those of a JWT that is damaged
 */
export function ownerSigned({ steps, left }: IssuePlan, token: string, where: string): JwtEntry {
  const jwt = decodeJwt(token)
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
  if (unsaid.length === 0) return entry
  throw new NatsmithError(
    'owner-says-otherwise',
    `${where}: ${few(unsaid, 10, ', ')}: not as the program says`,
    'have its owner change that, or the program; keys that it should name are issued first, by natsmith issue',
  )
}

const claimsOf = (jwt: Jwt): AnyStored['claims'] => jwt.claims as AnyStored['claims']
