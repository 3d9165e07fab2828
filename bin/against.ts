// diff and deploy --against: servers that run already, with confs that natsmith did not make. In: where their confs are, and
// what the program says. Out: what is to be compared.
import type { Command } from 'commander'
import { compareWithFound } from '../lib/diff/found'
import type { Comparable } from '../lib/diff/record'
import type { Output } from '../lib/synth'
import { readFound } from '../lib/workspace/found'
import type { Session } from './session'

export interface AgainstFlags {
  readonly against?: string
}

export const againstFlag = (command: Command): Command =>
  command.option(
    '--against <path>',
    'servers that natsmith has not deployed to: a folder with NODE.conf or NODE/nats-server.conf, or the only conf',
  )

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
