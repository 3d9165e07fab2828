// In: a model, and the subject of a message. Out: from each account in which somebody may publish it, every user whom it can reach,
// and by which way. Source: nats-server server/client.go processServiceImport, addShadowSubscriptions; server/parser.go (mappings of
// what clients and leaf nodes send); server/leafnode.go.
import { accountIdentity, userName, type Identity } from '../model/identity'
import type { Account, AccountRef, Cluster, Import, Model, User } from '../model/model'
import { accountsByIdentity, accountsOf, isSystemAccount, ownClusterName, remotesOf } from '../model/query'
import { recall } from '../values/remember'
import { sortBy } from '../values/sort'
import { covers, type Subject } from '../values/subject'
import { localSubject } from '../values/subject-transform'
import { behaviourOf } from './behaviour'
import { checkerOf, mayPublish, maySubscribe, type Checker } from './check'
import { can } from './can'
import { effectiveOf, type PublicKeys } from './effective'
import { mappingsOn } from './mappings-on'
import { wayTo, type Way } from './receive'
import { outcomesOf, transformed } from './transform'

/** How a message gets on; `subject` is what it is called from there on. */
export interface Step {
  readonly kind: 'published' | 'mapping' | 'stream import' | 'service import' | 'leaf node'
  readonly account: AccountRef
  /** The servers that have it. */
  readonly cluster: string
  readonly subject: Subject
}

export interface Arrival {
  readonly user: User
  /** The subject under which it arrives, and the subscription that gets it. */
  readonly subject: Subject
  readonly way: Way
  readonly steps: readonly Step[]
}

export interface Reach {
  readonly account: AccountRef
  /** Who may publish it there. */
  readonly publishers: readonly User[]
  readonly arrivals: readonly Arrival[]
}

/** A message somewhere on its way. */
interface Place {
  readonly cluster: Cluster
  readonly account: Account
  readonly subject: Subject
  readonly steps: readonly Step[]
  /**
   * Here by the import of a service, or of a stream, which no other import takes up. A request that the import of a stream would take up
   * is delivered to no user on the same server, but to other servers and to leaf nodes: `passing` (server/client.go
   * processMsgResults).
   */
  readonly by: 'message' | 'service' | 'stream' | 'passing'
  /** The leaf nodes' connections that it has come by, by which it does not go back. */
  readonly passed: readonly Identity[]
}

/** @param subject - without wildcards */
export function reach(model: Model, subject: Subject, keys?: PublicKeys): readonly Reach[] {
  const arrivalsFrom = arrivalsIn(model, keys)
  return accountsOf(model).flatMap((account) => {
    const publishers = account.users.filter(
      (user) => can(model, { user, action: 'publish', subject }, keys).allowed !== 'no',
    )
    if (publishers.length === 0) return []
    const { system, name } = account
    return [{ account: { system, account: name }, publishers, arrivals: arrivalsFrom(account, subject) }]
  })
}

/** What of a message that is published in an account arrives where; sorted. Users are looked at once for all messages. */
export function arrivalsIn(
  model: Model,
  keys?: PublicKeys,
): (from: Account, subject: Subject, isLookedAt?: (account: Account) => boolean) => readonly Arrival[] {
  const checkers = new Map<string, Checker>()
  const checkerFor = (cluster: Cluster, user: User): Checker =>
    recall(checkers, `${cluster.name}\0${user.path}`, () => {
      const behaviour = behaviourOf(cluster.serverVersion)
      return checkerOf(effectiveOf(model, user, keys, behaviour).permissions, behaviour)
    })
  return (from, subject, isLookedAt = () => true) => {
    const arrivals = new Map<string, Arrival>()
    for (const { cluster, account: at, subject: as, steps, by } of placesFrom(model, from, subject)) {
      // Another server of the cluster delivers it.
      const isHeard = by !== 'passing' || cluster.nodes.length > 1
      for (const user of isHeard && !at.disabled && isLookedAt(at) ? at.users : []) {
        const key = `${userName(user)}\0${as}`
        const way = arrivals.has(key) ? undefined : wayTo(checkerFor(cluster, user), as)
        if (way !== undefined) arrivals.set(key, { user, subject: as, way, steps })
      }
    }
    return sortBy(arrivals.values(), ({ user, subject: as }) => `${userName(user)} ${as}`)
  }
}

/** Everywhere that a message comes by, the nearest first. */
function placesFrom(model: Model, account: Account, subject: Subject): readonly Place[] {
  const origin = { account, subject, by: 'message', passed: [] } as const
  const clusters = model.clusters.filter(({ system }) => system === account.system)
  // Of several ways that are as long, one that does not begin at a leaf node.
  const places = sortBy(clusters, ({ remotes }) => (remotes.length === 0 ? 'a' : 'b')).flatMap((cluster) =>
    mapped({ ...origin, cluster, steps: [stepTo('published', origin, cluster)] }),
  )
  const seen = new Set(places.map(keyOf))
  for (const place of places)
    for (const next of nextTo(model, place)) {
      if (seen.has(keyOf(next))) continue
      seen.add(keyOf(next))
      places.push(next)
    }
  return places
}

const keyOf = ({ cluster, account, subject, by, passed }: Place): string =>
  [cluster.name, account.path, subject, by, ...passed].join('\0')

function nextTo(model: Model, place: Place): readonly Place[] {
  return [
    ...leafsFrom(model, place),
    ...(place.by === 'message' || place.by === 'service' ? importsFrom(model, place) : []),
  ]
}

const stepTo = (
  kind: Step['kind'],
  { account, subject }: Pick<Place, 'account' | 'subject'>,
  { name }: Cluster,
): Step => ({ kind, account: { system: account.system, account: account.name }, cluster: name, subject })

/** What mappings of the account make of it, where it is published or comes in. */
function mapped(place: Place): readonly Place[] {
  const { account, subject, cluster, steps } = place
  return outcomesOf(mappingsOn(cluster, account), subject, ownClusterName(cluster)).flatMap(
    ({ subject: to, mapping }) => {
      if (to === undefined) return []
      const here = { ...place, subject: to }
      return [mapping === undefined ? here : { ...here, steps: [...steps, stepTo('mapping', here, cluster)] }]
    },
  )
}

function importsFrom(model: Model, place: Place): readonly Place[] {
  const { account, cluster, subject, steps, by } = place
  const accounts = accountsByIdentity(model)
  const taken = by === 'service' ? 'passing' : 'stream'
  const streams = accountsOf(model).flatMap((importer) =>
    importer.imports.flatMap((one) => {
      if (one.kind !== 'stream' || !isOf(one.from, account) || !covers(one.subject, subject)) return []
      const to = { ...place, account: importer, subject: localOf(one, subject), by: taken } as const
      return [{ ...to, steps: [...steps, stepTo('stream import', to, cluster)] }]
    }),
  )
  const services = account.imports.flatMap((one) => {
    const exporter = accounts.get(accountIdentity(one.from))
    if (one.kind !== 'service' || exporter === undefined || !covers(localSubject(one), subject)) return []
    const to = { ...place, account: exporter, subject: remoteOf(one, subject), by: 'service' } as const
    return mapped({ ...to, steps: [...steps, stepTo('service import', to, cluster)] })
  })
  return [...streams, ...services]
}

const isOf = (ref: AccountRef, { system, name }: Account): boolean =>
  ref.system === system && ref.account === name

/** What a stream's message is called in the account that imports it. */
const localOf = ({ subject, to, prefix }: Import, from: Subject): Subject =>
  prefix === undefined
    ? (transformed(subject, numbered(to ?? subject), from)[0] ?? from)
    : `${prefix}.${from}`

/** What a request to an imported service is called in the account that has the service. */
function remoteOf(one: Import, local: Subject): Subject {
  const { subject, to = subject } = one
  const order = numbered(to)
    .split('.')
    .flatMap((token) => (/^\$\d+$/.test(token) ? [Number(token.slice(1))] : []))
  const back = withNumbers(subject, (n) => order.indexOf(n) + 1)
  return transformed(localSubject(one), back, local)[0] ?? local
}

/** `a.*.*` as `a.$1.$2`. */
const numbered = (subject: Subject): string => withNumbers(subject, (n) => n)

function withNumbers(subject: Subject, numberOf: (n: number) => number): string {
  let wildcards = 0
  return subject
    .split('.')
    .map((token) => (token === '*' ? `$${String(numberOf(++wildcards))}` : token))
    .join('.')
}

/** What of JetStream no leaf node's connection carries, either way (server/leafnode.go denyAllClientJs). */
const KEPT: readonly Subject[] = ['$JS.API.>', '$KV.>', '$OBJ.>']

/** Whether the two are of one domain, and know it by a system account that they share. */
const isOneJetStream = (model: Model, leaf: Cluster, hub: Cluster): boolean =>
  leaf.jetstream !== undefined &&
  hub.jetstream !== undefined &&
  leaf.jetstream.domain === hub.jetstream.domain &&
  remotesOf(model).some(
    ({ cluster, remote }) =>
      cluster === leaf && remote.hub === hub.name && isSystemAccount(hub, remote.hubAccount),
  )

function leafsFrom(model: Model, place: Place): readonly Place[] {
  const { account, cluster, subject, steps, passed } = place
  const accounts = accountsByIdentity(model)
  return remotesOf(model).flatMap(({ cluster: leaf, remote, hub }) => {
    if (hub === undefined || passed.includes(remote.identity)) return []
    const login = hub.leafUsers.find(({ identity }) => identity === remote.identity)
    const behaviour = behaviourOf(hub.serverVersion)
    const checker = checkerOf(login?.permissions, behaviour)
    const isDown = cluster.name === hub.name && isOf(remote.hubAccount, account)
    const isUp = cluster.name === leaf.name && isOf(remote.account, account)
    const own = isDown ? remote.denyImports : remote.denyExports
    const denied =
      isOneJetStream(model, leaf, hub) || isSystemAccount(hub, remote.hubAccount) ? own : [...own, ...KEPT]
    // Where a stream's import has brought it, the step before says what the exporter calls it.
    const isImported = place.by === 'stream' || place.by === 'passing'
    const held = isImported && behaviour.leafHeldToExported ? (steps.at(-2)?.subject ?? subject) : subject
    const passes = isDown ? maySubscribe(checker, held) : mayPublish(checker, subject)
    const [to, ref] = isDown ? [leaf, remote.account] : [hub, remote.hubAccount]
    const there = accounts.get(accountIdentity(ref))
    if (!(isDown || isUp) || !passes.allowed || there === undefined) return []
    if (denied.some((entry) => covers(entry, subject))) return []
    const gone = [...passed, remote.identity]
    const arrived = { cluster: to, account: there, subject, by: 'message', passed: gone } as const
    return mapped({ ...arrived, steps: [...steps, stepTo('leaf node', arrived, to)] })
  })
}
