// The assembly: every file of every node, and the manifest that describes them. What engines place and drift compares.
import type { Artifact } from '../render/artifact'
import type { Manifest } from './manifest'

export interface Assembly {
  readonly manifest: Manifest
  /** In the order of the manifest: by node, then by path. */
  readonly artifacts: readonly Artifact[]
}
