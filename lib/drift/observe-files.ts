// In: where a node was deployed. Out: what its manifest says, and what is really on the disk; nothing is written, nothing
// is waited for, and what cannot be read is said.
import { dirname } from 'node:path'
import { NODE_MANIFEST, type ManifestFile, type NodeManifest } from '../assembly/manifest'
import { joiner, nameInside } from '../assembly/paths'
import { parseNodeManifest } from '../assembly/read'
import { locate, ownerAt, type Location, type NodePlace, type Target } from '../engine/target'
import { isUnfinished, JOURNAL } from '../files/commit'
import { checkFolder } from '../files/folders'
import type { Observed, Owner, Sight } from '../files/observe'
import { digestOf } from '../values/content'
import { NatsmithError } from '../values/finding'

export interface FilesObservation extends NodePlace {
  readonly hasFolder: boolean
  /** Undefined when there is none, or when it cannot be read. */
  readonly manifest: NodeManifest | undefined
  /** The manifest's files, by path relative to the folder. */
  readonly managed: ReadonlyMap<string, ManifestFile>
  /** Its files of earlier generations, likewise. */
  readonly superseded: ReadonlyMap<string, ManifestFile>
  /** Who the manifest's fileOwner is on this node; undefined where the numbers that the deploy recorded count. */
  readonly owner: Owner | undefined
  /** An interrupted deploy left something to finish or to tidy up. */
  readonly isUnfinished: boolean
  /** Why a file or folder could not be looked at, or should not be trusted. */
  readonly problems: readonly { readonly name: string; readonly error: NatsmithError }[]
  /** By such a path: the files of the manifest, the manifest itself, and every other file beside them. */
  readonly files: ReadonlyMap<string, Observed>
  /** By such a path: what is read of a node on which something else is than was deployed, as far as it can be read. */
  readonly read: ReadonlyMap<string, FileText>
}

export interface FileText {
  /** Of a file that is no secret. */
  readonly text: string | undefined
  /** What an editor did to the file, where it did nothing else. */
  readonly editedBy: string | undefined
}

/** Undefined for a node that is not on this target. */
export function observeFiles(target: Target, { node, configDir }: NodePlace): FilesObservation | undefined {
  const location = locate(target, { node, configDir })
  if (location === undefined) return undefined
  const { base, folder, sight } = location
  const pathOf = joiner(folder)
  const problems: { name: string; error: NatsmithError }[] = []
  const attempt = <T>(name: string, look: (path: string) => T): T | undefined => {
    try {
      return look(pathOf(name))
    } catch (error) {
      if (!(error instanceof NatsmithError)) throw error
      problems.push({ name, error })
      return undefined
    }
  }
  const namesIn = (name: string): readonly string[] =>
    (attempt(name, sight.listFolder) ?? []).map((entry) => (name === '.' ? entry : `${name}/${entry}`))
  // First, so that what is there need not be asked for name by name.
  const atTop = namesIn('.')
  const manifest = attempt(NODE_MANIFEST, (path) => {
    const text = sight.readText(path)
    return text === undefined ? undefined : parseNodeManifest(text, path)
  })
  const managed = namesOf(manifest, manifest?.files)
  const superseded = namesOf(manifest, manifest?.superseded)
  const listed = [...managed.keys(), ...superseded.keys()]
  const folders = new Set(['.', ...listed.map((name) => dirname(name))])
  for (const name of folders)
    attempt(name, (path) => {
      checkFolder(base, path, sight)
    })
  folders.delete('.')
  const present = [...atTop, ...[...folders].flatMap(namesIn)]
  const files = new Map<string, Observed>()
  for (const name of new Set([...listed, ...present])) {
    const found = attempt(name, sight.observe)
    if (found !== undefined) files.set(name, found)
  }
  return {
    node,
    configDir,
    hasFolder: attempt('.', sight.observe) !== undefined,
    manifest,
    managed,
    superseded,
    owner: attempt('.', () =>
      location.isNode ? manifest?.fileOwner && ownerAt(location, manifest.fileOwner) : undefined,
    ),
    isUnfinished: attempt(JOURNAL, () => isUnfinished(folder, sight)) ?? false,
    problems,
    files,
    read: readTexts(location, managed, files),
  }
}

/** By path relative to the folder. */
const namesOf = (
  manifest: NodeManifest | undefined,
  files: readonly ManifestFile[] = [],
): ReadonlyMap<string, ManifestFile> =>
  new Map(files.map((file) => [nameInside(manifest?.configDir ?? '', file.path), file]))

/** The texts of all files, where one of them has changed. */
function readTexts(
  { folder, sight }: Location,
  managed: FilesObservation['managed'],
  found: FilesObservation['files'],
): FilesObservation['read'] {
  const isChanged = ([name, { digest }]: readonly [string, ManifestFile]): boolean => {
    const content = found.get(name)?.content
    return content !== undefined && content.digest !== digest
  }
  if (![...managed].some(isChanged)) return new Map()
  const pathOf = joiner(folder)
  return new Map(
    [...managed].map(([name, { digest, sensitive }]) => {
      const text = textOf(sight, pathOf(name))
      return [name, { text: sensitive ? undefined : text, editedBy: editedBy(text, digest) }] as const
    }),
  )
}

/** Undefined for what cannot be read, which has been said already. */
function textOf(sight: Sight, path: string): string | undefined {
  try {
    return sight.readText(path)
  } catch (error) {
    if (error instanceof NatsmithError) return undefined
    throw error
  }
}

/** In words, if `text` without it has the digest that is wanted. */
function editedBy(text: string | undefined, digest: string): string | undefined {
  const plain = text?.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  if (text === undefined || plain === undefined || plain === text || digestOf(plain) !== digest)
    return undefined
  const marks = [
    text.startsWith('\ufeff') && 'a byte order mark',
    text.includes('\r\n') && 'lines that end in CRLF',
  ]
  return marks.filter(Boolean).join(', ')
}
