// In: an account's users, and the logins of leaf remotes that join it. Out: the entries of its `users` list. Every entry
// names its kinds of connection: a user without them may log in as a leaf node and read its account (nats-server
// server/client.go connectionTypeAllowed).
import { userIdentity } from '../../model/identity'
import type { Materials } from '../../model/materials'
import type { Account, LeafUser, User } from '../../model/model'
import { serverName } from '../../model/query'
import type { ConfMap } from '../../values/conf'
import { block } from './block'
import { permissionsBlock } from './permissions'

export function userEntry(user: User, materials: Materials): ConfMap {
  const { login, permissions, connectionTypes } = user
  const identity = userIdentity(user)
  return block({
    user: serverName(user),
    password: login.kind === 'password' ? materials.password(`${identity}/password`).hash : undefined,
    nkey:
      login.kind === 'nkey' ? (login.publicKey ?? materials.nkey(`${identity}/nkey`).publicKey) : undefined,
    permissions: permissions && permissionsBlock(permissions),
    allowed_connection_types: connectionTypes,
  })
}

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
