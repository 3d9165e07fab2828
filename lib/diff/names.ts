// In: a model and what was issued for it. Out: what people call the logins that a conf knows by key or identity.
import { userIdentity, userName } from '../model/identity'
import { identityOf } from '../model/mapped-identity'
import type { Materials } from '../model/materials'
import type { Model, User } from '../model/model'

/** Names by login: `UABC… → ORDERS/alice`, and for leaf remotes `UDEF… → leaf/edge/hub-ORDERS`. */
export function loginNames(model: Model, materials: Materials): Readonly<Record<string, string>> {
  const users = model.systems.flatMap((system) => system.accounts).flatMap((account) => account.users)
  const leafs = model.clusters.flatMap((cluster) => cluster.leafUsers)
  return Object.fromEntries([
    ...users.map((user) => [loginOf(user, materials), userName(user)] as const),
    ...leafs.map(({ identity }) => [materials.nkey(identity).publicKey, identity] as const),
  ])
}

function loginOf(user: User, materials: Materials): string {
  const { login, certificate } = user
  if (login.kind === 'nkey') return login.publicKey ?? materials.nkey(`${userIdentity(user)}/nkey`).publicKey
  if (login.kind === 'certificate' && certificate !== undefined) return identityOf(certificate)
  return user.name
}
