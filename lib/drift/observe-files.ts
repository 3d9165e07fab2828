// In: where a node was deployed. Out: what its manifest says, and what is really on the disk; nothing is written, nothing
// is waited for, and what cannot be read is said.
import { dirname, join } from 'node:path'
import { NODE_MANIFEST, type NodeManifest } from '../assembly/manifest'
import { nameInside } from '../assembly/paths'
import { parseNodeManifest } from '../assembly/read'
import { locate, ownerAt, type NodePlace, type Target } from '../engine/target'
import { isUnfinished, JOURNAL } from '../files/commit'
import { checkFolder } from '../files/folders'
import type { Observed, Owner } from '../files/observe'
import { NatsmithError } from '../values/finding'

export interface FilesObservation extends NodePlace {
  readonly hasFolder: boolean
  /** Undefined when there is none, or when it cannot be read. */
  readonly manifest: NodeManifest | undefined
  /** Who the manifest's fileOwner is on this node; undefined where the numbers that the deploy recorded count. */
  readonly owner: Owner | undefined
  /** An interrupted deploy left something to finish or to tidy up. */
  readonly isUnfinished: boolean
  /** Why a file or folder could not be looked at, or should not be trusted. */
  readonly problems: readonly { readonly name: string; readonly error: NatsmithError }[]
  /** By path relative to the folder: the files of the manifest, the manifest itself, and every other file beside them. */
  readonly files: ReadonlyMap<string, Observed>
}

/** Undefined for a node that is not on this target. */
export function observeFiles(target: Target, { node, configDir }: NodePlace): FilesObservation | undefined {
  const location = locate(target, { node, configDir })
  if (location === undefined) return undefined
  const { base, folder, sight } = location
  const problems: { name: string; error: NatsmithError }[] = []
  const attempt = <T>(name: string, look: (path: string) => T): T | undefined => {
    try {
      return look(join(folder, name))
    } catch (error) {
      if (!(error instanceof NatsmithError)) throw error
      problems.push({ name, error })
      return undefined
    }
  }
  const manifest = attempt(NODE_MANIFEST, (path) => {
    const text = sight.readText(path)
    return text === undefined ? undefined : parseNodeManifest(text, path)
  })
  const listed = namesIn(manifest)
  const folders = [...new Set(['.', ...listed.map((name) => dirname(name))])]
  for (const name of folders)
    attempt(name, (path) => {
      checkFolder(base, path, sight)
    })
  const present = folders.flatMap((name) =>
    (attempt(name, sight.listFolder) ?? []).map((entry) => join(name, entry)),
  )
  const files = [...new Set([...listed, ...present])].flatMap((name) => {
    const found = attempt(name, sight.observe)
    return found === undefined ? [] : [[name, found] as const]
  })
  return {
    node,
    configDir,
    hasFolder: attempt('.', sight.observe) !== undefined,
    manifest,
    owner: attempt('.', () =>
      location.isNode ? manifest?.fileOwner && ownerAt(location, manifest.fileOwner) : undefined,
    ),
    isUnfinished: attempt(JOURNAL, () => isUnfinished(folder, sight)) ?? false,
    problems,
    files: new Map(files),
  }
}

function namesIn(manifest: NodeManifest | undefined): readonly string[] {
  if (manifest === undefined) return []
  return [...manifest.files, ...manifest.superseded].map(({ path }) => nameInside(manifest.configDir, path))
}
