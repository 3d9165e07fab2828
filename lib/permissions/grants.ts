// In: what a user is permitted, and the mappings of its account. Out: the sets of subjects that it can surely publish and that it
// can receive, from servers of the newest line. Source: nats-server server/client.go canSubscribe, pubAllowedFullCheck,
// server/accounts.go selectMappedSubject.
import type { Mapping, Permissions } from '../model/model'
import { destinationSubject } from '../values/mapping-functions'
import { covers, splitSubscription, type Subject } from '../values/subject'
import { NOTHING, type SubjectAlgebra, type SubjectSet } from './subject-set'

export interface Grants {
  /** What passes whatever becomes of it: of a mapping, only if all that it may come to passes. Answers are not in it. */
  readonly publish: SubjectSet
  /** What is delivered on one subscription or another that the user may make, in a queue or none. */
  readonly receive: SubjectSet
}

/** What is said of somebody that logs in. */
export interface Granted {
  readonly permissions: Permissions | undefined
  readonly mappings: readonly Mapping[]
  /** A leaf node, which is sent no more than what its lists say. */
  readonly isLeaf: boolean
}

export const grantsOf = (algebra: SubjectAlgebra, { permissions, mappings, isLeaf }: Granted): Grants => ({
  publish: published(algebra, passing(algebra, permissions), mappings),
  receive: received(algebra, permissions?.subscribe, isLeaf ? (allowed) => allowed : widest),
})

/** What may be published once it is mapped. */
function passing({ of, difference }: SubjectAlgebra, permissions: Permissions | undefined): SubjectSet {
  const { publish, allowResponses } = permissions ?? {}
  // Who may answer has a list of what it may publish, if an empty one.
  const allow = publish?.allow ?? (allowResponses ? [] : ['>'])
  return difference(of(allow), of(publish?.deny ?? []))
}

function published(algebra: SubjectAlgebra, passes: SubjectSet, mappings: readonly Mapping[]): SubjectSet {
  if (mappings.length === 0) return passes
  const { of, union, intersection, difference, includes } = algebra
  const outcomes = mappings.map((mapping) => {
    const source = of([mapping.source])
    const ends = of(mapping.destinations.map(({ destination }) => destinationSubject(destination)))
    const passed = includes(passes, ends)
      ? staysPartly(mapping)
        ? intersection(source, passes)
        : source
      : NOTHING
    return { source, passed, stopped: difference(source, passed) }
  })
  const sources = union(outcomes.map(({ source }) => source))
  const passed = union([difference(passes, sources), ...outcomes.map((one) => one.passed)])
  // Which of several mappings takes a message is not said anywhere.
  return difference(passed, union(outcomes.map(({ stopped }) => stopped)))
}

/** Whether some messages keep their subject: those beyond the weights, and of clusters that have no destination. */
function staysPartly({ destinations }: Mapping): boolean {
  const clusters = new Set(destinations.map(({ cluster }) => cluster).concat(undefined))
  return [...clusters].some((name) => {
    const weights = destinations.flatMap(({ cluster, weight = 100 }) => (cluster === name ? [weight] : []))
    return weights.reduce((sum, weight) => sum + weight, 0) < 100
  })
}

function received(
  algebra: SubjectAlgebra,
  subscribe: Permissions['subscribe'],
  widened: (allowed: Subject) => Subject,
): SubjectSet {
  const { of, union, difference } = algebra
  const denied = (subscribe?.deny ?? []).map(splitSubscription)
  return union(
    (subscribe?.allow ?? ['>']).map(splitSubscription).map(({ subject, queue }) => {
      const denies = denied
        .filter((deny) => deny.queue === undefined || (queue !== undefined && covers(deny.queue, queue)))
        .map((deny) => deny.subject)
      // A deny that refuses the whole entry refuses the wider subscription, too.
      return denies.some((deny) => covers(deny, subject))
        ? NOTHING
        : difference(of([widened(subject)]), of(denies))
    }),
  )
}

/** Lists take the tokens of a subscription as they are: to them, its `>` is one more token that `*` matches. */
const widest = (allowed: Subject): Subject => allowed.replace(/(^|\.)\*$/, '$1>')
