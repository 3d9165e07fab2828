// In: claims. Out: the props that ask for the same. What no prop says is left out, and found where the claims are compared.
import type { Permission, Permissions, Registered, UserPermissionLimits } from '../jwt/common'
import type { Account, JetStreamLimits, OperatorLimits, WeightedMapping } from '../jwt/account'
import { CONNECTION_TYPES } from '../constructs/connection-types'
import { isWebUrl } from '../constructs/urls'
import { rfc3339 } from '../jwt/time'
import { NANOSECONDS } from '../model/claims-user'
import type { Word, Words } from './declaration'

/** Undefined for what is not said, and for -1, which is no limit. */
export const limit = (value: number | undefined): number | undefined =>
  value === -1 ? undefined : (value ?? 0)

export const unlessEmpty = (words: Words): Words | undefined =>
  Object.values(words).some((word) => word !== undefined) ? words : undefined

export const unlessNone = <T>(words: readonly T[] | undefined): readonly T[] | undefined =>
  words === undefined || words.length === 0 ? undefined : words

/** `key:value` each. What has no key, or the key of another one, is a tag without a value. */
export function tagWords(tags: readonly string[] = []): Words | undefined {
  const pairs = tags.map((tag) => {
    const [key = '', ...value] = tag.split(':')
    return [key, value.join(':')] as const
  })
  const keys = pairs.map(([key]) => key)
  const isPair = ([key, value]: (typeof pairs)[number]): boolean =>
    key !== '' && value !== '' && keys.indexOf(key) === keys.lastIndexOf(key)
  return unlessEmpty(Object.fromEntries(pairs.map((pair, i) => (isPair(pair) ? pair : [tags[i] ?? '', '']))))
}

export function permissionWords({ pub, sub, resp }: Permissions = {}): Words | undefined {
  return unlessEmpty({
    publish: sideWords(pub),
    subscribe: sideWords(sub),
    allowResponses: resp && responseWords(resp),
  })
}

function sideWords({ allow, deny }: Permission = {}): Word | undefined {
  if (unlessNone(deny) === undefined) return unlessNone(allow)
  return { allow: unlessNone(allow), deny }
}

function responseWords({ max = 0, ttl = 0 }: NonNullable<Permissions['resp']>): Word {
  if (max === 1 && ttl === 0) return true
  return { max: max === 1 ? undefined : max, expires: durationWord(ttl / NANOSECONDS) }
}

/** Of milliseconds. */
export function durationWord(milliseconds: number | undefined): string | undefined {
  if (milliseconds === undefined || milliseconds === 0) return undefined
  const [unit, size] = UNITS.find(([, length]) => milliseconds % length === 0) ?? ['ms', 1]
  return `${String(milliseconds / size)}${unit}`
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const

/** How long a JWT is valid altogether. nsc counts from when the command began, and signs a little later. */
export function validityWord({ exp = 0, iat = 0 }: Registered): string | undefined {
  if (exp === 0) return undefined
  const hours = Math.round((exp - iat) / 3600)
  const isWhole = Math.abs(exp - iat - hours * 3600) <= 10 && hours > 0
  return durationWord(isWhole ? hours * 3_600_000 : (exp - iat) * 1000)
}

export const instantWord = (seconds: number | undefined): string | undefined =>
  seconds === undefined || seconds === 0 ? undefined : rfc3339(seconds)

/** What limits a user, by its own JWT or by a scope. */
export function restrictionWords(nats: UserPermissionLimits): Words {
  return {
    bearer: nats.bearer_token === true ? true : undefined,
    maxSubscriptions: limit(nats.subs),
    maxPayload: limit(nats.payload),
    maxData: limit(nats.data),
    sources: unlessNone(nats.src),
    times: unlessNone(nats.times?.map(({ start, end }) => ({ start, end }))),
    timeZone: nats.times_location === '' ? undefined : nats.times_location,
    proxyRequired: nats.proxy_required === true ? true : undefined,
  }
}

/** Left out where no construct takes it. */
export const urlWord = (url: string | undefined): Word | undefined =>
  url !== undefined && isWebUrl(url) ? url : undefined

/** Left out where it is what a construct has without it. */
export function connectionWord(types: readonly string[] | undefined): Word | undefined {
  const isAny =
    types === undefined || types.length === 0 || CONNECTION_TYPES.every((type) => types.includes(type))
  if (isAny) return 'any'
  return types.join() === 'STANDARD' ? undefined : types
}

export function limitWords(limits: OperatorLimits, hasBearer: boolean): Words {
  const { disallow_bearer: disallowBearer = false } = limits
  return {
    maxConnections: isDisabled(limits) ? undefined : limit(limits.conn),
    maxLeafnodes: isDisabled(limits) ? undefined : limit(limits.leaf),
    maxSubscriptions: limit(limits.subs),
    maxPayload: limit(limits.payload),
    maxData: limit(limits.data),
    maxImports: limit(limits.imports),
    maxExports: limit(limits.exports),
    wildcardExports: limits.wildcards === true ? undefined : false,
    disallowBearer: disallowBearer === !hasBearer ? undefined : disallowBearer,
  }
}

/** Percent; none is all. */
export const traceWords = (trace: Account['trace']): Words | undefined =>
  trace && {
    destination: trace.dest,
    sampling: [0, 100].includes(trace.sampling ?? 0) ? undefined : trace.sampling,
  }

export const isDisabled = ({ conn = 0, leaf = 0 }: OperatorLimits): boolean => conn === 0 && leaf === 0

/** Without storage there is no JetStream. */
export function jetstreamWords(limits: OperatorLimits): Word | undefined {
  const { tiered_limits: tiers = {} } = limits
  if (Object.keys(tiers).length > 0)
    return {
      tiers: Object.fromEntries(Object.entries(tiers).map(([tier, its]) => [tier, storageWords(its)])),
    }
  const isOff = Object.keys(limits).every((name) => !STORAGE.includes(name))
  return isOff ? undefined : (unlessEmpty(storageWords(limits)) ?? true)
}

const STORAGE: readonly string[] = [
  'mem_storage',
  'disk_storage',
  'streams',
  'consumer',
  'max_ack_pending',
  'mem_max_stream_bytes',
  'disk_max_stream_bytes',
  'max_bytes_required',
] satisfies (keyof JetStreamLimits)[]

const storageWords = (limits: JetStreamLimits): Words => ({
  maxMemory: limit(limits.mem_storage),
  maxStore: limit(limits.disk_storage),
  maxStreams: limit(limits.streams),
  maxConsumers: limit(limits.consumer),
  maxAckPending: limit(limits.max_ack_pending),
  memoryMaxStreamBytes: limit(limits.mem_max_stream_bytes),
  storeMaxStreamBytes: limit(limits.disk_max_stream_bytes),
  maxBytesRequired: limits.max_bytes_required === true ? true : undefined,
})

export function mappingWords(mappings: Account['mappings'] = {}): Words | undefined {
  return unlessEmpty(
    Object.fromEntries(Object.entries(mappings).map(([source, to]) => [source, destinationWords(to)])),
  )
}

function destinationWords(destinations: readonly WeightedMapping[]): Word {
  const [only, ...more] = destinations
  const isPlain = more.length === 0 && weightOf(only) === 100 && !only?.cluster
  if (isPlain) return only?.subject ?? ''
  return destinations.map((one) => ({
    destination: one.subject,
    weight: weightOf(one) === 100 ? undefined : weightOf(one),
    cluster: one.cluster === '' ? undefined : one.cluster,
  }))
}

/** None is all. */
export const weightOf = (mapping: WeightedMapping | undefined): number =>
  mapping?.weight === undefined || mapping.weight === 0 ? 100 : mapping.weight

/** @param whose - the prop that has the public key */
export const revocationWords = (
  whose: 'user' | 'account',
  revocations: Account['revocations'] = {},
): readonly Word[] | undefined =>
  unlessNone(Object.entries(revocations).map(([key, at]) => ({ [whose]: key, at: rfc3339(at) })))
