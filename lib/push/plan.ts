// In: a model, what was issued for it, and what the program no longer has. Out: for each of its clusters whose servers keep JWTs in a
// folder, how to log in to them, and what they are to keep. Pure.
import { accountIdentity, jwtIdentity, userName } from '../model/identity'
import type { Materials } from '../model/materials'
import type { Cluster, Model, User } from '../model/model'
import { accountsByIdentity, connectionTypesOf, operatorOf, permissionsOf, resolverDir } from '../model/query'
import type { Jwt } from './compare'
import { NatsmithError } from '../values/finding'

/** A cluster, and what its servers are to keep. */
export interface PushTarget {
  readonly cluster: Cluster
  /** Of the system account, whose creds natsmith has. */
  readonly user: User
  readonly jwts: readonly Jwt[]
}

/** @throws NatsmithError `nothing-to-push-to`, `push-without-user` */
export function pushTargets(model: Model, materials: Materials): readonly PushTarget[] {
  const clusters = model.clusters.filter((cluster) => resolverDir(model, cluster) !== '')
  if (clusters.length === 0)
    throw new NatsmithError(
      'nothing-to-push-to',
      `no servers of ${model.deployment} keep JWTs in a folder`,
      "have them reload their conf: natsmith deploy says when; or give the cluster resolver: { type: 'full' }",
    )
  return clusters.map((cluster) => ({
    cluster,
    user: systemUser(model, cluster),
    jwts: jwtsOf(model, cluster, materials),
  }))
}

const jwtsOf = (model: Model, { system }: Cluster, materials: Materials): readonly Jwt[] =>
  [...accountsByIdentity(model)].flatMap(([identity, account]) =>
    account.system === system ? [{ account: account.name, ...materials.jwt(jwtIdentity(identity)) }] : [],
  )

/** The first that may do everything, else the first. */
function systemUser(model: Model, cluster: Cluster): User {
  const { systemAccount } = operatorOf(model, cluster) ?? {}
  const ref = systemAccount ?? cluster.systemAccount
  const account = ref && accountsByIdentity(model).get(accountIdentity(ref))
  const users = (account?.users ?? []).filter(
    (user) =>
      account !== undefined &&
      user.login.kind === 'nkey' &&
      user.login.publicKey === undefined &&
      connectionTypesOf(model, account, user).includes('STANDARD'),
  )
  const user = users.find((one) => account && permissionsOf(model, account, one) === undefined) ?? users[0]
  if (user !== undefined) return user
  throw new NatsmithError(
    'push-without-user',
    `the system account of "${cluster.name}" has no user whose key natsmith keeps`,
    "declare one there: new User(systemAccount, 'push')",
  )
}

/** How people name who pushes. */
export const pusherName = ({ user }: PushTarget): string => userName(user)
