// In: things that have a subject. Out: those whose subject has a message in common with another, without a look at each.
import type { Subject } from '../../values/subject'

/** Lazily, in no order that means something. */
export type SubjectIndex<T> = (subject: Subject) => Iterable<T>

interface Level<T> {
  readonly items: T[]
  /** By the next token; `*` and `>` are tokens here. */
  readonly next: Map<string, Level<T>>
}

export function indexSubjects<T>(items: Iterable<T>, subjectOf: (item: T) => Subject): SubjectIndex<T> {
  const root: Level<T> = { items: [], next: new Map() }
  for (const item of items) {
    let level = root
    for (const token of subjectOf(item).split('.')) {
      const below = level.next.get(token) ?? { items: [], next: new Map<string, Level<T>>() }
      level.next.set(token, below)
      level = below
    }
    level.items.push(item)
  }
  return (subject) => overlapping(root, subject.split('.'))
}

function* overlapping<T>({ items, next }: Level<T>, [token, ...rest]: readonly string[]): Generator<T> {
  if (token === undefined) {
    yield* items
  } else if (token === '>') {
    for (const below of next.values()) yield* all(below)
  } else {
    yield* next.get('>')?.items ?? []
    for (const [name, below] of token === '*' ? next : literally(next, token))
      if (name !== '>') yield* overlapping(below, rest)
  }
}

const literally = <L>(next: ReadonlyMap<string, L>, token: string): readonly (readonly [string, L])[] =>
  [token, '*'].flatMap((name) => {
    const below = next.get(name)
    return below === undefined ? [] : [[name, below] as const]
  })

function* all<T>({ items, next }: Level<T>): Generator<T> {
  yield* items
  for (const below of next.values()) yield* all(below)
}
