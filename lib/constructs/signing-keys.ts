// The signing keys of an account: keys that sign its users, so that its identity key need not.
import type { UserScope } from '../model/model'
import { defined } from '../values/defined'
import { parseName, parseText } from '../values/names'
import { readPermissions, type Permissions } from './permissions'
import type { Props, PropsOf } from './props'
import { readRestrictions, type UserRestrictionsProps } from './user-restrictions'
import { readConnectionTypes, type ConnectionTypesProps } from './connection-types'

export interface SigningKeyProps {
  /** @defaultValue none */
  readonly description?: string
  /**
   * What every user that it signs may do, and none may say otherwise. Subjects may have templates, which the server fills in for each
   * user: `{{name()}}`, `{{subject()}}`, `{{account-name()}}`, `{{account-subject()}}`, `{{tag(region)}}`, `{{account-tag(region)}}`.
   * Each is a token of its own: servers before 2.11.0 take others for text.
   * @defaultValue none: a user's own JWT says what it may do
   */
  readonly scope?: UserScopeProps
}

export interface UserScopeProps extends UserRestrictionsProps, ConnectionTypesProps {
  /** A word for what such users are for, for people. @defaultValue the name of the key */
  readonly role?: string
  /** @defaultValue everything */
  readonly permissions?: Permissions
}

/** A signing key as it was declared. */
export interface DeclaredSigningKey {
  readonly name: string
  readonly scope: UserScope | undefined
  readonly description?: string
}

/** Adds `invalid-name`, `invalid-text`, `invalid-number`, and the problems of permissions and restrictions. */
export function readSigningKeys(read: Props<'signingKeys'>): readonly DeclaredSigningKey[] {
  return (
    read.record('signingKeys', parseName, (entries, key, name) =>
      entries.object(key, (inner: PropsOf<SigningKeyProps>) => ({
        name,
        scope: inner.object('scope', (scope: PropsOf<UserScopeProps>) => readScope(scope, name)),
        ...defined({ description: inner.optional('description', parseText) }),
      })),
    ) ?? []
  ).flatMap((key) => key ?? [])
}

/** Of these, nats-io/jwt writes no 0, and reads -1 where there is none (signingkeys.go NewUserScope). */
const LIMITS = ['maxSubscriptions', 'maxPayload', 'maxData'] as const

function readScope(read: PropsOf<UserScopeProps>, name: string): UserScope {
  const restrictions = readRestrictions(read)
  for (const prop of LIMITS)
    if (restrictions[prop] === 0)
      read.problem(prop, 'invalid-number', 'is 0, which servers read as no limit in a scope', 'give more')
  return {
    role: read.value('role', parseText, name),
    permissions: read.object('permissions', readPermissions),
    connectionTypes: readConnectionTypes(read),
    ...restrictions,
  }
}
