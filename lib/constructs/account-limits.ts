// The limits of an account, and of JetStream in it.
import type { AccountJetStream, AccountJetStreamLimits, AccountLimits } from '../model/model'
import { ValueError, show } from '../values/finding'
import { defined } from '../values/defined'
import type { Size } from '../values/size'
import { parseSize } from '../values/size'
import { boolean, integer, size32, INT32 } from './parsers'
import type { PropsOf } from './props'

export interface AccountLimitsProps {
  /** Connections of clients and leaf nodes. @defaultValue no limit */
  readonly maxConnections?: number
  /** Subscriptions. @defaultValue no limit */
  readonly maxSubscriptions?: number
  /** Size of a message. @defaultValue the server's */
  readonly maxPayload?: Size
  /** Leaf node connections. @defaultValue no limit */
  readonly maxLeafnodes?: number
  /** Bytes that a connection may send, altogether; in operator mode. @defaultValue no limit */
  readonly maxData?: Size
  /** Imports; in operator mode. @defaultValue no limit */
  readonly maxImports?: number
  /** Exports; in operator mode. @defaultValue no limit */
  readonly maxExports?: number
  /** Whether exports may have wildcards; in operator mode. @defaultValue true */
  readonly wildcardExports?: boolean
  /** Whether users with `bearer` are refused; in operator mode. @defaultValue true, unless a user or scope has it */
  readonly disallowBearer?: boolean
}

export interface AccountJetStreamProps extends JetStreamLimitsProps {
  /**
   * In operator mode, instead of limits for all streams: limits of those with so many replicas, by `R1`, `R3`. @defaultValue none
   */
  readonly tiers?: Readonly<Record<string, JetStreamLimitsProps>>
}

export interface JetStreamLimitsProps {
  /** Streams in memory, altogether. @defaultValue no limit but the server's */
  readonly maxMemory?: Size
  /** Streams in files, altogether. @defaultValue no limit but the server's */
  readonly maxStore?: Size
  /** @defaultValue -1: no limit */
  readonly maxStreams?: number
  /** @defaultValue -1: no limit */
  readonly maxConsumers?: number
  /** The most that a consumer may have unacknowledged. @defaultValue -1: no limit */
  readonly maxAckPending?: number
  /** The most that one stream in memory may ask for. @defaultValue no limit */
  readonly memoryMaxStreamBytes?: Size
  /** The most that one stream in files may ask for. @defaultValue no limit */
  readonly storeMaxStreamBytes?: Size
  /** A stream must say how big it may become. @defaultValue false */
  readonly maxBytesRequired?: boolean
}

// nats-server cuts these to 32 bits without a word (server/opts.go parseAccountLimits).
export function readAccountLimits(read: PropsOf<AccountLimitsProps>): AccountLimits {
  return defined({
    maxConnections: read.optional('maxConnections', integer(0, INT32)),
    maxSubscriptions: read.optional('maxSubscriptions', integer(0, INT32)),
    maxPayload: read.optional('maxPayload', size32),
    maxLeafnodes: read.optional('maxLeafnodes', integer(0, INT32)),
    maxData: read.optional('maxData', parseSize),
    maxImports: read.optional('maxImports', integer(0)),
    maxExports: read.optional('maxExports', integer(0)),
    wildcardExports: read.optional('wildcardExports', boolean),
    disallowBearer: read.optional('disallowBearer', boolean),
  })
}

export function readAccountJetStream(read: PropsOf<AccountJetStreamProps>): AccountJetStream {
  const tiers = read.record('tiers', parseTier, (entries, key, tier) => {
    const limits = entries.object(key, readJetStreamLimits)
    return limits === undefined ? [] : ([tier, limits] as const)
  })
  const limits = readJetStreamLimits(read)
  if (tiers === undefined) return limits
  if (Object.keys(limits).length > 0)
    read.problem(
      'tiers',
      'invalid-choice',
      'stands beside limits for all streams',
      'give limits in tiers alone',
    )
  return {
    tiers: Object.fromEntries(
      tiers.filter((entry) => entry.length > 0) as [string, AccountJetStreamLimits][],
    ),
  }
}

function parseTier(value: unknown): string {
  if (typeof value === 'string' && /^R[1-9]\d?$/.test(value)) return value
  throw new ValueError(
    'invalid-choice',
    `${show(value)} is no number of replicas`,
    "give 'R1', 'R3' or the like",
  )
}

function readJetStreamLimits(read: PropsOf<JetStreamLimitsProps>): AccountJetStreamLimits {
  return defined({
    maxMemory: read.optional('maxMemory', parseSize),
    maxStore: read.optional('maxStore', parseSize),
    maxStreams: read.optional('maxStreams', integer(-1)),
    maxConsumers: read.optional('maxConsumers', integer(-1)),
    maxAckPending: read.optional('maxAckPending', integer(-1)),
    memoryMaxStreamBytes: read.optional('memoryMaxStreamBytes', parseSize),
    storeMaxStreamBytes: read.optional('storeMaxStreamBytes', parseSize),
    maxBytesRequired: read.optional('maxBytesRequired', boolean),
  })
}
