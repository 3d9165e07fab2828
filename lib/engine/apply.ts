// In: a plan and its assembly. Out: the files on the target. Each node is wholly old or wholly new at any time: new
// certificates and keys have names of their own, the conf that names them follows, then what nothing needs any more goes,
// and the manifest comes last.
import { isDeepStrictEqual } from 'node:util'
import { dirname, join } from 'node:path'
import { artifactAt, type Assembly } from '../assembly/assembly'
import { nameInside } from '../assembly/paths'
import { nodeManifestText } from '../assembly/read'
import { makeOutputFolder } from '../assembly/write'
import { commitFiles, recover, type Change } from '../files/commit'
import { HERE, makeFolders, removeEmptyFolder } from '../files/folders'
import { hasCode } from '../files/errors'
import type { Owner } from '../files/observe'
import { withLock } from '../files/lock'
import { blocks, FindingsError, NatsmithError } from '../values/finding'
import { sortBy } from '../values/sort'
import { manifestPath } from './observe'
import { planPlace, type DeployPlan } from './plan'
import type { FilePlan, NodePlan } from './plan-node'
import { locate, ownerAt, type Location } from './target'

export const LOCK = '.natsmith.lock'

export interface NodeResult {
  readonly node: string
  readonly written: number
  readonly removed: number
  readonly kept: number
  readonly bytes: number
}

/** What a plan says of how its nodes are done. */
export type How = Pick<DeployPlan, 'target' | 'adopt'>

export interface ApplyOptions {
  /** Called after each node. */
  readonly progress?: (node: string, done: number, total: number) => void
}

/**
 * Does what `plan` says, node by node; those that go come last. An unchanged node is not touched.
 *
 * Throws FindingsError for a plan that something forbids, and NatsmithError `test-only-keys`, `plan-stale` when the target has
 * changed since it was planned, `locked`, or what the disk says. The nodes before the failing one are done, those after it are
 * as they were, and it is one or the other for whoever reads through its journal: running it again finishes it.
 */
export function applyDeploy(
  plan: DeployPlan,
  assembly: Assembly,
  { progress }: ApplyOptions = {},
): readonly NodeResult[] {
  const nodes = nodesInOrder(plan, assembly)
  return nodes.map((node, index) => {
    if (node.hasChanges) applyNode(plan, node, assembly)
    progress?.(node.node, index + 1, nodes.length)
    return resultOf(node)
  })
}

/** The nodes in the order in which they are done, those that go last, when nothing forbids the plan and its `out` folder is there. */
export function nodesInOrder(plan: DeployPlan, assembly: Assembly): readonly NodePlan[] {
  refuseForbidden(plan, assembly)
  if (plan.target.kind === 'out' && plan.hasChanges) makeOutputFolder(plan.target.dir)
  return sortBy(plan.nodes, ({ manifest }) => (manifest === undefined ? '1' : '0'))
}

/** Throws FindingsError for a plan that something forbids, NatsmithError `test-only-keys`. */
export function refuseForbidden({ deployment, findings }: DeployPlan, { manifest }: Assembly): void {
  if (manifest.testOnly === true)
    throw new NatsmithError(
      'test-only-keys',
      `${deployment}: its keys were made for a test, from a seed that everybody knows`,
      'deploy a program with a key store of its own: natsmith deploy',
    )
  const blocking = findings.filter(blocks)
  if (blocking.length > 0) throw new FindingsError(blocking)
}

/** Writes and removes the files of one node. Throws NatsmithError. */
export function applyNode({ target, adopt }: How, node: NodePlan, assembly: Assembly): void {
  const location = locate(target, node)
  if (location === undefined) return
  const { folder } = location
  const owner = ownerAt(location, node.manifest?.fileOwner)
  const again = (): NodePlan | undefined => planPlace(assembly.manifest, target, node, adopt)
  const { mode, ...folderOwner } = folderMode(owner, HERE.user())
  makeFolders(foldersOf(node, location), mode, folderOwner)
  withLock(join(folder, LOCK), `deploying ${node.node}`, (check) => {
    recover(folder)
    const { files, manifest } = again() ?? {}
    if (!isDeepStrictEqual([files, manifest], [node.files, node.manifest])) throw planStale(folder)
    commitFiles(folder, changesOf(node, assembly, owner), check)
    checkWritten(folder, again())
  })
  if (node.manifest === undefined) foldersOf(node, location).reverse().forEach(removeIfEmpty)
}

export const planStale = (folder: string): NatsmithError =>
  new NatsmithError(
    'plan-stale',
    `${folder}: has changed since the deploy was planned`,
    'run the same command again, and look at the new plan',
  )

/** @param after - what a plan says once all is written. Throws NatsmithError `not-as-written`. */
export function checkWritten(folder: string, after: NodePlan | undefined): void {
  if (after?.hasChanges === false && after.findings.length === 0) return
  throw new NatsmithError(
    'not-as-written',
    `${folder}: does not hold what was just written to it`,
    'find out what else writes there, then run the same command again',
  )
}

/** The folder of the node and those inside it that files are in, the outer ones first. */
export function foldersOf({ configDir, files }: NodePlan, { folder }: Location): string[] {
  const inner = files.map(({ path }) => dirname(join(folder, nameInside(configDir, path))))
  return [...new Set([folder, ...inner])].sort()
}

/** Readable to the server's group, but not its user's: who owns a folder can put anything in it. */
export const folderMode = ({ uid, gid }: Owner, user: Owner): Owner & { readonly mode: number } => ({
  mode: uid === user.uid ? 0o700 : 0o750,
  uid: user.uid,
  gid,
})

function removeIfEmpty(path: string): void {
  try {
    removeEmptyFolder(path)
  } catch (error) {
    if (!hasCode(error, 'not-empty')) throw error
  }
}

/** Trust before certificates before keys before the conf; then what goes, then the manifest. */
const ORDER = ['ca', 'certificate', 'key', 'jwt', 'credentials', 'conf', 'remove', 'manifest']

/** What is to be done with the files of a node, in that order. */
export function changesOf(
  node: NodePlan,
  assembly: Assembly,
  owner: Owner,
): readonly (Change & { readonly owner: Owner })[] {
  const rank = ({ purpose, action }: FilePlan): string =>
    String(ORDER.indexOf(action === 'remove' && purpose !== 'manifest' ? 'remove' : purpose))
  return sortBy(node.files, rank)
    .filter(({ action, bytes }) => bytes > 0 || action === 'remove')
    .map(({ path, mode, action }) => ({
      name: nameInside(node.configDir, path),
      mode: Number.parseInt(mode, 8),
      owner,
      content: action === 'remove' ? undefined : contentOf(node, assembly, path),
    }))
}

function contentOf({ node, configDir, manifest }: NodePlan, assembly: Assembly, path: string): string {
  if (manifest !== undefined && path === manifestPath(configDir)) return nodeManifestText(manifest)
  const artifact = artifactAt(assembly, node, path)
  if (artifact === undefined) throw new Error(`${path} of ${node} is planned and not in the assembly`)
  return artifact.content
}

export function resultOf({ node, files }: NodePlan): NodeResult {
  const written = files.filter(({ bytes }) => bytes > 0)
  const removed = files.filter(({ action }) => action === 'remove').length
  return {
    node,
    written: written.length,
    removed,
    kept: files.length - written.length - removed,
    bytes: written.reduce((sum, { bytes }) => sum + bytes, 0),
  }
}
