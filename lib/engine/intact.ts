// In: what a deploy left in the place of a node. Out: whether it is all still there, and nothing else is to be done: a plan would find no
// change, and takes longer. Reads the target, writes nothing.
import { join } from 'node:path'
import { modeText } from '../assembly/assemble'
import { NODE_MANIFEST, type ManifestNode } from '../assembly/manifest'
import { nameInside } from '../assembly/paths'
import { hasTemporary, JOURNAL } from '../files/commit'
import { checkFolder } from '../files/folders'
import type { Owner } from '../files/observe'
import { NatsmithError } from '../values/finding'
import { locate, ownerAt, type Location, type Target } from './target'

/**
 * Undefined for a node that is not on the target.
 * @param manifest - digest of the manifest that the deploy left there
 */
export function isIntact(target: Target, node: ManifestNode, manifest: string): boolean | undefined {
  const location = locate(target, node)
  if (location === undefined) return undefined
  try {
    return isAsLeft(location, node, manifest)
  } catch (error) {
    // Whoever plans finds out what it is, and says so.
    if (error instanceof NatsmithError) return false
    throw error
  }
}

function isAsLeft(
  location: Location,
  { configDir, fileOwner, files }: ManifestNode,
  manifest: string,
): boolean {
  const { base, folder, sight } = location
  checkFolder(base, folder, sight)
  if (hasTemporary(folder, sight) || sight.listFolder(folder).includes(JOURNAL)) return false
  const owner = ownerAt(location, fileOwner)
  const isThere = (name: string, digest: string, mode: string): boolean => {
    const found = sight.observe(`${folder}/${name}`)
    return found?.content?.digest === digest && modeText(found.mode) === mode && isOf(owner, found)
  }
  const checked = new Set<string>()
  return (
    isThere(NODE_MANIFEST, manifest, '0600') &&
    files.every(({ path, digest, mode }) => {
      const name = nameInside(configDir, path)
      const inner = name.slice(0, Math.max(0, name.lastIndexOf('/')))
      if (inner !== '' && !checked.has(inner)) {
        checked.add(inner)
        checkFolder(base, join(folder, inner), sight)
        sight.listFolder(join(folder, inner))
      }
      return isThere(name, digest, mode)
    })
  )
}

const isOf = (owner: Owner, found: Owner): boolean => owner.uid === found.uid && owner.gid === found.gid
