// In: a model. Out: servers on their own with JetStream, and how much of it the accounts of their system are promised.
import type { Cluster, JetStream, Model } from '../../model/model'
import { accountsOf } from '../../model/query'
import { groupBy } from '../../values/group'

export interface Promised {
  readonly cluster: Cluster
  /** The prop of the servers, and of accounts, in the order of both. */
  readonly limit: 'maxMemory' | 'maxFile'
  /** Bytes; undefined: the servers have no limit of their own. */
  readonly has: JetStream['maxMemory']
  /** Bytes; 0 where no account has a limit. */
  readonly promised: number
}

const LIMITS = [
  { server: 'maxMemory', account: 'maxMemory' },
  { server: 'maxFile', account: 'maxStore' },
] as const

/** In a cluster, the limits of accounts are those of all nodes together, which no server can check. */
export function promisedBy(model: Model): readonly Promised[] {
  const accounts = groupBy(accountsOf(model), (account) => account.system)
  return model.clusters.flatMap((cluster) => {
    const { system, jetstream, routes } = cluster
    if (jetstream === undefined || routes !== undefined) return []
    return LIMITS.map(({ server, account }) => {
      const promised = (accounts.get(system) ?? []).map(
        ({ jetstream: its }) => (its?.tiers?.['R1'] ?? its)?.[account] ?? 0,
      )
      return { cluster, limit: server, has: jetstream[server], promised: promised.reduce((a, b) => a + b, 0) }
    })
  })
}
