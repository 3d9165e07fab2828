// In: a path in a conf. Out: what a person calls that place: `user ORDERS/alice publish allow orders.>`.
import type { PlainConf } from './record'

/**
 * The key under which an element of a list is compared: who or what it is about, not where it stands. `names` gives users
 * that the conf knows by a key the names that people gave them, so that a user with a new key is still the same user.
 */
export function elementKey(
  path: readonly string[],
  element: PlainConf,
  names: Readonly<Record<string, string>>,
): string {
  if (typeof element !== 'object') return String(element)
  if (Array.isArray(element)) return JSON.stringify(element)
  const map = element as Readonly<Record<string, PlainConf>>
  const list = path.at(-1)
  if (list === 'users') {
    const login = String(map['user'] ?? map['nkey'] ?? '')
    return names[login] ?? login
  }
  if (list === 'remotes') return `${JSON.stringify(map['urls'] ?? map['url'])} ${String(map['account'] ?? '')}`
  for (const kind of ['stream', 'service'] as const) {
    const given = map[kind]
    if (given === undefined) continue
    if (typeof given !== 'object') return `${kind} ${String(given)}`
    const from = given as Readonly<Record<string, PlainConf>>
    return `${kind} ${String(from['subject'])} from ${String(from['account'])} ${String(map['to'] ?? map['prefix'] ?? '')}`.trim()
  }
  return JSON.stringify(element)
}

/** `path`, whose list elements are keys of {@link elementKey}, in words. */
export function describePath(path: readonly string[]): string {
  const [top, account, list, element, ...rest] = path
  if (top === 'accounts' && account !== undefined) {
    if (list === undefined) return `account ${account}`
    if (element === undefined) return `account ${account} ${list}`
    if (list === 'users') return ['user', element.includes('/') ? element : `${account}/${element}`, ...inner(rest)].join(' ')
    if (list === 'exports') return ['account', account, 'export', element, ...rest].join(' ')
    if (list === 'imports') return ['account', account, 'import', element, ...rest].join(' ')
    return ['account', account, list, element, ...rest].join(' ')
  }
  return path.join('.')
}

/** Inside a user: `permissions.publish.allow.orders.>` reads `publish allow orders.>`. */
const inner = (path: readonly string[]): readonly string[] => (path[0] === 'permissions' ? path.slice(1) : path)
