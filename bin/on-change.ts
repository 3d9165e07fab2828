// deploy --on-change: what is to be done on each node when its files have changed. In: a command, and what each server needs. Out: the
// command has run for each, one at a time; the first that fails is the last.
import { spawnSync } from 'node:child_process'
import type { Effect } from '../lib/diff/compare'
import { NatsmithError } from '../lib/values/finding'
import { commandLine } from '../lib/values/words'

/**
 * The shell gets NATSMITH_DEPLOYMENT, NATSMITH_NODE and NATSMITH_EFFECT: `reload`, `restart`, `start` or `stop`. What it prints goes to
 * stderr. Throws NatsmithError `on-change-failed`, with what is left to be done.
 */
export function runOnChange(command: string, deployment: string, effects: ReadonlyMap<string, Effect>): void {
  const all = [...effects]
  for (const [i, [node, effect]] of all.entries()) {
    const own = {
      NATSMITH_DEPLOYMENT: deployment,
      NATSMITH_NODE: node,
      NATSMITH_EFFECT: effect,
    }
    const { status, signal, error } = spawnSync(command, {
      shell: true,
      env: { ...process.env, ...own },
      stdio: ['ignore', 2, 2],
    })
    if (status === 0) continue
    const why =
      error?.message ??
      (signal === null ? `ended with exit code ${String(status)}` : `was ended by ${signal}`)
    throw new NatsmithError(
      'on-change-failed',
      `${node}: ${command}: ${why}; the files of all nodes are deployed`,
      `look at ${node}; then, in this order: ${all
        .slice(i)
        .map(([left, what]) => byHand(command, left, what))
        .join('; ')}`,
    )
  }
}

const byHand = (command: string, node: string, effect: Effect): string =>
  `NATSMITH_NODE=${commandLine(node)} NATSMITH_EFFECT=${effect} sh -c ${commandLine(command)}`
