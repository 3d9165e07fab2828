// In: a model and what was issued for it. Out: what people call the logins that a conf knows by key or identity.
import { accountIdentity, nkeyIdentity, userIdentity, userName } from '../model/identity'
import type { Materials } from '../model/materials'
import type { Model, User } from '../model/model'
import { accountsOf, operatorOf, serverName, usersOf } from '../model/query'
import { remoteCredentials } from '../render/conf/operator'
import type { DeployRecord, Digest } from './record'
import { plainSecret } from './record'

/**
 * Names by login: `UABC… → ORDERS/alice`. A leaf remote is `leaf/edge/hub-ORDERS`, by its public key on the hub and by the
 * digest of its seed, or its credentials, on its own server. A user with a password goes by its name already. In operator mode,
 * accounts by their public keys, too.
 */
export function loginNames(model: Model, materials: Materials, digest: Digest): DeployRecord['names'] {
  const users = usersOf(model).filter(({ login }) => login.kind !== 'password')
  const remotes = model.clusters.flatMap((cluster) => cluster.remotes.map((remote) => ({ cluster, remote })))
  const accounts = accountsOf(model).filter((account) => operatorOf(model, account))
  return Object.fromEntries([
    ...users.map((user) => [loginOf(user, materials), userName(user)] as const),
    ...remotes.flatMap(({ cluster, remote }) => {
      const { identity, hubAccount } = remote
      const { publicKey, seed } = materials.nkey(identity)
      const login =
        operatorOf(model, hubAccount) === undefined
          ? plainSecret(seed, digest)
          : remoteCredentials(cluster, remote, materials).path
      return [[publicKey, identity] as const, [login, identity] as const]
    }),
    ...accounts.map(({ system, name }) => {
      const { publicKey } = materials.nkey(nkeyIdentity(accountIdentity({ system, account: name })))
      return [publicKey, name] as const
    }),
  ])
}

function loginOf(user: User, materials: Materials): string {
  const ownKey = user.login.kind === 'nkey' ? user.login.publicKey : undefined
  return serverName(user) ?? ownKey ?? materials.nkey(`${userIdentity(user)}/nkey`).publicKey
}
