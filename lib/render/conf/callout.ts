// In: a cluster in config mode. Out: the `auth_callout` block of its servers. Source:
// nats-server server/opts.go parseAuthCallout.
import { calloutOfServers } from '../../model/callout'
import { calloutIdentity, curveKeyIdentity, nkeyIdentity } from '../../model/identity'
import type { Materials } from '../../model/materials'
import type { Cluster, Model } from '../../model/model'
import type { ConfMap } from '../../values/conf'
import { block } from './block'
import { loginsOf } from './users'

/** Undefined where servers ask nobody. The logins of leaf remotes, which the program gives their keys itself, are not asked about. */
export function calloutOption(model: Model, cluster: Cluster, materials: Materials): ConfMap | undefined {
  const callout = calloutOfServers(model, cluster.system)
  if (callout === undefined) return undefined
  const identity = calloutIdentity(callout)
  const { account, allowedAccounts, encrypted, users } = callout
  return block({
    issuer: materials.nkey(nkeyIdentity(identity)).publicKey,
    account: account.account,
    auth_users: [
      ...loginsOf(model, users, materials),
      ...cluster.leafUsers.map((user) => materials.nkey(user.identity).publicKey),
    ],
    xkey: encrypted ? materials.nkey(curveKeyIdentity(identity)).publicKey : undefined,
    allowed_accounts:
      allowedAccounts === undefined || allowedAccounts === '*'
        ? undefined
        : [...new Set([account, ...allowedAccounts].map((allowed) => allowed.account))],
  })
}
