// What the claims of several kinds have in common, and its shapes. The names are those of the JSON. Source: nats-io/jwt v2 claims.go,
// types.go, revocation_list.go.
import {
  flag,
  integer,
  list,
  map,
  oneOf,
  struct,
  text,
  type Fields,
  type Shape,
  always,
  pointer,
} from './shape'

export const texts = list(text)
export const count = integer()

/** What every JWT says. Times are seconds since 1970. */
export interface Registered {
  /** For whom it is, where it is not for everybody. */
  readonly aud?: string
  /** Until when it is valid, including that second; none or 0: for ever. */
  readonly exp?: number
  /** A hash of the rest of these. */
  readonly jti?: string
  readonly iat?: number
  readonly iss?: string
  readonly name?: string
  /** From when on it is valid. */
  readonly nbf?: number
  readonly sub?: string
}

export const registered: Fields<Registered> = {
  aud: text,
  exp: count,
  jti: text,
  iat: count,
  iss: text,
  name: text,
  nbf: count,
  sub: text,
}

/** What `nats` says in claims of every kind. */
export interface Generic<K extends string> {
  /** `key:value`, in lower case as NATS compares them. */
  readonly tags?: readonly string[]
  readonly type?: K
  readonly version?: number
}

export const generic = <K extends string>(kind: K): Fields<Generic<K>> => ({
  tags: texts,
  type: oneOf(kind),
  version: count,
})

export interface Info {
  readonly description?: string
  readonly info_url?: string
}

export const info: Fields<Info> = { description: text, info_url: text }

/** Public keys, or `*` for all, with the second up to which what was issued for them is revoked. */
export type Revocations = Readonly<Record<string, number>>

export const revocations: Shape<Revocations> = map(count)

export type ExportType = 'stream' | 'service'

export const exportType = oneOf<ExportType>('stream', 'service')

export interface Permission {
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
}

const permission = struct<Permission>({ allow: texts, deny: texts })

export interface Permissions {
  readonly pub?: Permission
  readonly sub?: Permission
  readonly resp?: ResponsePermission
}

/** Leave to answer whoever asks. */
export interface ResponsePermission {
  /** Messages for each request; 0 is one, -1 any number. */
  readonly max?: number
  /** Nanoseconds; 0 is two minutes, negative for ever. */
  readonly ttl?: number
}

export const permissions: Fields<Permissions> = {
  pub: permission,
  sub: permission,
  resp: pointer(struct<ResponsePermission>({ max: always(count), ttl: always(count) })),
}

/** -1 is no limit. */
export interface NatsLimits {
  /** Subscriptions of a connection. */
  readonly subs?: number
  /** Bytes. */
  readonly data?: number
  /** Bytes of a message. */
  readonly payload?: number
}

export const natsLimits: Fields<NatsLimits> = { subs: count, data: count, payload: count }

/** What a user may do, by its own JWT or by the scope of the signing key that signed it. */
export interface UserPermissionLimits extends Permissions, NatsLimits {
  /** Networks, as CIDR, from which it may connect. */
  readonly src?: readonly string[]
  /** Hours of the day at which it may be connected. */
  readonly times?: readonly TimeRange[]
  /** The IANA time zone of `times`. */
  readonly times_location?: string
  /** Whether the JWT alone lets somebody in, without the key. */
  readonly bearer_token?: boolean
  readonly proxy_required?: boolean
  readonly allowed_connection_types?: readonly string[]
}

/** `hh:mm:ss` both. */
export interface TimeRange {
  readonly start?: string
  readonly end?: string
}

/** Old tokens have one text with commas; Go reads it so. */
const networks: Shape<readonly string[]> = {
  ...texts,
  read: (json, at) =>
    typeof json === 'string'
      ? [...new Set(json.toLowerCase().split(','))].map((network) => network.trim()).filter(Boolean)
      : texts.read(json, at),
}

export const userPermissionLimits: Fields<UserPermissionLimits> = {
  ...permissions,
  src: networks,
  times: list(struct<TimeRange>({ start: text, end: text })),
  times_location: text,
  ...natsLimits,
  bearer_token: flag,
  proxy_required: flag,
  allowed_connection_types: texts,
}
