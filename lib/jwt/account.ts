// The claims of an account, with the names of their JSON, and their shape. Source: nats-io/jwt v2 account_claims.go.
import {
  count,
  generic,
  info,
  natsLimits,
  permissions,
  revocations,
  texts,
  type Generic,
  type Info,
  type NatsLimits,
  type Permissions,
  type Revocations,
} from './common'
import { exportList, importList, type Export, type Import } from './exports'
import {
  always,
  flag,
  integer,
  list,
  map,
  oneOf,
  pointer,
  struct,
  text,
  type Fields,
  type Shape,
} from './shape'
import { signingKeys, type UserScope } from './signing-keys'

/** -1 is no limit; of JetStream, 0 storage is none. */
export interface JetStreamLimits {
  /** Bytes, as all that follow. */
  readonly mem_storage?: number
  readonly disk_storage?: number
  readonly streams?: number
  readonly consumer?: number
  readonly max_ack_pending?: number
  readonly mem_max_stream_bytes?: number
  readonly disk_max_stream_bytes?: number
  readonly max_bytes_required?: boolean
}

export const jetStreamLimits: Fields<JetStreamLimits> = {
  mem_storage: count,
  disk_storage: count,
  streams: count,
  consumer: count,
  max_ack_pending: count,
  mem_max_stream_bytes: count,
  disk_max_stream_bytes: count,
  max_bytes_required: flag,
}

export interface AccountLimits {
  readonly imports?: number
  readonly exports?: number
  /** Whether exports may have wildcards. */
  readonly wildcards?: boolean
  readonly disallow_bearer?: boolean
  readonly conn?: number
  readonly leaf?: number
}

export const accountLimits: Fields<AccountLimits> = {
  imports: count,
  exports: count,
  wildcards: flag,
  disallow_bearer: flag,
  conn: count,
  leaf: count,
}

export interface OperatorLimits extends NatsLimits, AccountLimits, JetStreamLimits {
  /** By `R1`, `R3`: they take the place of the limits of JetStream above. */
  readonly tiered_limits?: Readonly<Record<string, JetStreamLimits>>
}

const JETSTREAM = Object.keys(jetStreamLimits)

const operatorLimits = struct<OperatorLimits>({
  ...natsLimits,
  ...accountLimits,
  ...jetStreamLimits,
  tiered_limits: map(struct(jetStreamLimits)),
})

/** Beside tiers, other limits of JetStream count for nothing. */
const limits: Shape<OperatorLimits> = {
  ...operatorLimits,
  read: (json, at) => {
    const read = operatorLimits.read(json, at)
    const isTiered = Object.keys(read.tiered_limits ?? {}).length > 0
    return isTiered
      ? Object.fromEntries(Object.entries(read).filter(([name]) => !JETSTREAM.includes(name)))
      : read
  },
}

export interface WeightedMapping {
  readonly subject: string
  /** Percent; none is 100. */
  readonly weight?: number
  readonly cluster?: string
}

/** Auth callout. */
export interface ExternalAuthorization {
  /** Public keys U… of those who answer, and are not asked about. */
  readonly auth_users?: readonly string[]
  /** Public keys A… into which answers may put somebody, or `*`. */
  readonly allowed_accounts?: readonly string[]
  /** Public curve key X… to which requests are encrypted. */
  readonly xkey?: string
}

export interface MsgTrace {
  readonly dest?: string
  /** Percent; none is 100. */
  readonly sampling?: number
}

export interface Account extends Info, Generic<'account'> {
  readonly imports?: readonly Import[]
  readonly exports?: readonly Export[]
  readonly limits?: OperatorLimits
  readonly signing_keys?: readonly (string | UserScope)[]
  /** Of users. */
  readonly revocations?: Revocations
  /** Of users that have none of their own. */
  readonly default_permissions?: Permissions
  readonly mappings?: Readonly<Record<string, readonly WeightedMapping[]>>
  readonly authorization?: ExternalAuthorization
  readonly trace?: MsgTrace
  readonly cluster_traffic?: 'system' | 'owner'
}

export const account = struct<Account>({
  imports: importList,
  exports: exportList,
  limits,
  signing_keys: signingKeys,
  revocations,
  default_permissions: struct(permissions),
  mappings: map(
    list(struct<WeightedMapping>({ subject: always(text), weight: integer(0, 255), cluster: text })),
  ),
  authorization: struct<ExternalAuthorization>({ auth_users: texts, allowed_accounts: texts, xkey: text }),
  trace: pointer(struct<MsgTrace>({ dest: text, sampling: count })),
  cluster_traffic: oneOf('system', 'owner'),
  ...info,
  ...generic('account'),
})
