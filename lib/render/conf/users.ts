// In: an account's users, and the logins of leaf remotes that join it. Out: the entries of its `users` list. Every entry
// names its kinds of connection: a user without them may log in as a leaf node and read its account (nats-server
// server/client.go connectionTypeAllowed).
import { nkeyIdentity, userIdentity } from '../../model/identity'
import type { Materials } from '../../model/materials'
import type { Account, ConnectionType, LeafUser, Model, User, UserRef } from '../../model/model'
import { serverName, usersOf } from '../../model/query'
import type { ConfMap } from '../../values/conf'
import { block } from './block'
import type { Doors } from './doors'
import { permissionsBlock } from './permissions'

/** None for a user who finds no door here. */
export function userEntries(user: User, doors: Doors, materials: Materials): readonly ConfMap[] {
  const { login, permissions, restrictions } = user
  const connectionTypes = typesOf(user, doors)
  if (connectionTypes.length === 0) return []
  const identity = userIdentity(user)
  const entry = block({
    user: serverName(user),
    password: login.kind === 'password' ? materials.password(`${identity}/password`).hash : undefined,
    nkey: login.kind === 'nkey' ? userKey(user, materials) : undefined,
    permissions: permissions && permissionsBlock(permissions),
    allowed_connection_types: connectionTypes,
    proxy_required: restrictions.proxyRequired === true ? true : undefined,
  })
  return [entry]
}

/** The public key `U…` of a user that logs in with one. */
export const userKey = (user: User, materials: Materials): string =>
  (user.login.kind === 'nkey' ? user.login.publicKey : undefined) ??
  materials.nkey(nkeyIdentity(userIdentity(user))).publicKey

/** How servers know users: by the name, or by the public key. */
export function loginsOf(model: Model, users: readonly UserRef[], materials: Materials): readonly string[] {
  const identities = new Set(users.map(userIdentity))
  return usersOf(model)
    .filter((user) => identities.has(userIdentity(user)))
    .map((user) => serverName(user) ?? userKey(user, materials))
}

/**
 * Who logs in by a certificate alone has no password: behind a door that does not map, whoever says that name in CONNECT
 * would be that user. Servers from 2.12.14 and 2.14.4 on see to it themselves, but only where another of their doors maps.
 */
const typesOf = ({ login, connectionTypes }: User, doors: Doors): readonly ConnectionType[] =>
  login.kind === 'certificate' ? connectionTypes.filter((type) => doors.get(type)?.maps) : connectionTypes

/** False for a user who finds no door, and so has no entry. */
export const hasEntry = (user: User, doors: Doors): boolean => typesOf(user, doors).length > 0

/** A leaf node's login may do everything in its account, whatever the account's users may by default. */
export function leafUserEntry(
  { identity, permissions }: LeafUser,
  account: Account,
  materials: Materials,
): ConfMap {
  const unrestricted = account.defaultPermissions && {}
  return block({
    nkey: materials.nkey(identity).publicKey,
    permissions: permissions ? permissionsBlock(permissions) : unrestricted,
    allowed_connection_types: ['LEAFNODE'],
  })
}
