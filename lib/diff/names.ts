// In: a model and what was issued for it. Out: what people call the logins that a conf knows by key or identity.
import { userIdentity, userName } from '../model/identity'
import type { Materials } from '../model/materials'
import type { Model, User } from '../model/model'
import { serverName, usersOf } from '../model/query'
import type { DeployRecord, Digest } from './record'
import { plainSecret } from './record'

/**
 * Names by login: `UABC… → ORDERS/alice`. A leaf remote is `leaf/edge/hub-ORDERS`, by its public key on the hub and by the
 * digest of its seed on its own server. A user with a password goes by its name already.
 */
export function loginNames(model: Model, materials: Materials, digest: Digest): DeployRecord['names'] {
  const users = usersOf(model).filter(({ login }) => login.kind !== 'password')
  const remotes = model.clusters.flatMap((cluster) => cluster.remotes)
  return Object.fromEntries([
    ...users.map((user) => [loginOf(user, materials), userName(user)] as const),
    ...remotes.flatMap(({ identity }) => {
      const { publicKey, seed } = materials.nkey(identity)
      return [[publicKey, identity] as const, [plainSecret(seed, digest), identity] as const]
    }),
  ])
}

function loginOf(user: User, materials: Materials): string {
  const ownKey = user.login.kind === 'nkey' ? user.login.publicKey : undefined
  return serverName(user) ?? ownKey ?? materials.nkey(`${userIdentity(user)}/nkey`).publicKey
}
