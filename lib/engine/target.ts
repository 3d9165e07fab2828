// In: where to deploy, and a node. Out: the node's folder on this machine, and who is to own the files in it.
import { join } from 'node:path'
import { placeUnder } from '../assembly/paths'
import type { ManifestNode } from '../assembly/manifest'
import type { Owner } from '../files/folders'
import { readText } from '../files/observe'
import { NatsmithError } from '../values/finding'

/** All nodes, each below `dir/<node>`; or one node whose files are below `root`, which is `/` on the node itself. */
export type Target =
  | { readonly kind: 'out'; readonly dir: string }
  | { readonly kind: 'node'; readonly node: string; readonly root: string }

/** A node's name, and where it finds its files. */
export type NodePlace = Pick<ManifestNode, 'node' | 'configDir'>

export interface Location {
  /** The folder that the user named. */
  readonly base: string
  /** What the node knows as `/`, or as its server's working directory. */
  readonly root: string
  /** The node's configDir. */
  readonly folder: string
}

/** Undefined for a node that is not on this target. */
export function locate(target: Target, { node, configDir }: NodePlace): Location | undefined {
  if (target.kind === 'node' && target.node !== node) return undefined
  const base = target.kind === 'out' ? target.dir : target.root
  const root = target.kind === 'out' ? join(target.dir, node) : target.root
  return { base, root, folder: placeUnder(root, configDir) }
}

/**
 * Who is to own a node's files: its fileOwner, looked up where the node would look it up; or whoever runs natsmith, as in a
 * folder that is to be copied to nodes.
 *
 * Throws NatsmithError `unknown-owner`.
 */
export function ownerOn(target: Target, fileOwner: ManifestNode['fileOwner']): Owner {
  if (target.kind === 'out' || fileOwner === undefined)
    return { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 }
  return {
    uid: numberOf(fileOwner.user, 'user', join(target.root, 'etc/passwd')),
    gid: numberOf(fileOwner.group, 'group', join(target.root, 'etc/group')),
  }
}

/** The third field of passwd(5) and group(5); a name of digits is the number itself. */
function numberOf(name: string, kind: 'user' | 'group', file: string): number {
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
