// In: servers and an account. Out: whether it is their system account, and whether a remote joins two of these.
import { accountIdentity } from '../../model/identity'
import type { AccountRef, Cluster, LeafRemote } from '../../model/model'

export const isSystemAccount = ({ systemAccount }: Cluster, account: AccountRef): boolean =>
  systemAccount !== undefined && accountIdentity(account) === accountIdentity(systemAccount)

/** A remote for the system account joins the JetStream of its hub, and makes one of both. */
export const extendsJetStream = (
  cluster: Cluster,
  isOf: (remote: LeafRemote) => boolean = () => true,
): boolean => cluster.remotes.some((remote) => isOf(remote) && isSystemAccount(cluster, remote.account))
