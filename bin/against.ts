// diff and deploy --against: servers that run already, with confs that natsmith did not make. In: where their confs are, and
// what the program says. Out: what is to be compared.
import { compareWithFound } from '../lib/diff/found'
import type { Comparable } from '../lib/diff/record'
import type { Output } from '../lib/synth'
import { readFound } from '../lib/workspace/found'
import type { AgainstFlags } from './against-flag'
import type { Session } from './session'

/** What there is and what there would be. */
export function sidesOf(
  { record }: Session,
  { comparable, digest }: Output,
  { against }: AgainstFlags,
): { readonly was: Comparable | undefined; readonly now: Comparable } {
  if (against === undefined) return { was: record, now: comparable }
  const nodes = comparable.nodes.map(({ node }) => node)
  return compareWithFound(record, comparable, readFound(against, nodes, process.env), digest)
}
