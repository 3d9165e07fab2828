// In: a place in a conf, and what stands there. Out: what a person calls it: `user ORDERS/alice publish allow orders.>`.
import { formatDuration } from '../values/duration'
import { SURFACES } from '../values/surfaces'
import type { DeployRecord, PlainConf, PlainMap } from './record'
import { isPlainMap, isPlainSecret } from './record'

/**
 * The key under which an element of a list is compared: who or what it is about, not where it stands. `names` gives logins
 * that the conf knows by a key the names that people gave them, so that a user with a new key is still the same user.
 */
export function elementKey(
  path: readonly string[],
  element: PlainConf,
  names: DeployRecord['names'],
): string {
  if (!isPlainMap(element)) return text(element)
  const list = path.at(-1)
  if (list === 'users' || list === 'remotes') {
    return nameOf(
      text(element['user'] ?? element['nkey'] ?? element['credentials'] ?? element['urls']),
      names,
    )
  }
  for (const kind of ['stream', 'service'] as const) {
    const given = element[kind]
    if (given === undefined) continue
    if (!isPlainMap(given)) return `${kind} ${text(given)}`
    const local = text(element['to'] ?? element['prefix'])
    return `${kind} ${text(given['subject'])} from ${text(given['account'])} ${local}`.trim()
  }
  return text(element)
}

/** What people call somebody whom a conf knows by a key; the key where nobody gave it a name. */
export const nameOf = (login: string, names: DeployRecord['names']): string =>
  (Object.hasOwn(names, login) ? names[login] : undefined) ?? login

/** What of an element its key does not tell. */
export const withoutKey = (element: PlainMap): PlainMap =>
  Object.fromEntries(Object.entries(element).filter(([field]) => !KEY_FIELDS.includes(field)))

const KEY_FIELDS = ['user', 'stream', 'service', 'to', 'prefix']

/** A value as one text; empty where there is none. */
export const text = (value: PlainConf | undefined): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value ?? '')

/** `path`, whose list elements are keys of {@link elementKey}, in words. */
export function describePath(path: readonly string[]): string {
  const [first, second, third, fourth, ...rest] = path
  if (first === 'leafnodes' && second === 'remotes' && third !== undefined)
    return words('leaf remote', third.replace(/^leaf\//, ''), inRemote(path.slice(3)))
  if (first === 'operator' && second !== undefined)
    return words(first, KINDS[second] ?? second, path.slice(2))
  if (first !== 'accounts' || second === undefined || third === undefined || fourth === undefined)
    return inTls(path) ?? path.join(' ').replace(/^accounts /, 'account ')
  if (third !== 'users')
    return words('account', second, [KINDS[third] ?? third.replace(/s$/, ''), fourth, ...inUser(rest)])
  if (fourth.startsWith('leaf/')) return words('login of leaf remote', fourth.slice(5), inUser(rest))
  return words('user', fourth.includes('/') ? fourth : `${second}/${fourth}`, inUser(rest))
}

const KINDS: Readonly<Record<string, string>> = { signing_keys: 'signing key', revocations: 'revocation of' }

const words = (what: string, name: string, rest: readonly string[]): string => [what, name, ...rest].join(' ')

/** `permissions.publish.allow.orders.>` reads `publish allow orders.>`. */
const inUser = ([first = '', ...rest]: readonly string[]): readonly string[] =>
  first === 'permissions' || first === '' ? rest : [KINDS[first] ?? first, ...rest]

const inRemote = ([first, ...rest]: readonly string[]): readonly string[] => {
  if (first === undefined) return []
  return first === 'tls' ? inTlsBlock(rest) : [first.replace(/^urls$/, 'url'), ...rest]
}

/** In the `tls` block of a listener, the surface says which one. */
function inTls(path: readonly string[]): string | undefined {
  for (const surface of ['client', 'cluster', 'leafnodes', 'gateway', 'websocket', 'mqtt'] as const) {
    const block = SURFACES[surface].conf
    if (path.length > block.length && block.every((key, i) => key === path[i]))
      return [surface, ...inTlsBlock(path.slice(block.length))].join(' ')
  }
  return undefined
}

const FILES: Readonly<Record<string, string>> = {
  cert_file: 'certificate',
  key_file: 'key',
  ca_file: 'trust',
  credentials: 'credentials',
}

const inTlsBlock = ([field = '', ...rest]: readonly string[]): readonly string[] => {
  const file = Object.hasOwn(FILES, field) ? FILES[field] : undefined
  return file === undefined ? ['tls', field, ...rest] : [file, ...rest]
}

/**
 * The value at `path` as it is shown; undefined for one that has parts of its own. A file of a `tls` block goes by its name
 * inside `folder`, the node's own; an account by its name.
 */
export function describeValue(
  path: readonly string[],
  value: PlainConf | undefined,
  folder: string,
  names: DeployRecord['names'] = {},
): string | undefined {
  if (value === undefined || isPlainMap(value)) return undefined
  const option = path.at(-1) ?? ''
  if (typeof value === 'number' && SIZES.includes(option)) return size(value)
  if (typeof value === 'number' && option === 'timeout') return formatDuration(value * 1000)
  if (typeof value !== 'string') return text(value)
  // In operator mode accounts, and users in any, stand there by their public keys.
  if (BY_KEY.includes(option)) return nameOf(value, names)
  if (Object.hasOwn(FILES, option) && value.startsWith(`${folder}/`)) return value.slice(folder.length + 1)
  return isPlainSecret(value) ? SECRET : value
}

/** Options that name an account or a user. */
const BY_KEY = ['account', 'system_account', 'no_auth_user']

/** All that anybody is shown of a secret. */
export const SECRET = '[secret]'

/** What a preview says of a public key or a file that it made for show. */
export const TO_BE_ISSUED = 'to be issued'

/** Options in bytes, which a program gives with a unit. */
const SIZES = [
  ...['max_payload', 'max_data', 'max_pending', 'max_control_line', 'log_size_limit'],
  ...['max_memory', 'max_store', 'max_memory_store', 'max_file_store'],
  ...['mem_max_stream_bytes', 'disk_max_stream_bytes'],
]

/** In the largest unit of which it is a whole number: `64MB`. */
function size(bytes: number): string {
  for (const [i, unit] of ['TB', 'GB', 'MB', 'KB'].entries()) {
    const whole = bytes / 1024 ** (4 - i)
    if (whole >= 1 && Number.isInteger(whole)) return `${String(whole)}${unit}`
  }
  return String(bytes)
}
