// JWTs of version 1, which are read and never written. In: their claims. Out: the same, where version 2 has them; what version 1 does
// not know is left out, as Go leaves it out. Source: nats-io/jwt v2 decoder_*.go.
import { isPlainObject } from '../values/plain-object'
import type { Json } from '../values/canonical-json'
import { jetStreamLimits } from './account'
import { jwtError } from './errors'

type JsonObject = Readonly<Record<string, Json | undefined>>

type OldKind = 'operator' | 'account' | 'user' | 'activation'

/** What `nats` has since version 2; some of it stood beside `nats` before. */
const NEW = ['tags', 'version', 'issuer_account', 'description', 'info_url']
const NEW_OF: Readonly<Record<OldKind, readonly string[]>> = {
  operator: ['assert_server_version', 'strict_signing_key_usage'],
  account: ['default_permissions', 'mappings', 'authorization', 'trace', 'cluster_traffic'],
  user: ['proxy_required', 'allowed_connection_types'],
  activation: ['kind'],
}
const NEW_LIMITS = [...Object.keys(jetStreamLimits), 'tiered_limits']

/** Of a user that says nothing of them. */
const NO_LIMITS = { subs: -1, data: -1, payload: -1 }

export const isOldKind = (kind: string): kind is OldKind => Object.hasOwn(NEW_OF, kind)

/** Throws NatsmithError `jwt-claims`. */
export function migrate(kind: OldKind, payload: JsonObject): JsonObject {
  const { tags, type, issuer_account, nats, ...claims } = payload
  const { type: importType, ...kept } = without(nats, [...NEW, ...NEW_OF[kind]])
  const keys = kept['signing_keys']
  if (Array.isArray(keys) && !keys.every((key) => typeof key === 'string'))
    throw jwtError('jwt-claims', 'nats.signing_keys is not a list of keys, as version 1 has it')
  return {
    ...claims,
    nats: {
      ...(kind === 'user' && NO_LIMITS),
      ...kept,
      ...(kind === 'account' && { limits: without(kept['limits'], NEW_LIMITS) }),
      ...(kind === 'activation' && { kind: importType }),
      ...{ tags, type, issuer_account },
      version: 1,
    },
  }
}

function without(json: Json | undefined, names: readonly string[]): JsonObject {
  if (json === undefined || json === null) return {}
  if (!isPlainObject(json)) throw jwtError('jwt-claims', 'nats is not an object')
  return Object.fromEntries(Object.entries(json).filter(([name]) => !names.includes(name)))
}
