// Finds names that are gone from the program where another one has come: a rename that would make new keys.
import type { Identity } from '../model/identity'
import { accountName, userName } from '../model/identity'
import type { Model, Move } from '../model/model'
import { accountsOf, nodesOf, usersOf } from '../model/query'
import { requestsOf } from '../model/requests'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import { sortBy } from '../values/sort'
import { few } from '../values/words'

/** Something with a name, as `moved` writes it: `user/ORDERS/alice`, `node/hub/nats1`, `ca/acme`. */
type Name = string

export const probableRename: BuiltInRule = {
  code: 'probable-rename',
  severity: 'error',
  title: 'a rename is declared with moved',
  why: 'Under a new name a user, a node or an authority gets new keys, and whoever uses the old ones is locked out.',
  change:
    'say moved(scope, old, new) if it is the same thing; if not, acknowledge this, or deploy the removal first',
  source: 'natsmith',
  example: '"user/ORDERS/alicia" is new, while "user/ORDERS/alice" has keys and is gone',
  check: ({ model, issued }) => {
    const present = namesIn(model)
    const held = new Set([...issued.identities].flatMap(namesOf))
    const stored = new Set(
      [...held].filter((name) => !isOfRoutes(name, held)).map((name) => moved(name, model.moves)),
    )
    const left = [...stored].filter((name) => !present.has(name))
    if (left.length === 0) return []
    const requested = new Set(requestsOf(model).flatMap(({ identity }) => namesOf(identity)))
    const gone = groupBy(
      sortBy(left, (name) => name),
      parentOf,
    )
    const come = groupBy(
      [...present].filter(([name]) => !stored.has(name) && requested.has(name)),
      ([name]) => parentOf(name),
    )
    return [...come].flatMap(([parent, found]) => {
      const old = gone.get(parent)
      if (old === undefined) return []
      const names = found.map(([name]) => name)
      return [{ path: commonPath(found.map(([, path]) => path)), ...describe(old, names) }]
    })
  },
}

/** Who was whom is proposed where it can be nobody else: by a guess, one would get the keys of another. */
function describe(old: readonly Name[], come: readonly Name[]): Pick<Violation, 'message' | 'change'> {
  const message =
    `${listed(come)} ${come.length > 1 ? 'are' : 'is'} new, while ` +
    `${listed(old)} ${old.length > 1 ? 'have keys and are' : 'has keys and is'} gone`
  if (old.length > 1 || come.length > 1)
    return {
      message,
      change:
        'for each that is the same as before, say moved(scope, old, new); for the others, acknowledge this, or deploy the removal first',
    }
  return {
    message,
    change: `if it is the same, say moved(scope, '${old.join()}', '${come.join()}'); if not, acknowledge this, or deploy the removal first`,
  }
}

const listed = (names: readonly Name[]): string => few(names.map(show), 5, ', ')

/** Of the innermost construct that has all of `paths` in it. */
const commonPath = (paths: readonly string[]): string =>
  paths.reduce((common, path) => {
    const parts = path.split('/')
    const differs = common.split('/').findIndex((part, at) => part !== parts[at])
    return differs < 0 ? common : parts.slice(0, differs).join('/')
  })

/** Everything that can be renamed, with the path of its construct. The authorities of routes follow their cluster. */
function namesIn(model: Model): ReadonlyMap<Name, string> {
  const clusters = new Set(model.clusters.map((c) => c.path))
  return new Map([
    ...usersOf(model).map((u) => [`user/${userName(u)}`, u.path] as const),
    ...accountsOf(model).map(
      (a) => [`account/${accountName({ system: a.system, account: a.name })}`, a.path] as const,
    ),
    ...nodesOf(model).map(
      ({ cluster, node }) => [`node/${cluster.name}/${node.name}`, cluster.path] as const,
    ),
    ...model.clusters.map((c) => [`cluster/${c.name}`, c.path] as const),
    ...model.authorities.flatMap((a) => (clusters.has(a.path) ? [] : [[`ca/${a.name}`, a.path] as const])),
  ])
}

/** What an identity in the key store belongs to. */
function namesOf(identity: Identity): readonly Name[] {
  const [kind = '', ...parts] = identity.split('/')
  const [first = '', second = ''] = parts
  if (kind === 'user')
    return [`user/${parts.slice(0, -1).join('/')}`, `account/${parts.slice(0, -2).join('/')}`]
  if (['tls', 'jetstream'].includes(kind)) return [`node/${first}/${second}`, `cluster/${first}`]
  if (['token', 'leaf'].includes(kind)) return [`cluster/${first}`]
  // In operator mode, accounts have keys of their own, and streams are found by them.
  if (kind === 'account') return [identity.replace(/\/(nkey|jwt|signing\/[^/]+|activation\/.+)$/, '')]
  return kind === 'ca' ? [`ca/${first}`] : []
}

const parentOf = (name: Name): string => name.slice(0, name.lastIndexOf('/'))

const isOfRoutes = (name: Name, held: ReadonlySet<Name>): boolean =>
  /^ca\/.*-routes$/.test(name) && held.has(name.replace(/^ca\/(.*)-routes$/, 'cluster/$1'))

/** What `name` is called now. Renames may follow one another, in whatever order they were declared. */
function moved(name: Name, moves: readonly Move[]): Name {
  for (const move of moves) {
    const next = rename(name, move)
    if (next !== name)
      return moved(
        next,
        moves.filter((other) => other !== move),
      )
  }
  return name
}

/** Users move with their account, and nodes with their cluster. */
function rename(name: Name, { from, to }: Move): Name {
  if (name === from) return to
  const owner = parentOf(name)
    .replace(/^user\//, 'account/')
    .replace(/^node\//, 'cluster/')
  if (owner !== from) return name
  return name.slice(0, name.indexOf('/')) + to.slice(to.indexOf('/')) + name.slice(name.lastIndexOf('/'))
}
