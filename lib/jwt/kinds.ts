// The kinds of NATS JWTs, in one table: whose key they are about, who may sign them, and what they say. Source: nats-io/jwt v2
// *_claims.go (ExpectedPrefixes, Encode).
import type { NkeyRole } from '../values/nkey'
import { account, type Account } from './account'
import {
  authorizationRequest,
  authorizationResponse,
  type AuthorizationRequest,
  type AuthorizationResponse,
} from './authorization'
import { registered, type Registered } from './common'
import type { SigningRole } from './nkey-pair'
import { operator, type Operator } from './operator'
import { struct, type Shape } from './shape'
import { activation, user, type Activation, type User } from './user'

/** What `nats` says, by the kind. */
export interface NatsClaims {
  readonly operator: Operator
  readonly account: Account
  readonly user: User
  readonly activation: Activation
  readonly authorization_request: AuthorizationRequest
  readonly authorization_response: AuthorizationResponse
}

export type Kind = keyof NatsClaims

export type Claims<K extends Kind> = Registered & { readonly nats?: NatsClaims[K] }

export interface KindOfJwt<K extends Kind> {
  /** Of the subject; none: it may be any text. */
  readonly subject?: NkeyRole
  readonly audience?: NkeyRole
  readonly issuers: readonly SigningRole[]
  readonly claims: Shape<Claims<K>>
}

const claims = <K extends Kind>(nats: Shape<NatsClaims[K]>): Shape<Claims<K>> =>
  struct<Registered & { readonly nats?: NatsClaims[K] }>({ ...registered, nats } as never)

export const KINDS: { readonly [K in Kind]: KindOfJwt<K> } = {
  operator: { subject: 'O', issuers: ['O'], claims: claims(operator) },
  account: { subject: 'A', issuers: ['O', 'A'], claims: claims(account) },
  user: { subject: 'U', issuers: ['A'], claims: claims(user) },
  activation: { subject: 'A', issuers: ['A', 'O'], claims: claims(activation) },
  authorization_request: { issuers: ['N'], claims: claims(authorizationRequest) },
  authorization_response: {
    subject: 'U',
    audience: 'N',
    issuers: ['A'],
    claims: claims(authorizationResponse),
  },
}

export const isKind = (kind: string | undefined): kind is Kind =>
  kind !== undefined && Object.hasOwn(KINDS, kind)
