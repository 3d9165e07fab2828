// In: an account, and servers. Out: what these make of a subject that is published in it, before they look at permissions.
import type { Account, Cluster, Mapping } from '../model/model'
import { ownClusterName } from '../model/query'
import type { PublishedIn } from './published'

/** The account's own, and those of a JetStream domain for what the account does not map itself. */
export function mappingsOn(cluster: Cluster, { mappings }: Pick<Account, 'mappings'>): readonly Mapping[] {
  const domain = cluster.jetstream?.domain
  return domain === undefined ? mappings : withDomain(mappings, domain)
}

/** What is published in an account on each of these clusters. */
export const placesOn = (
  clusters: readonly Cluster[],
  account: Pick<Account, 'mappings'>,
): readonly PublishedIn[] =>
  clusters.map((cluster) => ({ cluster: ownClusterName(cluster), mappings: mappingsOn(cluster, account) }))

/**
 * Servers of a domain take its API for their own, in every account. Source: nats-server server/jetstream_api.go
 * generateJSMappingTable, server/jetstream.go (addMappings where the account has none of the same source).
 */
export function withDomain(mappings: readonly Mapping[], domain: string): readonly Mapping[] {
  const own = new Set(mappings.map(({ source }) => source))
  const implied = API.map(([call, to]) => ({
    source: `$JS.${domain}.API.${call}`,
    destinations: [{ destination: to }],
  }))
  return [...mappings, ...implied.filter(({ source }) => !own.has(source))]
}

const CALLS = ['INFO', 'STREAM.>', 'CONSUMER.>', 'DIRECT.>', 'META.>', 'SERVER.>', 'ACCOUNT.>']
const API: readonly (readonly [call: string, to: string])[] = [
  ...CALLS.map((call) => [call, `$JS.API.${call}`] as const),
  ...['$KV.>', '$OBJ.>'].map((stored) => [stored, stored] as const),
]
