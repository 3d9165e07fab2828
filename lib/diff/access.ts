// In: the record of a deployment, or what a program says in its place. Out: who logs in to it, and what each can publish and receive.
import type { Mapping, Permissions } from '../model/model'
import { filledIn } from '../model/template'
import { grantsOf, type Granted, type Grants } from '../permissions/grants'
import { NOTHING, type SubjectAlgebra, type SubjectSet } from '../permissions/subject-set'
import { groupBy } from '../values/group'
import { recall } from '../values/remember'
import type { Subject } from '../values/subject'
import { localSubject } from '../values/subject-transform'
import type { Comparable, PlainConf, PlainMap } from './record'
import { isPlainMap, mapIn } from './record'
import { nameOf, text } from './words'

/** Somebody who logs in. */
export interface Access {
  /** `ORDERS/alice`; of a leaf remote, `leaf/edge/hub-ORDERS`. */
  readonly login: string
  /** The account's name, in a system with a name behind that. */
  readonly account: string
  /** By a key of its own. */
  readonly powers: ReadonlyMap<string, Power>
}

/** With what subjects somebody can do something. */
export interface Power {
  /** `answer`: what it receives, whatever its lists say; `request`: a service of another account. */
  readonly action: keyof Grants | 'answer' | 'request'
  /** The account whose stream or service an import makes known, under the subjects of the importer. */
  readonly of?: string
  readonly subjects: SubjectSet
}

/**
 * By login; of somebody whom servers know differently, as half way through a deploy, all that one of them allows.
 * @param names - what people call logins that a conf knows by a key
 * @param called - what an account is called now
 */
export function accessOf(
  { nodes }: Pick<Comparable, 'nodes'>,
  names: Comparable['names'],
  algebra: SubjectAlgebra,
  called = (account: string) => account,
): ReadonlyMap<string, Access> {
  const found = new Map<string, Access>()
  const known = new Map<string, Grants>()
  // Servers of a system have the same block.
  for (const [accounts, alike] of groupBy(nodes, ({ conf }) => conf['accounts'])) {
    const domains = [...new Set(alike.map(({ conf }) => domainIn(conf['jetstream'])))]
    for (const [name, account] of entriesOf(accounts).filter(([, { disabled }]) => disabled !== true))
      for (const user of listOf(account['users']).filter(isPlainMap)) {
        const key = nameOf(text(user['user'] ?? user['nkey']), names)
        const login = key.includes('/') ? key : `${name}/${key}`
        const granted = { ...grantedTo(login, user, name, account), domains }
        const grants = recall(known, JSON.stringify(granted), () => grantsOf(algebra, granted))
        const inSystem = accountIn(login, name)
        const imports = importsIn(account['imports'], (exporter) =>
          called(inSystem.slice(0, inSystem.length - name.length) + exporter),
        )
        const powers = new Map(found.get(login)?.powers)
        for (const [power, one] of powersOf(algebra, granted, grants, imports)) {
          const subjects = algebra.union([powers.get(power)?.subjects ?? NOTHING, one.subjects])
          powers.set(power, { ...one, subjects })
        }
        found.set(login, { login, account: inSystem, powers })
      }
  }
  return found
}

type Named = readonly [key: string, power: Power]

function powersOf(
  { of, intersection }: SubjectAlgebra,
  { permissions }: Granted,
  grants: Grants,
  imports: readonly Imported[],
): readonly Named[] {
  const own = (['publish', 'receive'] as const).map((action): Named => [
    action,
    { action, subjects: grants[action] },
  ])
  const answer: Named = ['answer', { action: 'answer', subjects: of(['>']) }]
  return [
    ...own,
    ...(permissions?.allowResponses === undefined ? [] : [answer]),
    ...imports.map(({ kind, of: exporter, subject, local }): Named => {
      const subjects = intersection(of([local]), kind === 'stream' ? grants.receive : grants.publish)
      const action = kind === 'stream' ? 'receive' : 'request'
      // Under another name, another subject of the exporter is something else.
      const key = [action, exporter, ...(local === subject ? [] : [subject, local])].join(' ')
      return [key, { action, of: exporter, subjects }]
    }),
  ]
}

interface Imported {
  readonly kind: 'stream' | 'service'
  /** The account that exports it. */
  readonly of: string
  readonly subject: Subject
  /** What the importer calls it. */
  readonly local: Subject
}

function importsIn(block: PlainConf | undefined, called: (account: string) => string): readonly Imported[] {
  return listOf(block).map((one) => {
    const given = mapIn(one)
    const kind = given['stream'] === undefined ? 'service' : 'stream'
    const { account, subject: exported } = mapIn(given[kind])
    const { to, prefix } = given
    const subject = text(exported)
    const local = localSubject({
      kind,
      subject,
      ...(to !== undefined && { to: text(to) }),
      ...(prefix !== undefined && { prefix: text(prefix) }),
    })
    return { kind, of: called(text(account)), subject, local }
  })
}

function domainIn(jetstream: PlainConf | undefined): string | undefined {
  const { domain } = mapIn(jetstream)
  return domain === undefined ? undefined : text(domain)
}

function grantedTo(login: string, user: PlainMap, name: string, account: PlainMap): Omit<Granted, 'domains'> {
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

/** What stands alone is a list of one. */
function listOf(value: PlainConf | undefined): readonly PlainConf[] {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly PlainConf[]) : [value]
}
