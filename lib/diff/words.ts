// In: a path in a conf. Out: what a person calls that place: `user ORDERS/alice publish allow orders.>`.
import type { PlainConf, PlainMap } from './record'

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
  if (!isMap(element)) return JSON.stringify(element)
  const list = path.at(-1)
  if (list === 'users') {
    const login = text(element['user'] ?? element['nkey'])
    return names[login] ?? login
  }
  if (list === 'remotes') return `${text(element['urls'] ?? element['url'])} ${text(element['account'])}`
  for (const kind of ['stream', 'service'] as const) {
    const given = element[kind]
    if (given === undefined) continue
    if (!isMap(given)) return `${kind} ${text(given)}`
    const local = text(element['to'] ?? element['prefix'])
    return `${kind} ${text(given['subject'])} from ${text(given['account'])} ${local}`.trim()
  }
  return JSON.stringify(element)
}

const isMap = (value: PlainConf): value is PlainMap => typeof value === 'object' && !Array.isArray(value)

const text = (value: PlainConf | undefined): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value ?? '')

/** `path`, whose list elements are keys of {@link elementKey}, in words. */
export function describePath(path: readonly string[]): string {
  const [top, account, list, element, ...rest] = path
  if (top === 'accounts' && account !== undefined) {
    if (list === undefined) return `account ${account}`
    if (element === undefined) return `account ${account} ${list}`
    if (list === 'users')
      return ['user', element.includes('/') ? element : `${account}/${element}`, ...inner(rest)].join(' ')
    if (list === 'exports') return ['account', account, 'export', element, ...rest].join(' ')
    if (list === 'imports') return ['account', account, 'import', element, ...rest].join(' ')
    return ['account', account, list, element, ...rest].join(' ')
  }
  return path.join('.')
}

/** Inside a user: `permissions.publish.allow.orders.>` reads `publish allow orders.>`. */
const inner = (path: readonly string[]): readonly string[] =>
  path[0] === 'permissions' ? path.slice(1) : path
