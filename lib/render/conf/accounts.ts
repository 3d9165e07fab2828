// In: the accounts of a system, and a cluster of it. Out: what is in the `accounts` block of its nodes, and who else may get in.
// All users of a system are on all of its servers that have a door for them; logins of leaf remotes are on the servers that
// they dial.
import type { Materials } from '../../model/materials'
import type {
  Account,
  AccountJetStreamLimits,
  Cluster,
  Export,
  Import,
  LeafUser,
  Mapping,
} from '../../model/model'
import type { ConfMap, ConfValue } from '../../values/conf'
import { formatDuration } from '../../values/duration'
import { recall } from '../../values/remember'
import { block, blockUnlessEmpty } from './block'
import { permissionsBlock } from './permissions'
import type { Doors } from './doors'
import type { Recorded } from './recorded'
import { recorded } from './recorded'
import { leafUserEntry, userEntries } from './users'

/**
 * The account of leaf nodes that log in as nobody: no leaf node may join it. Lines before 2.12 would take them into `$G`
 * otherwise. No account of a deployment can have this name.
 */
export const NOBODY = '$NOBODY'

/** The block on the servers of a cluster; undefined where it would be empty. */
export type AccountsBlock = (cluster: Cluster, doors: Doors) => Recorded<ConfMap | undefined>

/**
 * Makes the block once for all servers on which it is the same, and otherwise the accounts in it.
 * @param accounts - by their system
 */
export function accountsBlocks(
  accounts: ReadonlyMap<string, readonly Account[]>,
  materials: Materials,
): AccountsBlock {
  const blocks = new Map<string, Recorded<ConfMap | undefined>>()
  const parts = new Map<string, Recorded<ConfMap>>()
  return (cluster, doors) => {
    const { system, leafnodes, leafUsers } = cluster
    const open = [...doors].map(([type, { maps }]) => `${type} ${String(maps)}`)
    const part = (account: Account): Recorded<ConfMap> => {
      const joining = leafUsers.filter(
        (user) => user.account.account === account.name && user.account.system === account.system,
      )
      return recall(parts, keyOf([account.path, ...open], joining), () =>
        recorded(materials, (issued) => accountBlock(account, joining, doors, issued)),
      )
    }
    return recall(blocks, keyOf([system, String(leafnodes !== undefined), ...open], leafUsers), () => {
      const declared = (accounts.get(system) ?? []).map((account) => [account.name, part(account)] as const)
      const made = Object.fromEntries(declared.map(([name, { made: its }]) => [name, its]))
      const nobody = leafnodes && { [NOBODY]: { limits: { max_leafnodes: 0 } } }
      return {
        made: blockUnlessEmpty({ ...made, ...nobody }),
        identities: declared.flatMap(([, { identities }]) => identities),
      }
    })
  }
}

const keyOf = (texts: readonly string[], leafUsers: readonly LeafUser[]): string =>
  [...texts, ...leafUsers.map(({ identity }) => identity)].join('\0')

function accountBlock(
  account: Account,
  leafUsers: readonly LeafUser[],
  doors: Doors,
  materials: Materials,
): ConfMap {
  return block({
    limits: limitsBlock(account),
    jetstream: jetstreamOption(account),
    msg_trace: account.trace && { dest: account.trace.destination, sampling: account.trace.sampling },
    default_permissions: account.defaultPermissions && permissionsBlock(account.defaultPermissions),
    mappings: blockUnlessEmpty(Object.fromEntries(account.mappings.map(mappingEntry))),
    exports: unlessEmpty(account.exports.map(exportEntry)),
    imports: unlessEmpty(account.imports.map(importEntry)),
    users: unlessEmpty([
      ...account.users.flatMap((user) => userEntries(user, doors, materials)),
      ...leafUsers.map((user) => leafUserEntry(user, account, materials)),
    ]),
  })
}

const unlessEmpty = (entries: readonly ConfMap[]): readonly ConfMap[] | undefined =>
  entries.length === 0 ? undefined : entries

function limitsBlock({ limits }: Account): ConfMap | undefined {
  return blockUnlessEmpty({
    max_connections: limits.maxConnections,
    max_subscriptions: limits.maxSubscriptions,
    max_payload: limits.maxPayload,
    max_leafnodes: limits.maxLeafnodes,
  })
}

function jetstreamOption({ jetstream, clusterTraffic }: Account): ConfValue | undefined {
  if (jetstream === undefined) return undefined
  return blockUnlessEmpty({ ...jetstreamLimits(jetstream), cluster_traffic: clusterTraffic }) ?? true
}

/** Undefined where nothing is limited. */
export const jetstreamLimits = (jetstream: AccountJetStreamLimits): ConfMap | undefined =>
  blockUnlessEmpty({
    max_memory: jetstream.maxMemory,
    max_store: jetstream.maxStore,
    max_streams: jetstream.maxStreams,
    max_consumers: jetstream.maxConsumers,
    max_ack_pending: jetstream.maxAckPending,
    mem_max_stream_bytes: jetstream.memoryMaxStreamBytes,
    disk_max_stream_bytes: jetstream.storeMaxStreamBytes,
    max_bytes_required: jetstream.maxBytesRequired,
  })

/** One destination alone is text; with a weight or a cluster, each needs a weight (server/opts.go parseAccountMapDest). */
function mappingEntry({ source, destinations }: Mapping): readonly [string, ConfValue] {
  const [first, ...others] = destinations
  const plain = others.length === 0 && first?.weight === undefined && first?.cluster === undefined
  if (first !== undefined && plain) return [source, first.destination]
  return [
    source,
    destinations.map(({ destination, weight, cluster }) =>
      block({ destination, weight: weight ?? 100, cluster }),
    ),
  ]
}

function exportEntry(given: Export): ConfMap {
  return block({
    [given.kind]: given.subject,
    accounts: given.accounts?.map(({ account }) => account),
    account_token_position: given.accountTokenPosition,
    response_type: given.response,
    response_threshold:
      given.responseThreshold === undefined ? undefined : formatDuration(given.responseThreshold),
    latency: given.latency && { subject: given.latency.subject, sampling: given.latency.sampling },
    allow_trace: given.allowTrace,
  })
}

function importEntry(given: Import): ConfMap {
  return block({
    [given.kind]: { account: given.from.account, subject: given.subject },
    to: given.to,
    prefix: given.prefix,
    share: given.share,
    allow_trace: given.allowTrace,
  })
}
