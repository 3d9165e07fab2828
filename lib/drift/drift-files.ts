// In: the nodes of a deployment and where it was deployed to. Out: how the files there differ from what was deployed.
import type { NodePlace, Target } from '../engine/target'
import { compareFiles, driftOf, type Drift } from './compare-files'
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
  const observations = nodes
    .map((place) => observeFiles(target, place))
    .filter((found) => found !== undefined)
  return driftOf(observations.flatMap((observation) => compareFiles(deployment, observation, now)))
}
