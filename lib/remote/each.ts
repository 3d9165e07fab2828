// In: hosts, and work on one. Out: what came of each, by node, in the order of the hosts; some are worked on at a time, and one
// that fails does not stop the others.
import { NatsmithError } from '../values/finding'

export interface Pace {
  /** How many hosts are worked on at once. */
  readonly parallel: number
  readonly progress: (done: number, total: number) => void
}

interface Outcome<R> {
  readonly done: ReadonlyMap<string, R>
  readonly failed: ReadonlyMap<string, NatsmithError>
}

export async function each<H extends { readonly node: string }, R>(
  hosts: readonly H[],
  { parallel, progress }: Pace,
  work: (host: H) => Promise<R>,
): Promise<Outcome<R>> {
  const results = new Map<H, R | NatsmithError>()
  const waiting = hosts.values()
  const worker = async (): Promise<void> => {
    for (const host of waiting) {
      results.set(host, await work(host).catch(natsmithError))
      progress(results.size, hosts.length)
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  const all = hosts.map((host) => [host.node, results.get(host)] as const)
  return {
    done: new Map(all.filter((entry): entry is [string, R] => !(entry[1] instanceof NatsmithError))),
    failed: new Map(
      all.filter((entry): entry is [string, NatsmithError] => entry[1] instanceof NatsmithError),
    ),
  }
}

function natsmithError(error: unknown): NatsmithError {
  if (error instanceof NatsmithError) return error
  throw error
}
