// In: a model, what was issued for it, and what the program no longer has. Out: for each of its clusters whose servers keep JWTs in a
// folder, how to log in to them, and what they are to keep. Pure.
import {
  accountIdentity,
  jwtIdentity,
  nkeyIdentity,
  operatorIdentity,
  signingIdentity,
  userName,
  type Identity,
} from '../model/identity'
import type { Materials } from '../model/materials'
import type { Cluster, Model, User } from '../model/model'
import { accountsByIdentity, connectionTypesOf, operatorOf, permissionsOf, resolverDir } from '../model/query'
import { encodeDeletion } from '../jwt/encode'
import { nkeySigner } from '../jwt/nkey-pair'
import { decodeSeed } from '../values/nkey'
import type { Jwt } from './compare'
import { NatsmithError } from '../values/finding'

/** A cluster, and what its servers are to keep. */
export interface PushTarget {
  readonly cluster: Cluster
  /** Of the system account, whose creds natsmith has. */
  readonly user: User
  readonly jwts: readonly Jwt[]
  /** Signs what asks servers to forget accounts; undefined: its owner keeps the seed. */
  readonly signer: Identity | undefined
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
    signer: operatorSigner(model, cluster),
  }))
}

const jwtsOf = (model: Model, { system }: Cluster, materials: Materials): readonly Jwt[] =>
  [...accountsByIdentity(model)].flatMap(([identity, account]) =>
    account.system === system ? [{ account: account.name, ...materials.jwt(jwtIdentity(identity)) }] : [],
  )

function operatorSigner(model: Model, cluster: Cluster): Identity | undefined {
  const operator = operatorOf(model, cluster)
  if (operator === undefined) return undefined
  const identity = operatorIdentity(operator)
  const [named] = operator.signingKeys
  if (named !== undefined) return signingIdentity(identity, named)
  return operator.publicKey === undefined ? nkeyIdentity(identity) : undefined
}

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

/**
 * What asks servers to forget accounts: the request for each.
 *
 * @param now - milliseconds since 1970
 * @throws NatsmithError `push-cannot-delete`
 */
export function deletionOf(
  { cluster, signer }: PushTarget,
  materials: Materials,
  now: number,
): (account: Jwt) => string {
  if (cluster.resolver.type === 'full' && cluster.resolver.allowDelete !== true)
    throw new NatsmithError(
      'push-cannot-delete',
      `the resolver of "${cluster.name}" lets nobody delete`,
      "give it resolver: { type: 'full', allowDelete: true }, deploy it, and do with its servers what the deploy says",
    )
  if (signer === undefined)
    throw new NatsmithError(
      'push-cannot-delete',
      `natsmith does not keep the key of the operator of "${cluster.name}", which signs that`,
      'give the operator a signing key, or have its owner delete them with nsc',
    )
  const pair = nkeySigner('O', decodeSeed('O', materials.nkey(signer).seed.reveal()))
  return ({ publicKey }) => encodeDeletion([publicKey], pair, now)
}

/** How people name who pushes. */
export const pusherName = ({ user }: PushTarget): string => userName(user)
