// Operator mode in records. In: what two records have of a node, and a place in it. Out: what of it is compared, and what the node's
// server needs when that changes. Pure. Source: server/reload.go reloadAuthorization, server/accounts.go, and trials on 2.10 and 2.15.
import { NOBODY } from '../render/conf/accounts'
import { changeEffect } from '../render/conf/options'
import type { ParsedVersion } from '../values/server-version'
import type { Effect, PlainConf, PlainMap } from './record'
import { isPlainMap } from './record'
import { text } from './words'

/**
 * What is to be done about a change: with a node's server; `push`: its servers keep JWTs of accounts in a folder, and are sent the
 * new one; `none`: they need nothing, as where only the JWT of a user is another one.
 */
export type ChangeEffect = Effect | 'push' | 'none'

const isOfOperator = ({ operator }: PlainMap): boolean => operator !== undefined

/** How people call the mode that a conf is in; undefined of two that are in the same one. */
export function modeChange(was: PlainMap, now: PlainMap): readonly [string, string] | undefined {
  if (isOfOperator(was) === isOfOperator(now)) return undefined
  return [modeOf(was), modeOf(now)]
}

function modeOf({ operator }: PlainMap): string {
  if (operator === undefined) return 'config'
  return `operator ${isPlainMap(operator) ? text(operator['name']) : ''}`.trim()
}

/** What is there in both modes, or would be if somebody asked for it. */
export function withoutMode(conf: PlainMap): PlainMap {
  const { accounts, leafnodes, ...rest } = conf
  const options = Object.entries(rest).filter(
    ([key, value]) => key !== 'operator' && (key !== 'authorization' || !isEmpty(value)),
  )
  return {
    ...Object.fromEntries(options),
    ...(isPlainMap(leafnodes) && { leafnodes: withoutNobody(leafnodes) }),
    ...(isPlainMap(accounts) && {
      accounts: Object.fromEntries(
        Object.entries(accounts).flatMap(([name, account]) =>
          name === NOBODY ? [] : [[name, isPlainMap(account) ? withoutJwt(account) : account] as const],
        ),
      ),
    }),
  }
}

const isEmpty = (value: PlainConf): boolean => isPlainMap(value) && Object.keys(value).length === 0

function withoutNobody({ authorization, ...rest }: PlainMap): PlainMap {
  if (!isPlainMap(authorization)) return rest
  const said = Object.entries(authorization).filter(([key, value]) => key !== 'account' || value !== NOBODY)
  return said.length === 0 ? rest : { ...rest, authorization: Object.fromEntries(said) }
}

const OF_JWT = ['jwt', 'tags']

function withoutJwt({ users, ...account }: PlainMap): PlainMap {
  const plain = (map: PlainMap): PlainMap =>
    Object.fromEntries(Object.entries(map).filter(([key]) => !OF_JWT.includes(key)))
  const isList = (value: PlainConf | undefined): value is readonly PlainConf[] => Array.isArray(value)
  return {
    ...plain(account),
    ...(isList(users) && { users: users.map((user) => (isPlainMap(user) ? plain(user) : user)) }),
  }
}

/** What a server with the conf `now` needs when what is at a place is another. */
export function effectsIn(
  was: PlainMap,
  now: PlainMap,
  version: ParsedVersion,
): (path: readonly string[]) => ChangeEffect {
  const { resolver } = now
  const isKept = isPlainMap(resolver)
  const known = isPlainMap(was['accounts']) ? was['accounts'] : {}
  return (path) => {
    const [option, account = '', part] = path
    if (isOfOperator(was) !== isOfOperator(now)) return 'restart'
    if (option !== 'accounts' || !isOfOperator(now)) return changeEffect(path, version)
    if (part === 'users') return 'none'
    if (!isKept) return 'reload'
    // A cache takes the JWTs that it has already; a new one it finds in the conf.
    return resolver['type'] === 'cache' && !Object.hasOwn(known, account) ? 'reload' : 'push'
  }
}

interface Told {
  readonly path: readonly string[]
}

/** Without those that say no more than that a JWT is another, where others say what is another in it. */
export function withoutNeedless<T extends Told>(all: readonly T[]): readonly T[] {
  const isJwt = ({ path }: Told): boolean => path.at(-1) === 'jwt'
  const told = new Set(all.filter((one) => !isJwt(one)).map(ownerOf))
  return all.filter((one) => !isJwt(one) || !told.has(ownerOf(one)))
}

/** Whose JWT says what is at a place; a user has one of its own. */
function ownerOf({ path: [option, account, part] }: Told): string | undefined {
  if (option === 'operator') return option
  return option === 'accounts' && part !== 'users' ? `account ${String(account)}` : undefined
}
