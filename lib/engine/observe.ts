// In: a node's folder. Out: what is there, seen through the journal of an interrupted deploy; nothing is
// written.
import { join } from 'node:path'
import { join as joinPosix } from 'node:path/posix'
import { NODE_MANIFEST, type NodeManifest } from '../assembly/manifest'
import { nameInside } from '../assembly/paths'
import { parseNodeManifest } from '../assembly/read'
import { committedPlaces, hasTemporary, readCommitted, readJournal } from '../files/commit'
import type { Observed } from '../files/observe'
import type { Location, NodePlace } from './target'

export interface NodeObservation {
  /** What an earlier deploy of the same node, to the same folder, left to say what is ours. */
  readonly manifest: NodeManifest | undefined
  /** Whose folder it is, `deployment/node`, where a deploy of something else left its manifest. */
  readonly other?: string
  /** An interrupted deploy left something to finish or to tidy up. */
  readonly isUnfinished: boolean
  /** By path as the node sees it: the files asked about, those of the manifest, and the manifest itself. */
  readonly files: ReadonlyMap<string, Observed>
}

/**
 * @param paths - files to look at beside those of the manifest
 * Throws NatsmithError for a manifest or journal that cannot be read: nobody knows then what is ours.
 */
export function observeNode(
  deployment: string,
  { node, configDir }: NodePlace,
  { folder, sight }: Location,
  paths: readonly string[],
): NodeObservation {
  const journal = readJournal(folder, sight)
  const text = readCommitted(folder, NODE_MANIFEST, sight, journal ?? [])
  const found = text === undefined ? undefined : parseNodeManifest(text, join(folder, NODE_MANIFEST))
  const isOurs = found?.deployment === deployment && found.node === node && found.configDir === configDir
  const manifest = isOurs ? found : undefined
  const own = [...(manifest?.files ?? []), ...(manifest?.superseded ?? [])].map(({ path }) => path)
  const placesOf = committedPlaces(folder, journal)
  const files = new Map<string, Observed>()
  for (const path of new Set([...paths, ...own, manifestPath(configDir)]))
    for (const place of placesOf(nameInside(configDir, path))) {
      const observed = sight.observe(place)
      if (observed === undefined) continue
      files.set(path, observed)
      break
    }
  return {
    manifest,
    ...(found && !isOurs && { other: `${found.deployment}/${found.node}` }),
    isUnfinished: journal !== undefined || hasTemporary(folder, sight),
    files,
  }
}

/** Where a node finds its manifest. */
export const manifestPath = (configDir: string): string => joinPosix(configDir, NODE_MANIFEST)
