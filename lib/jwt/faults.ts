// In: a JWT, and what is known of its issuer. Out: why a server would refuse it. Source: nats-server server/auth.go.
import { covers } from '../values/subject'
import { userPermissionLimits, type Revocations, type UserPermissionLimits } from './common'
import { isSigned, type Jwt, type JwtOf } from './decode'
import { struct } from './shape'
import type { UserScope } from './signing-keys'
import { rfc3339 } from './time'

const ISSUE_AGAIN = 'have it issued again'

/** What to do about each. */
export const CHANGES = {
  'jwt-activation': 'ask the exporting account for another activation',
  'jwt-bearer': 'issue it without bearer_token',
  'jwt-expired': ISSUE_AGAIN,
  'jwt-issuer-account': 'issue it with issuer_account',
  'jwt-issuer-refused': 'mend that first',
  'jwt-issuer-unknown': 'have it signed by a key that the issuer has now',
  'jwt-not-self-signed': 'have the operator sign itself, by its identity key',
  'jwt-not-yet-valid': 'wait, or look at the clock here',
  'jwt-revoked': 'have another one issued, if that is an error',
  'jwt-scope': 'leave them out: the scope has them',
  'jwt-seed-of-another': 'put the seed there that belongs to the token',
  'jwt-signature': ISSUE_AGAIN,
  'jwt-strict-signing-keys': 'have it signed by a signing key',
} as const

export interface Fault {
  readonly code: keyof typeof CHANGES
  readonly message: string
}

export const fault = (isThere: boolean, code: Fault['code'], message: string): readonly Fault[] =>
  isThere ? [{ code, message }] : []

/** What the token alone tells. */
export function ownFaults(jwt: Jwt, now: number): readonly Fault[] {
  const { exp = 0, nbf = 0 } = jwt.claims
  return [
    ...fault(
      !isSigned(jwt),
      'jwt-signature',
      'the signature is not that of its issuer: it was changed, or made up',
    ),
    ...fault(exp > 0 && now > exp, 'jwt-expired', `it was valid until ${rfc3339(exp)}`),
    ...fault(nbf > now, 'jwt-not-yet-valid', `it is valid from ${rfc3339(nbf)} on`),
  ]
}

const limitsOfUser = struct<UserPermissionLimits>(userPermissionLimits)

/** @param scope - of the signing key that has signed it */
export function userFaults(
  { claims }: Pick<JwtOf<'user'>, 'claims'>,
  account: Pick<JwtOf<'account'>, 'claims'>,
  scope?: UserScope,
): readonly Fault[] {
  const { nats = {} } = claims
  const { limits, revocations } = account.claims.nats ?? {}
  const isBearer = (scope?.template ?? nats).bearer_token === true
  return [
    ...fault(isRevoked(claims, revocations), 'jwt-revoked', 'its account has revoked it'),
    ...fault(
      isBearer && limits?.disallow_bearer === true,
      'jwt-bearer',
      'it lets in whoever has it, which its account does not allow',
    ),
    ...fault(
      scope !== undefined && limitsOfUser.write(nats) !== limitsOfUser.zero,
      'jwt-scope',
      'a scoped signing key has signed it, and it has permissions or limits of its own',
    ),
  ]
}

/** Whether the export that it is for has revoked it. */
export function activationFaults(
  { claims }: JwtOf<'activation'>,
  account: JwtOf<'account'>,
): readonly Fault[] {
  const { subject = '', kind } = claims.nats ?? {}
  const exported = (account.claims.nats?.exports ?? []).filter(
    (one) => one.type === kind && covers(one.subject ?? '', subject),
  )
  const revoked = exported.some(({ revocations }) => isRevoked(claims, revocations))
  return fault(revoked, 'jwt-revoked', 'the account that exports has revoked it')
}

const isRevoked = ({ sub, iat = 0 }: Jwt['claims'], revocations: Revocations = {}): boolean =>
  [sub, '*'].some((key) => Object.hasOwn(revocations, key) && (revocations[key] ?? 0) >= iat)
