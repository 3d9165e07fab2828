// In: subjects with wildcards. Out: the set of plain subjects that they stand for, exact, with union, intersection and
// difference. Pure.
import type { Subject } from '../values/subject'

/**
 * A set of plain subjects, as a tree of decisions over their tokens. Two sets of one algebra are equal exactly when they are
 * the same object.
 */
export interface SubjectSet {
  /** Whether the subject that ends here is in the set. */
  readonly ends: boolean
  /** By the next token; sorted, and only what differs from `other`. */
  readonly next: ReadonlyMap<string, SubjectSet>
  /** For every token that is not in `next`. */
  readonly other: SubjectSet
}

/** No subject. */
export const NOTHING: SubjectSet = {
  ends: false,
  next: new Map(),
  get other() {
    return NOTHING
  },
}

/** What follows a prefix: every way to go on, and the end. */
export const EVERYTHING: SubjectSet = {
  ends: true,
  next: new Map(),
  get other() {
    return EVERYTHING
  },
}

/** Sets can be combined with those of the same algebra, which keeps them for as long as itself is kept. */
export interface SubjectAlgebra {
  /** What matches one of `patterns`. */
  readonly of: (patterns: readonly Subject[]) => SubjectSet
  readonly union: (sets: readonly SubjectSet[]) => SubjectSet
  readonly intersection: (a: SubjectSet, b: SubjectSet) => SubjectSet
  /** What is in `a` and not in `b`. */
  readonly difference: (a: SubjectSet, b: SubjectSet) => SubjectSet
  /** Whether all of `inner` is in `outer`. */
  readonly includes: (outer: SubjectSet, inner: SubjectSet) => boolean
  /** Whether a subject is in both. */
  readonly overlap: (a: SubjectSet, b: SubjectSet) => boolean
}

/** Whether what both say of a subject makes it a member. */
type Membership = (inA: boolean, inB: boolean) => boolean

type Entry = readonly [token: string, child: SubjectSet]

export function subjectAlgebra(): SubjectAlgebra {
  const known = new Map<string, SubjectSet>()
  const numbers = new Map([NOTHING, EVERYTHING].map((leaf, number) => [leaf, number]))

  /** The one node for this; `entries` are sorted. */
  function node(ends: boolean, entries: readonly Entry[], other: SubjectSet): SubjectSet {
    const next = entries.filter(([, child]) => child !== other)
    if (next.length === 0 && isLeaf(other) && ends === other.ends) return other
    const key = [
      ends,
      numbers.get(other),
      ...next.map(([token, child]) => `${token} ${numberOf(child)}`),
    ].join(' ')
    const found = known.get(key)
    if (found !== undefined) return found
    const made = { ends, next: new Map(next), other }
    known.set(key, made)
    numbers.set(made, numbers.size)
    return made
  }

  const numberOf = (set: SubjectSet): string => String(numbers.get(set))

  const end = node(true, [], NOTHING)

  const one = (pattern: Subject): SubjectSet =>
    pattern.split('.').reduceRight((rest, token) => {
      if (token === '>') return node(false, [], EVERYTHING)
      return token === '*' ? node(false, [], rest) : node(false, [[token, rest]], NOTHING)
    }, end)

  function combine(isMember: Membership): (a: SubjectSet, b: SubjectSet) => SubjectSet {
    const early = (a: SubjectSet, b: SubjectSet): SubjectSet | undefined => {
      if (a === b) return isMember(true, true) ? a : NOTHING
      const byA = isLeaf(a) ? decided(isMember(a.ends, false), isMember(a.ends, true), b) : undefined
      return byA ?? (isLeaf(b) ? decided(isMember(false, b.ends), isMember(true, b.ends), a) : undefined)
    }
    return (left, right) => {
      const done = new Map<SubjectSet, Map<SubjectSet, SubjectSet>>()
      const walk = (a: SubjectSet, b: SubjectSet): SubjectSet => {
        const known = early(a, b) ?? done.get(a)?.get(b)
        if (known !== undefined) return known
        const tokens = [...new Set([...a.next.keys(), ...b.next.keys()])].sort()
        const result = node(
          isMember(a.ends, b.ends),
          tokens.map((token) => [token, walk(after(a, token), after(b, token))]),
          walk(a.other, b.other),
        )
        done.set(a, (done.get(a) ?? new Map<SubjectSet, SubjectSet>()).set(b, result))
        return result
      }
      return walk(left, right)
    }
  }

  const either = combine((inA, inB) => inA || inB)
  const intersection = combine((inA, inB) => inA && inB)
  const difference = combine((inA, inB) => inA && !inB)

  /** By halves, so that few large sets are walked. */
  function union(sets: readonly SubjectSet[]): SubjectSet {
    const [first = NOTHING] = sets
    if (sets.length <= 1) return first
    const half = sets.length >> 1
    return either(union(sets.slice(0, half)), union(sets.slice(half)))
  }

  return {
    of: (patterns) => union(patterns.map(one)),
    union,
    intersection,
    difference,
    includes: (outer, inner) => difference(inner, outer) === NOTHING,
    overlap: (a, b) => intersection(a, b) !== NOTHING,
  }
}

const isLeaf = (set: SubjectSet): boolean => set.other === set

/** What one side that says the same of every subject makes of the other; undefined for the other's complement. */
function decided(ifNot: boolean, ifIn: boolean, set: SubjectSet): SubjectSet | undefined {
  if (ifNot === ifIn) return ifIn ? EVERYTHING : NOTHING
  return ifIn ? set : undefined
}

/** What `set` says of what follows `token`. */
export const after = (set: SubjectSet, token: string): SubjectSet => set.next.get(token) ?? set.other

/** Whether a plain subject is in `set`. */
export const contains = (set: SubjectSet, subject: Subject): boolean =>
  subject.split('.').reduce(after, set).ends

/** One of the shortest subjects in `set`, of its own tokens where it can be; undefined when it is empty. */
export function witness(set: SubjectSet): Subject | undefined {
  const seen = new Set([NOTHING])
  let level: readonly Reached[] = [{ to: set, tokens: [] }]
  while (level.length > 0) {
    const found = level.find(({ to }) => to.ends)
    if (found !== undefined) return found.tokens.join('.')
    level = level.flatMap(({ to, tokens }) =>
      [...to.next, [freeToken(to), to.other] as const].flatMap(([token, child]) => {
        if (seen.has(child)) return []
        seen.add(child)
        return [{ to: child, tokens: [...tokens, token] }]
      }),
    )
  }
  return undefined
}

interface Reached {
  readonly to: SubjectSet
  readonly tokens: readonly string[]
}

/** A token that `set` does not name. */
function freeToken({ next }: SubjectSet): string {
  for (let n = 1; ; n++) {
    const token = n === 1 ? 'any' : `any${String(n)}`
    if (!next.has(token)) return token
  }
}
