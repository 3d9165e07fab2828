// Nodes on hosts, for tests: each host is a folder of this machine, and a shell in it.
import { join } from 'node:path'
import type { Assembly } from '../../lib/assembly/assembly'
import type { Drift } from '../../lib/drift/compare-files'
import { driftOfFiles } from '../../lib/drift/drift-files'
import { planDeploy, type DeployPlan, type PlanOptions } from '../../lib/engine/plan'
import type { NatsmithError } from '../../lib/values/finding'
import { applyToHosts, lookAtHosts, type Host, type SeenHosts } from '../../lib/remote/hosts'

export const OPTIONS = { timeout: 20_000, parallel: 4, progress: () => undefined }

/** Every node of an assembly on a host of its own: `<folder>/<node>` is its `/`. */
export const hostsOf = (assembly: Assembly, folder: string, transport: readonly string[]): readonly Host[] =>
  assembly.manifest.nodes.map((place) => ({
    node: place.node,
    transport,
    root: join(folder, place.node),
    places: [place],
  }))

export interface Deployed {
  readonly plan: DeployPlan
  readonly seen: SeenHosts
  /** By node. */
  readonly failed: ReadonlyMap<string, NatsmithError>
}

export async function planOn(
  assembly: Assembly,
  hosts: readonly Host[],
  options?: PlanOptions,
): Promise<Omit<Deployed, 'failed'>> {
  const seen = await lookAtHosts(hosts, OPTIONS)
  return { seen, plan: planDeploy(assembly, seen, options) }
}

export async function deployOn(
  assembly: Assembly,
  hosts: readonly Host[],
  options?: PlanOptions,
): Promise<Deployed> {
  const { plan, seen } = await planOn(assembly, hosts, options)
  return { plan, seen, failed: await applyToHosts(plan, assembly, seen, OPTIONS) }
}

export async function driftOn(hosts: readonly Host[], now: number): Promise<Drift> {
  const places = hosts.flatMap(({ node, places: own }) => own.map(({ configDir }) => ({ node, configDir })))
  return driftOfFiles('prod', await lookAtHosts(hosts, OPTIONS), places, now)
}
