// In: what a user is permitted, and the mappings of its account. Out: the sets of subjects that it can surely publish and that it
// can receive, from servers of the newest line. Source: nats-server server/client.go canSubscribe, pubAllowedFullCheck,
// server/accounts.go selectMappedSubject.
import type { Mapping, Permissions } from '../model/model'
import { covers, splitSubscription, type Subject } from '../values/subject'
import { withDomain } from './mappings-on'
import { publishedBy, type PublishedIn } from './published'
import { NOTHING, type SubjectAlgebra, type SubjectSet } from './subject-set'

export interface Grants {
  /**
   * What passes whatever becomes of it: of a mapping, only if all that it may come to passes; of several JetStream domains, in one of them.
   * Answers are not in it.
   */
  readonly publish: SubjectSet
  /** What is delivered on one subscription or another that the user may make, in a queue or none. */
  readonly receive: SubjectSet
}

/** What is said of somebody that logs in. */
export interface Granted {
  readonly permissions: Permissions | undefined
  readonly mappings: readonly Mapping[]
  /** Of JetStream, of the servers that it can log in to; undefined is none. */
  readonly domains: readonly (string | undefined)[]
  /** A leaf node, which is sent no more than what its lists say. */
  readonly isLeaf: boolean
}

export const grantsOf = (
  algebra: SubjectAlgebra,
  { permissions, mappings, domains, isLeaf }: Granted,
): Grants => ({
  publish: algebra.union(
    domains.map((domain) => publishedBy(algebra, permissions, placesFor(mappings, domain)).always),
  ),
  receive: received(algebra, permissions?.subscribe, isLeaf ? (allowed) => allowed : undefined),
})

const placesFor = (mappings: readonly Mapping[], domain: string | undefined): readonly PublishedIn[] =>
  clustersIn(mappings).map((cluster) => ({
    cluster,
    mappings: domain === undefined ? mappings : withDomain(mappings, domain),
  }))

/** Those that destinations name, and one that none does. */
const clustersIn = (mappings: readonly Mapping[]): readonly (string | undefined)[] => [
  ...new Set(mappings.flatMap(({ destinations }) => destinations.map(({ cluster }) => cluster))).add(
    undefined,
  ),
]

/** What is delivered on what the lists let a user subscribe to. */
export function received(
  algebra: SubjectAlgebra,
  subscribe: Permissions['subscribe'],
  widened: (allowed: Subject) => Subject = widest,
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
export const widest = (allowed: Subject): Subject => allowed.replace(/(^|\.)\*$/, '$1>')
