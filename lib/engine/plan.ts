// In: an assembly, a target, and where its nodes were before. Out: what a deploy would do to every file, and what forbids
// it. Reads the target, writes nothing.
import { dirname } from 'node:path/posix'
import type { Assembly } from '../assembly/assembly'
import type { Manifest, ManifestNode } from '../assembly/manifest'
import { placeUnder } from '../assembly/paths'
import { checkFolder } from '../files/folders'
import { NatsmithError, sortFindings, type Finding } from '../values/finding'
import { sortBy } from '../values/sort'
import { observeNode, type NodeObservation } from './observe'
import { planNode, type Adopt, type NodePlan } from './plan-node'
import { locate, ownerAt, type Location, type NodePlace, type Target } from './target'

export interface DeployPlan {
  readonly deployment: string
  readonly target: Target
  readonly adopt: Adopt
  /** Sorted by name, those that go included. */
  readonly nodes: readonly NodePlan[]
  /** Sorted; one that blocks stops the whole deploy. */
  readonly findings: readonly Finding[]
  /** False when everything is as it should be: such a deploy writes nothing. */
  readonly hasChanges: boolean
}

export interface PlanOptions {
  /** Where the record says that nodes are; what is ours in places that no longer count is removed. @defaultValue none */
  readonly previous?: readonly NodePlace[]
  /** @defaultValue false */
  readonly adopt?: Adopt
}

/** Throws NatsmithError `unknown-node` for a target that names a node which neither the program nor the record has. */
export function planDeploy(
  { manifest }: Pick<Assembly, 'manifest'>,
  target: Target,
  { previous = [], adopt = false }: PlanOptions = {},
): DeployPlan {
  const { deployment, nodes } = manifest
  const wanted = new Set(nodes.map(placeName))
  const gone = previous.filter((place) => !wanted.has(placeName(place)))
  const plans = [
    ...nodes.map((node) => lookFor(node, manifest, target, node, adopt)),
    ...gone.map((place) => lookFor(undefined, manifest, target, place, adopt)),
  ].flatMap((looked) => looked?.plan ?? [])
  if (target.kind === 'node' && plans.length === 0)
    throw new NatsmithError(
      'unknown-node',
      `${deployment} has no node "${target.node}"`,
      `give one of ${nodes.map(({ node }) => node).join(', ')}`,
    )
  return {
    deployment,
    target,
    adopt,
    nodes: sortBy(plans, placeName),
    findings: sortFindings(plans.flatMap(({ findings }) => findings)),
    hasChanges: plans.some(({ hasChanges }) => hasChanges),
  }
}

/** The plan for one place of a node; undefined when the target does not hold that node. */
export const planPlace = (
  manifest: Manifest,
  target: Target,
  place: NodePlace,
  adopt: Adopt,
): NodePlan | undefined => lookAt(manifest, target, place, adopt)?.plan

/** What is in one place of a node, and what a deploy would do there. */
export interface Looked {
  readonly plan: NodePlan
  /** Undefined where a finding forbids to look. */
  readonly observed?: NodeObservation
}

/** Undefined when the target does not hold the node. */
export const lookAt = (
  manifest: Manifest,
  target: Target,
  place: NodePlace,
  adopt: Adopt,
): Looked | undefined => lookFor(wantedAt(manifest.nodes, place), manifest, target, place, adopt)

/** @param wanted - what is to be in that place, which whoever looks at all of them need not seek among all */
function lookFor(
  wanted: ManifestNode | undefined,
  { deployment, keyStore }: Manifest,
  target: Target,
  place: NodePlace,
  adopt: Adopt,
): Looked | undefined {
  const location = locate(target, place)
  if (location === undefined) return undefined
  const { node, configDir } = place
  try {
    const paths = wanted?.files.map(({ path }) => path) ?? []
    checkFolders(location, paths)
    const observed = observeNode(deployment, place, location, paths)
    const owner = ownerAt(location, wanted?.fileOwner)
    const plan = planNode({
      deployment,
      keyStore,
      place: { node, configDir },
      wanted,
      owner,
      observed,
      adopt,
    })
    return { plan, observed }
  } catch (error) {
    if (!(error instanceof NatsmithError)) throw error
    const { code, message, change } = error
    const finding: Finding = { code, severity: 'error', path: `${deployment}/${node}`, message, change }
    const nothing = { files: [], manifest: undefined, isUnfinished: false, hasChanges: false }
    return { plan: { node, configDir, ...nothing, findings: [finding] } }
  }
}

const wantedAt = (nodes: readonly ManifestNode[], { node, configDir }: NodePlace): ManifestNode | undefined =>
  nodes.find((wanted) => wanted.node === node && wanted.configDir === configDir)

const placeName = ({ node, configDir }: NodePlace): string => `${node} ${configDir}`

/** Lists them, too, so that what is there need not be asked for name by name. */
function checkFolders({ base, root, folder, sight }: Location, paths: readonly string[]): void {
  const inner = [...new Set(paths.map((path) => dirname(path)))].map((path) => placeUnder(root, path))
  for (const path of new Set([folder, ...inner])) {
    checkFolder(base, path, sight)
    sight.listFolder(path)
  }
}
