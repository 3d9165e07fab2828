// In: the record of a deployment, or what a program says in its place. Out: who logs in to it, and what each can publish and receive.
import type { Mapping, Permissions } from '../model/model'
import { filledIn } from '../model/template'
import { grantsOf, type Granted, type Grants } from '../permissions/grants'
import type { SubjectAlgebra } from '../permissions/subject-set'
import { recall } from '../values/remember'
import type { Comparable, PlainConf, PlainMap } from './record'
import { isPlainMap } from './record'
import { nameOf, text } from './words'

/** Somebody who logs in. */
export interface Access extends Grants {
  /** `ORDERS/alice`; of a leaf remote, `leaf/edge/hub-ORDERS`. */
  readonly login: string
  /** The account's name, in a system with a name behind that. */
  readonly account: string
}

/**
 * By login; of somebody whom servers know differently, as half way through a deploy, all that one of them allows.
 * @param names - what people call logins that a conf knows by a key
 */
export function accessOf(
  { nodes }: Pick<Comparable, 'nodes'>,
  names: Comparable['names'],
  algebra: SubjectAlgebra,
): ReadonlyMap<string, Access> {
  const found = new Map<string, Access>()
  const known = new Map<string, Grants>()
  // Servers of a system have the same block.
  for (const accounts of new Set(nodes.map(({ conf }) => conf['accounts'])))
    for (const [name, account] of entriesOf(accounts).filter(([, { disabled }]) => disabled !== true))
      for (const user of listOf(account['users']).filter(isPlainMap)) {
        const key = nameOf(text(user['user'] ?? user['nkey']), names)
        const login = key.includes('/') ? key : `${name}/${key}`
        const granted = grantedTo(login, user, name, account)
        const grants = recall(known, JSON.stringify(granted), () => grantsOf(algebra, granted))
        const before = found.get(login) ?? grants
        found.set(login, {
          login,
          account: accountIn(login, name),
          publish: algebra.union([before.publish, grants.publish]),
          receive: algebra.union([before.receive, grants.receive]),
        })
      }
  return found
}

function grantedTo(login: string, user: PlainMap, name: string, account: PlainMap): Granted {
  const isLeaf = isLeafLogin(login)
  const scope = mapIn(mapIn(account['signing_keys'])[text(user['signing_key'])])['permissions']
  const who = {
    user: { name: login.slice(accountIn(login, name).length + 1), tags: tagsIn(user) },
    account: { name, tags: tagsIn(account) },
  }
  const scoped = permissionsIn(scope)
  const permissions =
    (scoped && filledIn(scoped, who.account, who.user)) ??
    permissionsIn(user['permissions']) ??
    permissionsIn(account['default_permissions'])
  return { permissions, mappings: mappingsIn(account['mappings']), isLeaf }
}

/** Whether it is a leaf remote that logs in. */
export const isLeafLogin = (login: string): boolean => login.startsWith('leaf/')

/** `edge/ORDERS` of `edge/ORDERS/alice`; whom nobody gave a name is not found in a system with a name. */
function accountIn(login: string, name: string): string {
  const at = login.indexOf(`/${name}/`)
  return at < 0 || isLeafLogin(login) ? name : login.slice(0, at + 1 + name.length)
}

function permissionsIn(block: PlainConf | undefined): Permissions | undefined {
  if (!isPlainMap(block)) return undefined
  const { publish, subscribe, allow_responses: responses } = block
  return {
    ...(publish !== undefined && { publish: listsIn(publish) }),
    ...(subscribe !== undefined && { subscribe: listsIn(subscribe) }),
    ...(responses !== undefined && responses !== false && { allowResponses: {} }),
  }
}

function listsIn(block: PlainConf): NonNullable<Permissions['publish']> {
  const { allow, deny } = mapIn(block)
  return {
    ...(allow !== undefined && { allow: listOf(allow).map(text) }),
    ...(deny !== undefined && { deny: listOf(deny).map(text) }),
  }
}

function mappingsIn(block: PlainConf | undefined): readonly Mapping[] {
  return Object.entries(mapIn(block)).map(([source, to]) => ({
    source,
    destinations: listOf(to).map((one) => {
      const { destination = one, weight, cluster } = mapIn(one)
      return {
        destination: text(destination),
        ...(weight !== undefined && { weight: Number.parseFloat(text(weight)) }),
        ...(cluster !== undefined && { cluster: text(cluster) }),
      }
    }),
  }))
}

/** `key:value` as a key with its value. */
const tagsIn = ({ tags }: PlainMap): Readonly<Record<string, string>> =>
  Object.fromEntries(
    listOf(tags).map((tag) => {
      const [key = '', ...value] = text(tag).split(':')
      return [key, value.join(':')]
    }),
  )

const entriesOf = (block: PlainConf | undefined): readonly (readonly [string, PlainMap])[] =>
  Object.entries(mapIn(block)).map(([key, value]) => [key, mapIn(value)])

const mapIn = (value: PlainConf | undefined): PlainMap => (isPlainMap(value) ? value : {})

/** What stands alone is a list of one. */
function listOf(value: PlainConf | undefined): readonly PlainConf[] {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly PlainConf[]) : [value]
}
