// In: a conf as a record has it, without secrets, in any of the ways that nats-server lets people say a thing. Out: the same
// conf said in one way, so that two of them differ only where servers would. Pure. Source: nats-server server/opts.go.
import { spell, within, type Place } from '../render/conf/spelling'
import { defined } from '../values/defined'
import { formatDuration } from '../values/duration'
import { withoutLogin } from '../values/url-login'
import type { PlainConf, PlainMap } from './record'
import { isPlainMap } from './record'
import { text } from './words'

export const canonicalConf = (conf: PlainMap): PlainMap => inMap(conf, [])

function inMap(map: PlainMap, place: Place): PlainMap {
  const spelled = Object.entries(map).flatMap(([key, value]) => {
    const own = spell(place, key)
    const said = inPlace(own, value, within(place, own))
    return said === undefined ? [] : [[own, said] as const]
  })
  const block = withListen(withoutNeedless(Object.fromEntries(spelled), place), place)
  const entries = Object.entries(block).filter(([key, value]) => !isDefault(place, key, value))
  return Object.fromEntries(entries)
}

/** Undefined for what says nothing. */
function inPlace(key: string, value: PlainConf, place: Place): PlainConf | undefined {
  const said = shorthand(key, value, place)
  if (isList(said)) return said.map((element) => inElement(key, element, within(place, 0)))
  if (isPlainMap(said)) return unlessNothing(key, inMap(said, place), place)
  return said === undefined ? undefined : scalar(key, said)
}

const inElement = (key: string, element: PlainConf, place: Place): PlainConf =>
  isPlainMap(element) ? inMap(element, place) : isList(element) ? element : scalar(key, element)

const isList = (value: PlainConf | undefined): value is readonly PlainConf[] => Array.isArray(value)

/**
 * Without what says no more than that the block is there. An empty `authorization` is no such thing where only the system
 * account has users: it keeps everybody else out of $G.
 */
function withoutNeedless(block: PlainMap, place: Place): PlainMap {
  const isNeedless = ([key, value]: readonly [string, PlainConf]): boolean =>
    (place.length === 0 && key === 'authorization' && isEmpty(value) && hasUsers(block)) ||
    (place.length === 1 && place[0] === 'jetstream' && key === 'enabled')
  return Object.fromEntries(Object.entries(block).filter((entry) => !isNeedless(entry)))
}

const isEmpty = (value: PlainConf): boolean => isPlainMap(value) && Object.keys(value).length === 0

function hasUsers({ accounts, system_account: system = '$SYS' }: PlainMap): boolean {
  if (!isPlainMap(accounts)) return false
  return Object.entries(accounts).some(
    ([name, account]) =>
      name !== system && isPlainMap(account) && isList(account['users']) && account['users'].length > 0,
  )
}

/** Undefined for an empty block that says no more than that it is there. */
const unlessNothing = (key: string, block: PlainMap, place: Place): PlainMap | undefined =>
  key === 'limits' && place[0] === 'accounts' && isEmpty(block) ? undefined : block

// ------------------------------------------------------------------------------------------------------------ shorthand

const LISTS = [
  'routes',
  'urls',
  'allow',
  'deny',
  'allowed_connection_types',
  'server_tags',
  'deny_imports',
  'deny_exports',
]
const PERMISSIONS = ['permissions', 'default_permissions']

/** A value that stands for a longer one, as that. */
function shorthand(key: string, value: PlainConf, place: Place): PlainConf | undefined {
  if (LISTS.includes(key) && typeof value === 'string') return [value]
  if (key === 'accounts' && place.length === 1 && isList(value))
    return Object.fromEntries(value.map((name) => [text(name), {}]))
  if (
    PERMISSIONS.includes(place.at(-2) ?? '') &&
    (key === 'publish' || key === 'subscribe') &&
    !isPlainMap(value)
  )
    return { allow: isList(value) ? value : [value] }
  if (key === 'jetstream') return jetstream(value, place)
  return value
}

/** Of a server a block, of an account a limit. */
function jetstream(value: PlainConf, place: Place): PlainConf | undefined {
  if (isPlainMap(value)) return value['enabled'] === false && place.length === 1 ? undefined : value
  if (value === false || /^disabled?$/i.test(text(value))) return undefined
  return place.length === 1 ? {} : true
}

// --------------------------------------------------------------------------------------------------------------- values

const DURATIONS = [
  ...['ping_interval', 'write_deadline', 'timeout', 'response_threshold', 'expires', 'handshake_timeout'],
  ...['reconnect', 'lame_duck_duration', 'lame_duck_grace_period', 'sync_interval', 'ack_wait'],
]
const UPPER_CASE = ['allowed_connection_types']
const SIZE = /^(\d+)([KMGT])$/

function scalar(key: string, given: Exclude<PlainConf, PlainMap | readonly PlainConf[]>): PlainConf {
  const value = typeof given === 'string' ? withoutLogin(given) : given
  if (DURATIONS.includes(key)) return duration(value)
  if (typeof value !== 'string') return value
  if (key === 'routes' || key === 'urls') return server(value)
  if (UPPER_CASE.includes(key)) return value.toUpperCase()
  // Of JetStream: in quotes and with a letter, powers of 1024.
  const [, digits = '', unit = ''] = SIZE.exec(value) ?? []
  return key.startsWith('max_') && digits !== '' ? Number(digits) * 1024 ** ('KMGT'.indexOf(unit) + 1) : value
}

const SECONDS: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  ns: 1e-9,
}

/** Numbers are seconds. */
function duration(value: string | number | boolean): PlainConf {
  if (typeof value === 'number') return formatDuration(Math.round(value * 1000))
  if (typeof value !== 'string' || !/^(\d+(\.\d+)?(h|m|s|ms|us|µs|ns))+$/.test(value)) return value
  const parts = value.matchAll(/([\d.]+)([a-zµ]+)/g)
  const seconds = [...parts].reduce((sum, [, n = '', unit = '']) => sum + Number(n) * (SECONDS[unit] ?? 0), 0)
  return formatDuration(Math.round(seconds * 1000))
}

/** Where a URL leads. Schemes of TCP say nothing: whether there is TLS, the block says. */
function server(url: string): string {
  const [, scheme = '', address = ''] = /^(?:([a-z-]+):\/\/)?(.*?)\/?$/i.exec(url) ?? []
  return /^wss?$/i.test(scheme) ? `${scheme.toLowerCase()}://${address}` : address
}

// ------------------------------------------------------------------------------------------------------------- defaults

/** The port of a listener that names none, by its block. */
const PORTS: Readonly<Record<string, number>> = {
  '': 4222,
  leafnodes: 7422,
  cluster: -1,
  websocket: -1,
  mqtt: 1883,
}

/** `host` and `port` as `listen`, of the server itself also where it says neither. */
function withListen(block: PlainMap, place: Place): PlainMap {
  const name = place[0] ?? ''
  const port = PORTS[name]
  if (place.length > 1 || port === undefined) return block
  const { listen, host, port: given, http_port: http, https_port: https, ...rest } = block
  const isListening = place.length === 0 || [listen, host, given].some((value) => value !== undefined)
  return {
    ...rest,
    ...(isListening && { listen: address(listen ?? given, host, port) }),
    ...(place.length === 0 &&
      defined({
        http: monitoring(block['http'] ?? http, host),
        https: monitoring(block['https'] ?? https, host),
      })),
  }
}

const monitoring = (value: PlainConf | undefined, host: PlainConf | undefined): string | undefined =>
  value === undefined ? undefined : address(value, host, -1)

function address(value: PlainConf | undefined, host: PlainConf = '0.0.0.0', port: number): string {
  const [, ownHost = '', ownPort = ''] = /^(?:(.*):)?(-?\d*)$/.exec(text(value)) ?? []
  return `${ownHost === '' ? text(host) : ownHost}:${ownPort === '' ? String(port) : ownPort}`
}

/** What a server does anyway, by where it says so. */
const DEFAULTS: Readonly<Record<string, PlainConf>> = {
  debug: false,
  trace: false,
  logtime: true,
  logtime_utc: false,
  max_connections: 65_536,
  max_subscriptions: 0,
  max_payload: 1 << 20,
  max_pending: 1 << 26,
  max_control_line: 4096,
  ping_interval: '2m',
  ping_max: 2,
  write_deadline: '10s',
  lame_duck_duration: '2m',
  lame_duck_grace_period: '10s',
  system_account: '$SYS',
  'cluster.tls.verify': true,
  'cluster.pool_size': 3,
  'cluster.compression': 'accept',
  'leafnodes.compression': 's2_auto',
}

/** Fields of a `tls` block, wherever it is. */
const TLS_DEFAULTS: Readonly<Record<string, PlainConf>> = {
  verify: false,
  verify_and_map: false,
  handshake_first: false,
  min_version: '1.2',
  timeout: '2s',
}

function isDefault(place: Place, key: string, value: PlainConf | undefined): boolean {
  const own = [...place, key].join('.')
  const general = place.at(-1) === 'tls' && Object.hasOwn(TLS_DEFAULTS, key) ? TLS_DEFAULTS[key] : undefined
  return value === (Object.hasOwn(DEFAULTS, own) ? DEFAULTS[own] : general)
}
