// In: the flags of a target, and nodes. Out: the target; with --via, the nodes' hosts as they are now, and what a host cannot
// be asked is said of that host.
import { isAbsolute } from 'node:path'
import type { ManifestNode } from '../lib/assembly/manifest'
import type { LocalTarget } from '../lib/engine/target'
import { lookAtHosts, type Host, type HostOptions, type SeenHosts } from '../lib/remote/hosts'
import { forNode, namesNode, parseVia, type Named } from '../lib/remote/via'
import { NatsmithError } from '../lib/values/finding'
import { groupBy } from '../lib/values/group'
import { durationFlag } from './duration-flag'
import { activityMeanwhile } from './print'
import { checkTarget, targetOf, type TargetFlags } from './target-flags'

/** A node in a place, and where others dial it. */
export type PlacedNode = Named & Pick<ManifestNode, 'configDir' | 'files'>

/** @param nodes - all there are, a node once for each of its places */
export type TargetOfNodes = (
  deployment: string,
  nodes: readonly PlacedNode[],
) => Promise<LocalTarget | SeenHosts>

/**
 * Judges the flags at once; hosts are looked at when their nodes are known.
 * Throws NatsmithError `usage`, `unknown-node`.
 */
export function targetFor(flags: TargetFlags): TargetOfNodes {
  if (flags.via === undefined) {
    const target = targetOf(flags)
    return () => Promise.resolve(target)
  }
  checkTarget(flags)
  const words = parseVia(flags.via)
  const options = hostOptions(flags)
  if (!isAbsolute(flags.root ?? '/'))
    throw new NatsmithError('usage', '--root is no absolute path', 'give the path on the host, such as /')
  return (deployment, nodes) => {
    const hosts = hostsOf(deployment, flags, words, nodes)
    return activityMeanwhile('looking', (progress) => lookAtHosts(hosts, { ...options, progress }))
  }
}

export function hostOptions({ parallel, timeout }: TargetFlags): Omit<HostOptions, 'progress'> {
  if (!/^[1-9]\d{0,2}$/.test(parallel))
    throw new NatsmithError('usage', '--parallel is no number from 1 to 999', 'give a number, such as 8')
  return { parallel: Number(parallel), timeout: durationFlag('timeout', timeout) }
}

function hostsOf(
  deployment: string,
  { node: named, root = '/' }: TargetFlags,
  words: readonly string[],
  nodes: readonly PlacedNode[],
): readonly Host[] {
  const all = groupBy(nodes, ({ node }) => node)
  for (const name of named ?? [])
    if (!all.has(name))
      throw new NatsmithError(
        'unknown-node',
        `${deployment} has no node "${name}"`,
        `give one of ${[...all.keys()].join(', ')}`,
      )
  const chosen = [...all.values()].flatMap((places) => {
    const [first] = places
    return first !== undefined && (named?.includes(first.node) ?? true) ? [{ first, places }] : []
  })
  if (chosen.length > 1 && ![root, ...words].some(namesNode))
    throw new NatsmithError(
      'usage',
      `--via would bring ${String(chosen.length)} nodes to one host`,
      "say which host is meant, as in --via 'ssh {host}', or name one node with --node",
    )
  return chosen.map(({ first, places }) => ({
    node: first.node,
    transport: words.map((word) => forNode(word, first)),
    root: forNode(root, first),
    places,
  }))
}
