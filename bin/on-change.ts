// deploy --on-change: what is to be done on each node when its files have changed. In: a command, and what each server needs. Out: the
// command has run for each, one at a time; the first that fails is the last.
import { spawnSync } from 'node:child_process'
import type { Effect } from '../lib/diff/record'
import type { SeenHosts } from '../lib/remote/hosts'
import { runOnHost } from '../lib/remote/run'
import { withoutIdentity } from '../lib/values/environment'
import { NatsmithError } from '../lib/values/finding'
import { commandLine } from '../lib/values/words'
import { hostOptions } from './hosts'
import { note } from './print'
import type { TargetFlags } from './target-flags'

/** Where the command runs for a node. */
interface Place {
  /** Why it failed; undefined when it did not. */
  readonly run: (
    command: string,
    environment: Readonly<Record<string, string>>,
  ) => Promise<string | undefined>
  /** A command line by which somebody runs `line` there. */
  readonly byHand: (line: string) => string
}

/**
 * The shell, which runs on the node's host where there is one, gets NATSMITH_DEPLOYMENT, NATSMITH_NODE and NATSMITH_EFFECT:
 * `reload`, `restart`, `start` or `stop`. What it prints goes to stderr. Throws NatsmithError `on-change-failed`, with what is
 * left to be done.
 *
 * @param done - called after each node
 */
export async function runOnChange(
  command: string,
  deployment: string,
  effects: ReadonlyMap<string, Effect>,
  hosts: SeenHosts | undefined,
  flags: TargetFlags,
  done: (node: string) => void,
): Promise<void> {
  const all = [...effects]
  const placeOf = (node: string): Place => (hosts === undefined ? HERE : onHost(hosts, node, flags))
  for (const [i, [node, effect]] of all.entries()) {
    const why = await placeOf(node).run(command, {
      NATSMITH_DEPLOYMENT: deployment,
      NATSMITH_NODE: node,
      NATSMITH_EFFECT: effect,
    })
    if (why === undefined) {
      done(node)
      continue
    }
    const left = all
      .slice(i)
      .map(([name, what]) =>
        placeOf(name).byHand(
          `NATSMITH_DEPLOYMENT=${commandLine(deployment)} NATSMITH_NODE=${commandLine(name)} NATSMITH_EFFECT=${what} sh -c ${commandLine(command)}`,
        ),
      )
    // The record knows what is left on nodes that it still has.
    const again = all.slice(i).some(([, what]) => what === 'stop') ? '' : 'run the same command again; or, '
    throw new NatsmithError(
      'on-change-failed',
      `${node}: ${command}: ${why}; the files of all nodes are deployed`,
      `look at ${node}; then ${again}by hand, in this order: ${left.join('; ')}`,
    )
  }
}

const HERE: Place = {
  run: (command, environment) => {
    const { status, signal, error } = spawnSync(command, {
      shell: true,
      env: { ...withoutIdentity(process.env), ...environment },
      stdio: ['ignore', 2, 2],
    })
    if (status === 0) return Promise.resolve(undefined)
    const ended = signal === null ? `ended with exit code ${String(status)}` : `was ended by ${signal}`
    return Promise.resolve(error?.message ?? ended)
  },
  byHand: (line) => line,
}

function onHost({ seen }: SeenHosts, node: string, flags: TargetFlags): Place {
  const transport = seen.get(node)?.transport ?? []
  return {
    async run(command, environment) {
      const { timeout } = hostOptions(flags)
      try {
        const { status, said } = await runOnHost(transport, command, environment, timeout)
        if (said !== '') note(said)
        return status === 0 ? undefined : `ended with exit code ${String(status)}`
      } catch (error) {
        // What became of it nobody knows.
        if (error instanceof NatsmithError) return error.message
        throw error
      }
    },
    byHand: (line) => `printf '%s\\n' ${commandLine(line)} | ${commandLine(...transport, 'sh', '-s')}`,
  }
}
