// The assembly: every file of every node, and the manifest that describes them. What engines place and drift compares.
import type { Artifact } from '../render/artifact'
import type { Manifest } from './manifest'

export interface Assembly {
  readonly manifest: Manifest
  /** In the order of the manifest: by node, then by path. */
  readonly artifacts: readonly Artifact[]
}

/** Of artifacts that were asked about. */
const places = new WeakMap<Assembly['artifacts'], ReadonlyMap<string, Artifact>>()

/** The file that `node` finds at `path`. */
export function artifactAt({ artifacts }: Assembly, node: string, path: string): Artifact | undefined {
  const known = places.get(artifacts) ?? new Map(artifacts.map((one) => [`${one.node}\0${one.path}`, one]))
  places.set(artifacts, known)
  return known.get(`${node}\0${path}`)
}
