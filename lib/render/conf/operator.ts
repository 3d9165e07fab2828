// In: a system in operator mode. Out: what the confs of its servers say of it instead of accounts, and the files beside them: the
// operator's JWT, and the credentials of leaf remotes.
import { hash } from 'node:crypto'
import { accountIdentity, jwtIdentity, nkeyIdentity, operatorIdentity } from '../../model/identity'
import type { Materials } from '../../model/materials'
import type { Account, AccountRef, Cluster, LeafRemote, Model, Operator, Resolver } from '../../model/model'
import { operatorOf } from '../../model/query'
import type { ConfMap } from '../../values/conf'
import { defined } from '../../values/defined'
import { formatDuration } from '../../values/duration'
import { remember } from '../../values/remember'
import type { Artifact } from '../artifact'
import { credentialsText } from '../credentials'
import { credentialsPath, operatorPath } from '../paths'
import { block } from './block'
import type { Recorded } from './recorded'
import { recorded } from './recorded'

/** A file of a node, but for the node's name. */
export type OperatorFile = Omit<Artifact, 'node'>

export const operatorFile = (cluster: Cluster, operator: Operator, materials: Materials): OperatorFile => {
  const identity = jwtIdentity(operatorIdentity(operator))
  const { token, notAfter } = materials.jwt(identity)
  return {
    path: operatorPath(cluster.configDir, hash('sha256', token)),
    mode: 0o644,
    sensitive: false,
    purpose: 'jwt',
    detail: 'operator',
    content: token,
    ...defined({ notAfter }),
    identities: [identity],
  }
}

/** What a remote logs in with, on a hub in operator mode. */
export function remoteCredentials(cluster: Cluster, remote: LeafRemote, materials: Materials): OperatorFile {
  const identity = jwtIdentity(remote.identity)
  const { token, notAfter } = materials.jwt(identity)
  return {
    // By the JWT alone: a name tells nothing of the seed.
    path: credentialsPath(cluster.configDir, remote.name, hash('sha256', token)),
    mode: 0o600,
    sensitive: true,
    purpose: 'credentials',
    detail: `leaf-remote ${remote.name}`,
    content: credentialsText(token, materials.nkey(remote.identity).seed),
    ...defined({ notAfter }),
    identities: [identity, remote.identity],
  }
}

/** How a conf names an account: by its name, and in operator mode by its public key. */
export const accountKey = (model: Model, account: AccountRef, materials: Materials): string =>
  operatorOf(model, account) === undefined
    ? account.account
    : materials.nkey(nkeyIdentity(accountIdentity(account))).publicKey

/** The options of the servers of a cluster. The same JWTs are on all servers of the system, and made once. */
export function operatorOptions(
  accountsOf: (system: string) => readonly Account[],
  materials: Materials,
): (cluster: Cluster, operator: Operator) => Recorded<ConfMap> {
  const preload = remember(({ system }: Operator) =>
    recorded(materials, (issued) =>
      Object.fromEntries(
        accountsOf(system).map((account) => {
          const identity = accountIdentity({ system, account: account.name })
          return [issued.nkey(nkeyIdentity(identity)).publicKey, issued.jwt(jwtIdentity(identity)).token]
        }),
      ),
    ),
  )
  return (cluster, operator) => {
    const { made, identities } = preload(operator)
    const system = operator.systemAccount && nkeyIdentity(accountIdentity(operator.systemAccount))
    return {
      made: block({
        operator: operatorFile(cluster, operator, materials).path,
        system_account: system && materials.nkey(system).publicKey,
        resolver: resolverOption(cluster.resolver),
        resolver_preload: Object.keys(made).length === 0 ? undefined : made,
      }),
      identities: [...identities, jwtIdentity(operatorIdentity(operator))],
    }
  }
}

// Keys are lower case as here, or nat-server does not see them (server/opts.go).
function resolverOption(resolver: Resolver): ConfMap | string {
  if (resolver.type === 'memory') return 'MEMORY'
  const { type, dir, limit, timeout } = resolver
  const duration = (time: number | undefined): string | undefined =>
    time === undefined ? undefined : formatDuration(time)
  const own =
    type === 'full'
      ? {
          interval: duration(resolver.interval),
          allow_delete: resolver.allowDelete,
          hard_delete: resolver.hardDelete,
        }
      : { ttl: duration(resolver.ttl) }
  return block({ type, dir, limit, timeout: duration(timeout), ...own })
}
