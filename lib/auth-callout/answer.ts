// In: a request that was verified, and what is decided about it. Out: the bytes of the answer, for that one connection on that one
// server; encrypted where the request was. Source: nats-server server/auth_callout.go.
import { readPermissions, type Permissions } from '../constructs/permissions'
import { Props } from '../constructs/props'
import { encodeJwt } from '../jwt/encode'
import type { AuthorizationResponse } from '../jwt/authorization'
import { permissionClaims } from '../model/claims-user'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { ValueError, show } from '../values/finding'
import { parseAccountName, parseText } from '../values/names'
import { seal } from './box'
import type { CalloutRequest } from './request'
import type { Callout, Issuer } from './settings'

/**
 * Who is let in. The limits of a user are not among it: nats-server applies those of the account alone
 * (server/client.go applyAccountLimits).
 */
export interface Allowed {
  /** What servers call the user from now on. */
  readonly name: string
  /** The account, by the name that the program gives it. */
  readonly account: string
  /** @defaultValue the account's default permissions; without those, everything */
  readonly permissions?: Permissions
  /** How long the connection may last; servers count in seconds. @defaultValue for ever */
  readonly expires?: Duration
}

/**
 * The answer that lets somebody in.
 * @throws FindingsError `callout-account` for an account that the callout may put nobody into, `invalid-text`, `invalid-name`,
 * `invalid-duration`, `unknown-prop` and those of permissions
 */
export function allow(request: CalloutRequest, allowed: Allowed, callout: Callout): Uint8Array {
  const read = new Props<keyof Allowed>(allowed, 'allow')
  const name = read.value('name', parseText)
  const place = read.value('account', (given) => placeOf(given, callout))
  const permissions = read.object('permissions', readPermissions)
  const expires = read.optional('expires', parseDuration)
  read.done(`auth callout of ${callout.subject}`)
  const now = callout.means.now()
  const { signer, issuerAccount, audience } = place
  const jwt = encodeJwt(
    'user',
    {
      name,
      sub: request.userNkey,
      ...(audience !== undefined && { aud: audience }),
      ...(expires !== undefined && { exp: Math.floor((now + expires) / 1000) }),
      nats: {
        ...permissionClaims(permissions),
        ...NO_LIMITS,
        ...(issuerAccount !== undefined && { issuer_account: issuerAccount }),
      },
    },
    signer,
    now,
  )
  return answer(request, { jwt }, callout)
}

const NO_LIMITS = { subs: -1, data: -1, payload: -1 }

/**
 * The answer that lets nobody in.
 * @param reason - for the log of the server; the client is told nothing
 * @throws FindingsError `invalid-text`
 */
export function refuse(request: CalloutRequest, reason: string, callout: Callout): Uint8Array {
  const read = new Props<'reason'>({ reason }, 'refuse')
  const error = read.value('reason', parseText)
  read.done(`auth callout of ${callout.subject}`)
  return answer(request, { error }, callout)
}

function placeOf(given: unknown, { accountOf }: Callout): Issuer & { readonly audience?: string } {
  const place = accountOf(parseAccountName(given))
  if (place !== undefined) return place
  throw new ValueError(
    'callout-account',
    `${show(given)} is no account that this callout may put somebody into`,
    'add it to allowedAccounts of the AuthCallout, deploy, and hand callout.json out again',
  )
}

function answer(request: CalloutRequest, said: AuthorizationResponse, callout: Callout): Uint8Array {
  const { signer, issuerAccount } = callout.issuer
  const jwt = encodeJwt(
    'authorization_response',
    {
      sub: request.userNkey,
      aud: request.server.id,
      nats: { ...said, ...(issuerAccount !== undefined && { issuer_account: issuerAccount }) },
    },
    signer,
    callout.means.now(),
  )
  const bytes = Buffer.from(jwt)
  return request.xkey === undefined || callout.xkey === undefined
    ? bytes
    : seal(bytes, request.xkey, callout.xkey, callout.means)
}
