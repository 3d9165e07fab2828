// In: parts of claims. Out: rows for people, each a name and what it is, in NATS's own words. Of what is not set, nothing.
import { count } from '../values/words'
import { formatDuration } from '../values/duration'
import type { AccountLimits, JetStreamLimits, OperatorLimits } from './account'
import type { NatsLimits, Permission, Permissions, Revocations, UserPermissionLimits } from './common'
import type { Export, Import } from './exports'
import { rfc3339 } from './time'

/** Several lines, or none. */
export type Row = readonly [name: string, lines: readonly string[]]

export const row = (name: string, ...lines: readonly (string | undefined)[]): readonly Row[] => {
  const said = lines.filter((line) => line !== undefined && line !== '') as readonly string[]
  return said.length > 0 ? [[name, said]] : []
}

export const rowIf = (isThere: boolean | undefined, name: string, line: string): readonly Row[] =>
  isThere === true ? [[name, [line]]] : []

const plain = (n: number): string => n.toLocaleString('en-US')
const amount = (n: number | undefined, unit = ''): string =>
  n === -1 ? 'unlimited' : `${plain(n ?? 0)}${unit === '' ? '' : ` ${unit}`}`

const nanoseconds = (n: number): string =>
  n % 1e6 === 0 ? formatDuration(n / 1e6) : `${plain(n)} nanoseconds`

export function permissionRows(prefix: string, { pub, sub, resp }: Permissions): readonly Row[] {
  const lists = (name: string, { allow = [], deny = [] }: Permission = {}): readonly Row[] => [
    ...row(`${prefix}${name} allow`, ...allow),
    ...row(`${prefix}${name} deny`, ...deny),
  ]
  const { max = 0, ttl = 0 } = resp ?? {}
  const messages = max < 0 ? 'any number of messages' : count(max === 0 ? 1 : max, 'message')
  const within = ttl < 0 ? 'at any time' : `within ${nanoseconds(ttl === 0 ? 120e9 : ttl)}`
  return [
    ...lists('publish', pub),
    ...lists('subscribe', sub),
    ...rowIf(resp !== undefined, `${prefix}allow responses`, `${messages}, ${within}`),
  ]
}

export function natsLimits({ subs, data, payload }: NatsLimits): string {
  return `subs ${amount(subs)}, data ${amount(data, 'bytes')}, payload ${amount(payload, 'bytes')}`
}

/** A user of a key with a scope says 0 for each, and the scope says what holds (nats-io/jwt v2 UserScope.ValidateScopedSigner). */
const isUnsaid = ({ subs, data, payload }: NatsLimits): boolean =>
  [subs, data, payload].every((limit) => limit === undefined || limit === 0)

/** Of a user, or of the scope of a signing key. */
export function userRows(prefix: string, user: UserPermissionLimits): readonly Row[] {
  const { src = [], times = [], times_location: zone } = user
  return [
    ...permissionRows(prefix, user),
    ...rowIf(!isUnsaid(user), `${prefix}limits`, natsLimits(user)),
    ...row(`${prefix}source networks`, ...src),
    ...row(
      `${prefix}times`,
      ...times.map(
        ({ start, end }) => `${start ?? ''} to ${end ?? ''}${zone === undefined ? '' : ` ${zone}`}`,
      ),
    ),
    ...row(`${prefix}connection types`, ...(user.allowed_connection_types ?? [])),
    ...rowIf(user.bearer_token, `${prefix}bearer token`, 'whoever has the JWT is let in, without the key'),
    ...rowIf(user.proxy_required, `${prefix}proxy`, 'required'),
  ]
}

export function accountLimitRows(limits: OperatorLimits): readonly Row[] {
  const { tiered_limits: tiers } = limits
  return [
    ...row('limits', natsLimits(limits), accountLimits(limits)),
    ...(tiers === undefined
      ? row('JetStream', jetStream(limits))
      : row(
          'JetStream',
          ...Object.entries(tiers).map(([tier, tierLimits]) => `${tier}: ${jetStream(tierLimits)}`),
        )),
  ]
}

const accountLimits = (limits: AccountLimits): string =>
  [
    `imports ${amount(limits.imports)}`,
    `exports ${amount(limits.exports)}${limits.wildcards === true ? '' : ' without wildcards'}`,
    `conn ${amount(limits.conn)}`,
    `leaf ${amount(limits.leaf)}`,
    ...(limits.disallow_bearer === true ? ['no bearer tokens'] : []),
  ].join(', ')

function jetStream(limits: JetStreamLimits): string {
  const { mem_storage = 0, disk_storage = 0, max_ack_pending = 0 } = limits
  if (mem_storage === 0 && disk_storage === 0) return 'disabled'
  const { mem_max_stream_bytes = 0, disk_max_stream_bytes = 0 } = limits
  return [
    `memory ${amount(mem_storage, 'bytes')}`,
    `disk ${amount(disk_storage, 'bytes')}`,
    `streams ${amount(limits.streams)}`,
    `consumers ${amount(limits.consumer)}`,
    ...(max_ack_pending > 0 ? [`max ack pending ${plain(max_ack_pending)}`] : []),
    ...(mem_max_stream_bytes > 0 ? [`a stream in memory ${amount(mem_max_stream_bytes, 'bytes')}`] : []),
    ...(disk_max_stream_bytes > 0 ? [`a stream on disk ${amount(disk_max_stream_bytes, 'bytes')}`] : []),
    ...(limits.max_bytes_required === true ? ['max bytes required'] : []),
  ].join(', ')
}

export const exportLine = (one: Export): string =>
  [
    `${one.type ?? ''} ${one.subject ?? ''}`,
    ...(one.name === undefined ? [] : [`"${one.name}"`]),
    one.token_req === true ? 'private' : 'public',
    ...(one.account_token_position === undefined
      ? []
      : [`account token position ${String(one.account_token_position)}`]),
    ...(one.response_type === undefined ? [] : [`response type ${one.response_type}`]),
    ...(one.response_threshold === undefined
      ? []
      : [`response threshold ${nanoseconds(one.response_threshold)}`]),
    ...(one.service_latency === undefined
      ? []
      : [`latency to ${one.service_latency.results ?? ''}, sampling ${sampling(one)}`]),
    ...(one.advertise === true ? ['advertised'] : []),
    ...(one.allow_trace === true ? ['allow trace'] : []),
    ...(one.revocations === undefined ? [] : [count(Object.keys(one.revocations).length, 'revocation')]),
  ].join(', ')

const sampling = ({ service_latency: latency }: Export): string =>
  typeof latency?.sampling === 'number' ? `${String(latency.sampling)} %` : 'by headers'

export const importLine = (one: Import): string =>
  [
    `${one.type ?? ''} ${one.subject ?? ''} from ${one.account ?? ''}`,
    ...(one.name === undefined ? [] : [`"${one.name}"`]),
    ...(one.local_subject === undefined ? [] : [`as ${one.local_subject}`]),
    ...(one.to === undefined ? [] : [`to ${one.to}`]),
    ...(one.token === undefined ? [] : ['with an activation']),
    ...(one.share === true ? ['share'] : []),
    ...(one.allow_trace === true ? ['allow trace'] : []),
  ].join(', ')

export const revocationLines = (revocations: Revocations = {}): readonly string[] =>
  Object.entries(revocations).map(
    ([key, until]) => `${key === '*' ? 'all users' : key}, issued until ${rfc3339(until)}`,
  )
