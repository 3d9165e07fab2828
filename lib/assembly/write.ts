// In: an assembly and a folder. Out: the folder holds the assembly and nothing else of ours: `manifest.json`, and for each
// node a folder with its files where the node has them, as with DESTDIR.
import { dirname, join } from 'node:path'
import { removeFile, sweep, TEMPORARY, writeFileAtomic } from '../files/atomic'
import { hasTemporary } from '../files/commit'
import { checkFolder, listFolder, makeFolder } from '../files/folders'
import { lookOnce } from '../files/look-once'
import { observe, statOf } from '../files/observe'
import { digestOf } from '../values/content'
import { NatsmithError } from '../values/finding'
import type { Assembly } from './assembly'
import type { Manifest } from './manifest'
import { placeUnder } from './paths'
import { differences } from './difference'
import { MANIFEST, manifestText, readManifest } from './read'

const GITIGNORE = '.gitignore'

/**
 * Writes what differs, and removes what an earlier assembly of this deployment left. The manifest comes before the files:
 * whatever is in the folder is always listed, also when the machine stops in between.
 *
 * Throws NatsmithError `not-an-assembly` for a folder that holds something else, `unsafe-folder` for one in which somebody
 * else could exchange what is written.
 */
export function writeAssembly({ manifest, artifacts }: Assembly, dir: string, progress?: Progress): void {
  const old = ownManifest(manifest.deployment, dir)
  const wanted = new Set(filesOf(manifest, dir))
  for (const path of wanted) checkFolder(dir, dirname(path))
  makeOutputFolder(dir)
  if (old !== undefined) for (const path of filesOf(old, dir)) if (!wanted.has(path)) removeFile(path)
  writeUnlessSame(join(dir, MANIFEST), manifestText(manifest), 0o644)
  for (const folder of new Set([dir, ...[...wanted].map((path) => dirname(path))])) {
    makeFolder(folder, 0o700)
    sweep(folder)
  }
  for (const [index, { node, path, content, mode }] of artifacts.entries()) {
    writeUnlessSame(placeUnder(join(dir, node), path), content, mode)
    progress?.(index + 1, artifacts.length)
  }
}

/**
 * True if the assembly of that manifest is in `dir`, and the folder is as {@link writeAssembly} leaves it: there is nothing to write then.
 *
 * Throws NatsmithError `unsafe-folder`.
 */
export function isWritten(manifest: Manifest, dir: string): boolean {
  const sight = lookOnce()
  if (sight.readText(join(dir, MANIFEST)) !== manifestText(manifest)) return false
  const folders = new Set([dir, ...filesOf(manifest, dir).map((path) => dirname(path))])
  for (const folder of folders) checkFolder(dir, folder, sight)
  if ([...folders].some((folder) => hasTemporary(folder, sight))) return false
  return manifest.nodes.every(({ node, files }) =>
    files.every((file) => {
      const found = sight.observe(placeUnder(join(dir, node), file.path))
      return found !== undefined && differences(file, undefined, found).length === 0
    }),
  )
}

/** Called after each file. */
export type Progress = (done: number, total: number) => void

/** Makes `dir`, which is to hold secrets; one that was not in use is kept out of git. */
export function makeOutputFolder(dir: string): void {
  if (!isUnused(dir)) return
  makeFolder(dir, 0o700)
  const path = join(dir, GITIGNORE)
  if (statOf(path) === undefined) writeFileAtomic(path, '*\n', { mode: 0o644 })
}

const isUnused = (dir: string): boolean =>
  listFolder(dir).every((name) => name === GITIGNORE || TEMPORARY.test(name))

function ownManifest(deployment: string, dir: string): Manifest | undefined {
  const manifest = readManifest(dir)
  if (manifest === undefined ? isUnused(dir) : manifest.deployment === deployment) return manifest
  throw new NatsmithError(
    'not-an-assembly',
    `${dir}: holds something else than an assembly of ${deployment}`,
    'give an empty folder, or one that does not exist',
  )
}

const filesOf = (manifest: Manifest, dir: string): readonly string[] =>
  manifest.nodes.flatMap(({ node, files }) => files.map(({ path }) => placeUnder(join(dir, node), path)))

function writeUnlessSame(path: string, content: string, mode: number): void {
  const found = observe(path)
  if (found?.content?.digest !== digestOf(content) || found.mode !== mode)
    writeFileAtomic(path, content, { mode })
}
