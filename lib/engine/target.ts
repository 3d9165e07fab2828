// In: where to deploy, and a node. Out: the node's folder, how to look at it, and who is to own the files in it.
import { join } from 'node:path'
import { placeUnder } from '../assembly/paths'
import type { ManifestNode } from '../assembly/manifest'
import { lookOnce } from '../files/look-once'
import type { Owner, Sight } from '../files/observe'
import { NatsmithError } from '../values/finding'

/** All nodes, each below `dir/<node>`; or one node whose files are below `root`, which is `/` on the node itself. */
export type LocalTarget =
  | { readonly kind: 'out'; readonly dir: string }
  | { readonly kind: 'node'; readonly node: string; readonly root: string }

export type Target = LocalTarget | HostsTarget

/** Nodes on hosts of their own. */
export interface HostsTarget {
  readonly kind: 'hosts'
  /** By name of the node. */
  readonly seen: ReadonlyMap<string, SeenHost>
  /** Why a node could not be looked at. */
  readonly unreachable: ReadonlyMap<string, NatsmithError>
}

export interface SeenHost {
  /** Absolute, on the host. */
  readonly root: string
  readonly sight: Sight
}

/** A node's name, and where it finds its files. */
export type NodePlace = Pick<ManifestNode, 'node' | 'configDir'>

export interface Location {
  /** The folder that the user named. */
  readonly base: string
  /** What the node knows as `/`, or as its server's working directory. */
  readonly root: string
  /** The node's configDir. */
  readonly folder: string
  readonly sight: Sight
  /** Whether it is the node itself, whose users own its files. */
  readonly isNode: boolean
}

/** Undefined for a node that is not on this target, or unreachable. */
export function locate(target: Target, { node, configDir }: NodePlace): Location | undefined {
  const host = hostOf(target, node)
  return host && { ...host, folder: placeUnder(host.root, configDir) }
}

function hostOf(target: Target, node: string): Omit<Location, 'folder'> | undefined {
  if (target.kind === 'out')
    return { base: target.dir, root: join(target.dir, node), sight: lookOnce(), isNode: false }
  const here =
    target.kind === 'node' && target.node === node ? { root: target.root, sight: lookOnce() } : undefined
  const host = target.kind === 'hosts' ? target.seen.get(node) : here
  return host && { ...host, base: host.root, isNode: true }
}

/**
 * Who is to own a node's files: its fileOwner, looked up where the node would look it up; or whoever runs natsmith, as in a
 * folder that is to be copied to nodes.
 *
 * Throws NatsmithError `unknown-owner`.
 */
export function ownerAt({ root, sight, isNode }: Location, fileOwner: ManifestNode['fileOwner']): Owner {
  if (!isNode || fileOwner === undefined) return sight.user()
  return {
    uid: numberOf(fileOwner.user, 'user', join(root, 'etc/passwd'), sight),
    gid: numberOf(fileOwner.group, 'group', join(root, 'etc/group'), sight),
  }
}

/** The third field of passwd(5) and group(5); a name of digits is the number itself. */
function numberOf(name: string, kind: 'user' | 'group', file: string, { readText }: Sight): number {
  if (/^\d+$/.test(name)) return Number(name)
  const lines = (readText(file) ?? '').split('\n').map((line) => line.split(':'))
  const number = lines.find(([first]) => first === name)?.[2]
  if (number !== undefined && /^\d+$/.test(number)) return Number(number)
  throw new NatsmithError(
    'unknown-owner',
    `fileOwner.${kind}: "${name}" is not in ${file}`,
    `create the ${kind} on the node first, or give its number`,
  )
}
