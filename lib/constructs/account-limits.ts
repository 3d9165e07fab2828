// The limits of an account, and of JetStream in it.
import type { AccountJetStream, AccountLimits } from '../model/model'
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
}

export interface AccountJetStreamProps {
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
  })
}

export function readAccountJetStream(read: PropsOf<AccountJetStreamProps>): AccountJetStream {
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
