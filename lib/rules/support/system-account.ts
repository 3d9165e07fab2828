// In: servers. Out: their system accounts, and whether a remote joins one with another.
import { accountIdentity } from '../../model/identity'
import type { Account, Cluster, LeafRemote, Model } from '../../model/model'
import { accountsByIdentity, isSystemAccount } from '../../model/query'
import { rememberFor } from '../../values/remember'

/** Each with the name of servers that have it. */
export const systemAccountsOf = rememberFor((model: Model): ReadonlyMap<Account, string> => {
  const accounts = accountsByIdentity(model)
  return new Map(
    model.clusters.flatMap(({ name, systemAccount }) => {
      const account = systemAccount && accounts.get(accountIdentity(systemAccount))
      return account === undefined ? [] : [[account, name] as const]
    }),
  )
})

/** A remote for the system account joins the JetStream of its hub, and makes one of both. */
export const extendsJetStream = (
  cluster: Cluster,
  isOf: (remote: LeafRemote) => boolean = () => true,
): boolean => cluster.remotes.some((remote) => isOf(remote) && isSystemAccount(cluster, remote.account))
