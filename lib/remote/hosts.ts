// In: nodes with hosts of their own, each reached through a transport. Out: what they have, looked at side by side; and what
// is planned for them, written side by side. A host that fails does not stop the others.
import { dirname, join } from 'node:path/posix'
import type { Assembly } from '../assembly/assembly'
import { ownerText } from '../assembly/difference'
import { NODE_MANIFEST, type ManifestNode } from '../assembly/manifest'
import { nameInside, placeUnder } from '../assembly/paths'
import { parseNodeManifest } from '../assembly/read'
import { changesOf, checkWritten, folderMode, foldersOf, refuseForbidden } from '../engine/apply'
import { planPlace, type DeployPlan } from '../engine/plan'
import type { NodePlan } from '../engine/plan-node'
import { locate, ownerAt, type HostsTarget } from '../engine/target'
import { TEMPORARY } from '../files/atomic'
import { committedPlaces, JOURNAL, readJournal } from '../files/commit'
import { NatsmithError } from '../values/finding'
import { sortBy } from '../values/sort'
import { commandLine } from '../values/words'
import { readAnswer, stopIn, type Seen } from './answer'
import { each, type Pace } from './each'
import { commitScript, rollForward } from './commit-script'
import { chainOf, lookLines, lookScript, type SeenPlace } from './script'
import { ask, type Transport } from './transport'

/** A node on a host. */
export interface Host {
  readonly node: string
  readonly transport: Transport
  /** What the node knows as `/`. */
  readonly root: string
  /** Where the node has, had, or is to have files. */
  readonly places: readonly Pick<ManifestNode, 'configDir' | 'files'>[]
}

export interface HostOptions extends Pace {
  /** Milliseconds that one answer may take. */
  readonly timeout: number
}

/** A host as it was seen. */
export type SeenHost = Omit<Host, 'places'> & Seen

/** Hosts as they were seen, for a plan or for drift. */
export interface SeenHosts extends HostsTarget {
  readonly seen: ReadonlyMap<string, SeenHost>
}

/** A host that cannot be looked at is among the unreachable. */
export async function lookAtHosts(hosts: readonly Host[], options: HostOptions): Promise<SeenHosts> {
  const results = await each(hosts, options, async (host) => ({ ...host, ...(await lookAt(host, options)) }))
  return { kind: 'hosts', seen: results.done, unreachable: results.failed }
}

/** What the manifest there tells to look at is looked at, too. */
async function lookAt(host: Host, { timeout }: HostOptions): Promise<Seen> {
  let places = host.places.map((place) => firstPlace(host.root, place))
  for (;;) {
    const { lines, stderr } = await ask(host.transport, lookScript(host.root, places), timeout)
    const stopped = stopIn(lines, `looking at ${host.node}`, stderr)
    if (stopped !== undefined) throw stopped
    const seen = readAnswer(lines, places)
    const all = places.map((place) => widened(place, seen))
    if (
      all.every(
        ({ folders, texts }, i) =>
          folders.length === places[i]?.folders.length && texts.length === places[i].texts.length,
      )
    )
      return seen
    places = all
  }
}

function firstPlace(root: string, { configDir, files }: Host['places'][number]): SeenPlace {
  const folder = placeUnder(root, configDir)
  const folders = new Set([folder, ...files.map(({ path }) => dirname(placeUnder(root, path)))])
  return {
    root,
    folder,
    folders: [...folders],
    texts: [NODE_MANIFEST, JOURNAL].map((name) => join(folder, name)),
  }
}

/** With the folders of the manifest that is there, and with the manifest itself where an interrupted deploy left it. */
function widened(place: SeenPlace, { sight }: Seen): SeenPlace {
  const { folder, folders, texts } = place
  try {
    const manifests = committedPlaces(folder, readJournal(folder, sight))(NODE_MANIFEST)
    const text = manifests
      .map((path) => (texts.includes(path) ? sight.readText(path) : undefined))
      .find((found) => found !== undefined)
    const manifest = text === undefined ? undefined : parseNodeManifest(text, join(folder, NODE_MANIFEST))
    const names = [...(manifest?.files ?? []), ...(manifest?.superseded ?? [])].map(({ path }) =>
      nameInside(manifest?.configDir ?? '', path),
    )
    return {
      ...place,
      folders: [...new Set([...folders, ...names.map((name) => dirname(join(folder, name)))])],
      texts: [...new Set([...texts, ...manifests])],
    }
  } catch (error) {
    // Whoever plans or compares meets the same error, and says it.
    if (error instanceof NatsmithError) return place
    throw error
  }
}

/**
 * Does what `plan` says, as `applyDeploy` does here.
 *
 * @param hosts - the plan's target
 * @returns of each node that could not be done, why; it is as it was, or wholly new, or finished by running it again
 * Throws FindingsError and NatsmithError `test-only-keys` before anything is written.
 */
export async function applyToHosts(
  plan: DeployPlan,
  assembly: Assembly,
  hosts: SeenHosts,
  options: HostOptions,
): Promise<ReadonlyMap<string, NatsmithError>> {
  refuseForbidden(plan, assembly)
  const { failed } = await each([...hosts.seen.values()], options, async (host) => {
    const plans = plan.nodes.filter(({ node, hasChanges }) => node === host.node && hasChanges)
    // A place that a node leaves comes last.
    for (const node of sortBy(plans, ({ manifest }) => (manifest === undefined ? '1' : '0')))
      await applyNode(plan, node, assembly, host, options)
  })
  return failed
}

async function applyNode(
  plan: DeployPlan,
  node: NodePlan,
  assembly: Assembly,
  host: SeenHost,
  { timeout }: HostOptions,
): Promise<void> {
  const location = locate(plan.target, node)
  const place = host.places.find(({ folder }) => folder === location?.folder)
  if (location === undefined || place === undefined) return
  const { folder, sight } = location
  const what = `deploying ${node.node}`
  const owner = ownerAt(location, node.manifest?.fileOwner)
  const folders = foldersOf(node, location)
  const { mode, ...folderOwner } = folderMode(owner, sight.user())
  const leftovers = sight.listFolder(folder).filter((name) => TEMPORARY.test(name))
  const isStill = commandLine('still', 'files', place.digests.files, ...place.folders)
  const script = commitScript(
    {
      ...{ root: place.root, folder, folders, what },
      folderMode: { mode, owner: ownerText(folderOwner) },
      changes: changesOf(node, assembly, owner).map((change) => ({ ...change, owner: ownerText(owner) })),
    },
    {
      files: ['look'],
      before: [commandLine('still', 'chain', place.digests.chain, ...chainOf(place)), isStill],
      locked: [
        isStill,
        ...rollForward(folder, readJournal(folder, sight) ?? []),
        commandLine('rm', '-f', ...[...leftovers, JOURNAL].map((name) => join(folder, name))),
      ],
      after: [
        ...(node.manifest === undefined ? folders.reverse().map(rmdirLine) : []),
        commandLine('system', place.root),
        ...lookLines(place),
      ],
    },
  )
  const { lines, stderr } = await ask(host.transport, script, timeout)
  const stopped = stopIn(lines, what, stderr)
  if (stopped !== undefined) throw stopped
  const after = new Map([[node.node, { ...host, ...readAnswer(lines, [place]) }]])
  const target = { kind: 'hosts', seen: after, unreachable: new Map() } as const
  checkWritten(folder, planPlace(assembly.manifest, target, node, plan.adopt))
}

const rmdirLine = (path: string): string => `${commandLine('rmdir', path)} 2>/dev/null`
