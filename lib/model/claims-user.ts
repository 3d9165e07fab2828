// In: a user, or what a signing key's scope says. Out: what its JWT says of it. Source: nats-io/jwt v2 user_claims.go, types.go.
import type * as jwt from '../jwt/common'
import type { User as UserClaims } from '../jwt/user'
import { defined } from '../values/defined'
import { CONNECTION_TYPES } from '../constructs/connection-types'
import type { ConnectionType, LeafUser, Permissions, User, UserRestrictions, UserScope } from './model'

/** What nothing limits. */
const NO_LIMITS = { subs: -1, data: -1, payload: -1 } as const

/** Of a user whose key has a scope, the scope says all; its own JWT must say nothing (server/auth.go). */
export function userClaims(user: User, isScoped: boolean): UserClaims {
  const tags = tagsOf(user)
  if (isScoped) return tags
  return {
    ...ownPermissions(user.permissions),
    ...restrictionClaims(user.restrictions),
    ...defined({ allowed_connection_types: unlessAny(user.connectionTypes) }),
    ...tags,
  }
}

/** Who may make every kind of connection has no list, and so may make those that servers learn one day. */
const unlessAny = (types: readonly ConnectionType[]): readonly ConnectionType[] | undefined =>
  CONNECTION_TYPES.every((type) => types.includes(type)) ? undefined : types

/** A leaf node's login may do everything in its account, unless the remote says otherwise. */
export const leafUserClaims = ({ permissions }: LeafUser): UserClaims => ({
  ...ownPermissions(permissions ?? {}),
  ...NO_LIMITS,
  allowed_connection_types: ['LEAFNODE'],
})

export const scopeClaims = (scope: UserScope): jwt.UserPermissionLimits => ({
  ...permissionClaims(scope.permissions),
  ...restrictionClaims(scope),
  ...defined({ allowed_connection_types: unlessAny(scope.connectionTypes) }),
})

/** Of a user who is to have none of what its account gives by default, which a JWT without any permission would have. */
const ownPermissions = (permissions: Permissions | undefined): jwt.Permissions =>
  permissions !== undefined && Object.keys(permissions).length === 0
    ? EVERYTHING
    : permissionClaims(permissions)

const EVERYTHING: jwt.Permissions = { pub: { allow: ['>'] }, sub: { allow: ['>'] } }

export function permissionClaims(permissions: Permissions | undefined): jwt.Permissions {
  if (permissions === undefined) return {}
  const { publish, subscribe, allowResponses } = permissions
  return defined({
    pub: publish,
    sub: subscribe,
    resp: allowResponses && {
      max: allowResponses.max ?? 1,
      ttl: (allowResponses.expires ?? 0) * NANOSECONDS,
    },
  })
}

/** In a millisecond. */
export const NANOSECONDS = 1_000_000

function restrictionClaims(restrictions: UserRestrictions): jwt.UserPermissionLimits {
  const { maxSubscriptions, maxPayload, maxData, sources, times, timeZone, bearer, proxyRequired } =
    restrictions
  return {
    subs: maxSubscriptions ?? NO_LIMITS.subs,
    data: maxData ?? NO_LIMITS.data,
    payload: maxPayload ?? NO_LIMITS.payload,
    ...defined({
      src: sources,
      times,
      times_location: timeZone,
      bearer_token: bearer,
      proxy_required: proxyRequired,
    }),
  }
}

/** `key:value`, or `key` where there is no value, in lower case, as NATS's own libraries write tags and nats-server compares them. */
export function tagsOf({ tags }: { readonly tags: Readonly<Record<string, string>> }): {
  readonly tags?: readonly string[]
} {
  const all = Object.entries(tags).map(([key, value]) =>
    (value === '' ? key : `${key}:${value}`).toLowerCase(),
  )
  return all.length === 0 ? {} : { tags: all }
}
