// In: a cluster. Out: how its servers let clients in who are not told by their accounts: the `authorization` block, and
// `no_auth_user`. Source: nats-server server/opts.go parseAuthorization.
import { tokenIdentity } from '../../model/identity'
import type { Materials } from '../../model/materials'
import type { Cluster, Model } from '../../model/model'
import { operatorOf } from '../../model/query'
import type { ConfMap } from '../../values/conf'
import { block, blockUnlessEmpty } from './block'
import { calloutOption } from './callout'
import { loginsOf } from './users'

export function authorizationOptions(model: Model, cluster: Cluster, materials: Materials): ConfMap {
  const { token, noAuthUser } = cluster
  const timeout = { timeout: authTimeout(cluster) }
  if (operatorOf(model, cluster) !== undefined) return block({ authorization: blockUnlessEmpty(timeout) })
  return block({
    // Empty, it still keeps nats-server from letting anybody into $G where only the system account has users (server/server.go
    // configureAccounts).
    authorization: block({
      token: token && materials.password(tokenIdentity(cluster)).hash,
      ...timeout,
      auth_callout: calloutOption(model, cluster, materials),
    }),
    no_auth_user: noAuthUser && loginsOf(model, [noAuthUser], materials)[0],
  })
}

/** In seconds, the only form that every line of nats-server reads in every block. */
export const authTimeout = ({
  authTimeout: ms,
}: {
  readonly authTimeout?: number | undefined
}): number | undefined => (ms === undefined ? undefined : ms / 1000)
