// How long something takes. In: pieces of work, which take turns in several rounds. Out: milliseconds of each.

/** Prepares a piece of work, and returns it. */
export type Work = () => () => unknown

type Works<K extends string> = Readonly<Record<K, Work>>
type Times<K extends string> = Readonly<Record<K, number>>

/** The least of all rounds: whatever else a machine does only ever adds to work that it does alone. */
export function leastOf<K extends string>(rounds: number, works: Works<K>): Times<K> {
  const least = eachOf(works, Infinity)
  for (let round = 0; round < rounds; round++)
    for (const [name, prepare] of entriesOf(works))
      least[name] = Math.min(least[name], milliseconds(prepare()))
  return least
}

/** All rounds together: a disk is fast now and slow then, whoever asks it. */
export async function totalOf<K extends string>(rounds: number, works: Works<K>): Promise<Times<K>> {
  const total = eachOf(works, 0)
  for (let round = 0; round < rounds; round++)
    for (const [name, prepare] of entriesOf(works)) {
      const work = prepare()
      const start = performance.now()
      await work()
      total[name] += performance.now() - start
    }
  return total
}

const entriesOf = <K extends string>(works: Works<K>) => Object.entries<Work>(works) as [K, Work][]

const eachOf = <K extends string>(works: Works<K>, first: number) =>
  Object.fromEntries(entriesOf(works).map(([name]) => [name, first])) as Record<K, number>

export function milliseconds(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
