// How long something takes. In: pieces of work, which take turns in several rounds. Out: milliseconds of each.

/** Prepares a piece of work, and returns it. */
export type Work = () => () => unknown

type Works<K extends string> = Readonly<Record<K, Work>>
type Times<K extends string> = Readonly<Record<K, number>>

/** The least of all rounds: whatever else a machine does only ever adds to work that it does alone. */
export const leastOf = <K extends string>(rounds: number, works: Works<K>): Times<K> =>
  timesOf(rounds, works, (times) => Math.min(...times))

/** All rounds together: a disk is fast now and slow then, whoever asks it. */
export const totalOf = <K extends string>(rounds: number, works: Works<K>): Times<K> =>
  timesOf(rounds, works, (times) => times.reduce((sum, time) => sum + time, 0))

function timesOf<K extends string>(
  rounds: number,
  works: Works<K>,
  sumUp: (times: readonly number[]) => number,
): Times<K> {
  const entries = Object.entries<Work>(works).map(([name, prepare]) => ({
    name,
    prepare,
    times: [] as number[],
  }))
  for (let round = 0; round < rounds; round++)
    for (const { prepare, times } of entries) times.push(milliseconds(prepare()))
  return Object.fromEntries(entries.map(({ name, times }) => [name, sumUp(times)])) as Times<K>
}

export function milliseconds(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}
