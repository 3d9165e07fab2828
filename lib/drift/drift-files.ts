// In: the nodes of a deployment and where it was deployed to. Out: how the files there differ from what was deployed.
import type { HostsTarget, NodePlace, Target } from '../engine/target'
import { compareFiles, driftOf, type Drift, type DriftRow } from './compare-files'
import { observeFiles } from './observe-files'

/**
 * Compares each node's folder with the manifest that its last deploy left there.
 *
 * @param nodes - where the record says that nodes are
 * @param now - the clock, in milliseconds since 1970
 */
export function driftOfFiles(
  deployment: string,
  target: Target,
  nodes: readonly NodePlace[],
  now: number,
): Drift {
  const rowsOf = (place: NodePlace): readonly DriftRow[] => {
    const observation = observeFiles(target, place)
    return observation === undefined ? [] : compareFiles(deployment, observation, now)
  }
  return driftOf([
    ...nodes.flatMap(rowsOf),
    ...(target.kind === 'hosts' ? nodes.flatMap((place) => unreachableRow(target, place)) : []),
  ])
}

function unreachableRow({ unreachable }: HostsTarget, { node, configDir }: NodePlace): readonly DriftRow[] {
  const error = unreachable.get(node)
  if (error === undefined) return []
  const why = { cause: 'unreachable', wanted: error.change, found: error.message } as const
  return [{ node, file: configDir, status: 'unchecked', ...why }]
}
