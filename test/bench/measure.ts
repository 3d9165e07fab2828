// How long something takes. In: pieces of work. Out: milliseconds of each: the least of several rounds, in which the pieces take
// turns, because whatever else a machine does only ever adds to them.

/** Prepares a piece of work, and returns it. */
export type Work = () => () => unknown

export function leastOf<K extends string>(
  rounds: number,
  works: Readonly<Record<K, Work>>,
): Readonly<Record<K, number>> {
  const least: Partial<Record<K, number>> = {}
  const entries = Object.entries<Work>(works) as [K, Work][]
  for (let round = 0; round < rounds; round++)
    for (const [name, prepare] of entries)
      least[name] = Math.min(least[name] ?? Infinity, milliseconds(prepare()))
  return least as Record<K, number>
}

export function milliseconds(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
