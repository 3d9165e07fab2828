// In: what a user is permitted, and the mappings of its account. Out: the sets of subjects that it can publish whatever becomes of them,
// and at all. Source: nats-server server/client.go pubAllowedFullCheck, server/accounts.go selectMappedSubject.
import type { AllowDeny, Mapping, Permissions } from '../model/model'
import { destinationSubject, isPlaceholder, parsePlaceholder } from '../values/mapping-functions'
import type { Subject } from '../values/subject'
import { NOTHING, type SubjectAlgebra, type SubjectSet } from './subject-set'
import { sharesOf } from './transform'

export interface Published {
  /** What passes whatever becomes of it: on every cluster, whatever the weights, whichever mapping takes it. */
  readonly always: SubjectSet
  /** What passes for some messages. Where a function of a mapping could make it so, it is taken to. */
  readonly sometimes: SubjectSet
}

/** Where it is published. */
export interface PublishedIn {
  /** Undefined is one that no mapping names, or none. */
  readonly cluster: string | undefined
  readonly mappings: readonly Mapping[]
}

/** Answers are in neither. */
export function publishedBy(
  algebra: SubjectAlgebra,
  permissions: Permissions | undefined,
  places: readonly PublishedIn[],
): Published {
  const { publish, allowResponses } = permissions ?? {}
  // Who may answer has a list of what it may publish, if an empty one.
  const lists = { allow: publish?.allow ?? (allowResponses ? [] : ['>']), deny: publish?.deny ?? [] }
  const all = places.map(({ cluster, mappings }) => onCluster(algebra, lists, mappings, cluster))
  return {
    always: intersectionOf(
      algebra,
      all.map(({ always }) => always),
    ),
    sometimes: algebra.union(all.map(({ sometimes }) => sometimes)),
  }
}

function onCluster(
  algebra: SubjectAlgebra,
  lists: Required<AllowDeny>,
  mappings: readonly Mapping[],
  cluster: string | undefined,
): Published {
  const { of, union, difference } = algebra
  const passes = difference(of(lists.allow), of(lists.deny))
  const taken = mappings.map((mapping) => {
    const source = of([mapping.source])
    const outcomes = outcomesOf(algebra, lists, passes, mapping, cluster)
    const always = intersectionOf(
      algebra,
      outcomes.map((one) => one.always),
    )
    const sometimes = union(outcomes.map((one) => one.sometimes))
    return { source, always, sometimes, stopped: difference(source, always) }
  })
  const unmapped = difference(passes, union(taken.map(({ source }) => source)))
  return {
    // Which of several mappings takes a message is not said anywhere.
    always: difference(
      union([unmapped, ...taken.map(({ always }) => always)]),
      union(taken.map(({ stopped }) => stopped)),
    ),
    sometimes: union([unmapped, ...taken.map(({ sometimes }) => sometimes)]),
  }
}

/** Of each thing that may become of a message, the subjects that pass. */
function outcomesOf(
  algebra: SubjectAlgebra,
  { allow, deny }: Required<AllowDeny>,
  passes: SubjectSet,
  mapping: Mapping,
  cluster: string | undefined,
): readonly Published[] {
  const { of, intersection, difference, includes, overlap } = algebra
  const { destinations, rest, isLossy } = sharesOf(mapping, cluster)
  const source = of([mapping.source])
  const alike = (set: SubjectSet): Published => ({ always: set, sometimes: set })
  const mapped = destinations
    .filter(({ percent }) => percent > 0)
    .map(({ destination }) => {
      if (isReversible(destination)) {
        const before = (entries: readonly Subject[]): SubjectSet =>
          of(entries.flatMap((entry) => mappedInto(mapping.source, destination, entry) ?? []))
        return alike(difference(before(allow), before(deny)))
      }
      const ends = of([destinationSubject(destination)])
      return {
        always: includes(passes, ends) ? source : NOTHING,
        sometimes: overlap(passes, ends) ? source : NOTHING,
      }
    })
  if (rest <= 0) return mapped
  return [...mapped, alike(isLossy ? NOTHING : intersection(source, passes))]
}

const intersectionOf = (
  { intersection }: SubjectAlgebra,
  [first = NOTHING, ...others]: readonly SubjectSet[],
) => others.reduce(intersection, first)

/** Whether it takes the wildcards of its source as they are. */
const isReversible = (destination: string): boolean =>
  destination.split('.').every((token) => !isPlaceholder(token) || wildcardOf(token) !== undefined)

/** The number of the wildcard that a token of a destination stands for. */
function wildcardOf(token: string): number | undefined {
  const placeholder = isPlaceholder(token) ? parsePlaceholder(token) : undefined
  return placeholder?.name === 'wildcard' ? placeholder.wildcards[0] : undefined
}

/** What matches `source` and becomes, as `destination`, something that matches `pattern`; undefined: nothing. */
function mappedInto(source: Subject, destination: string, pattern: Subject): Subject | undefined {
  const wanted = pattern.split('.')
  const made = destination.split('.')
  const given = new Map<number, string>()
  for (const [at, token] of made.entries()) {
    const want = wanted[at]
    if (want === undefined) return undefined
    if (want === '>') return withWildcards(source, given, '>')
    if (token === '>') return withWildcards(source, given, wanted.slice(at).join('.'))
    const wildcard = wildcardOf(token)
    const is = wildcard === undefined ? token : given.get(wildcard)
    if (want === '*' || is === want) continue
    if (wildcard === undefined || is !== undefined) return undefined
    given.set(wildcard, want)
  }
  return made.length === wanted.length ? withWildcards(source, given, '>') : undefined
}

/** `a.*.*.>` as `a.x.*.rest`. */
function withWildcards(source: Subject, given: ReadonlyMap<number, string>, rest: Subject): Subject {
  let wildcards = 0
  return source
    .split('.')
    .map((token) => (token === '*' ? (given.get(++wildcards) ?? '*') : token === '>' ? rest : token))
    .join('.')
}
