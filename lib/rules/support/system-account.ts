// In: servers. Out: whether a remote joins their system account with another.
import type { Cluster, LeafRemote } from '../../model/model'
import { isSystemAccount } from '../../model/query'

/** A remote for the system account joins the JetStream of its hub, and makes one of both. */
export const extendsJetStream = (
  cluster: Cluster,
  isOf: (remote: LeafRemote) => boolean = () => true,
): boolean => cluster.remotes.some((remote) => isOf(remote) && isSystemAccount(cluster, remote.account))
