// The manifest: what an assembly consists of, without a secret. One for the whole assembly, one in each node's folder.
import type { Purpose } from '../render/artifact'

export const MANIFEST_SCHEMA = 1

/** One file of a node. */
export interface ManifestFile {
  /** As the node sees it: absolute, or relative to the server's working directory. */
  readonly path: string
  /** Octal text, `"0600"`. */
  readonly mode: string
  /** `sha256:<hex>` of the content. */
  readonly digest: string
  readonly size: number
  readonly sensitive: boolean
  readonly purpose: Purpose
  /** In words: `client`, `cluster`, … */
  readonly detail: string
  /** How many PEM blocks the file holds, if it is PEM. */
  readonly pemBlocks?: number
  /** RFC 3339, UTC: when the certificate that it begins with starts being valid. */
  readonly notBefore?: string
  /** RFC 3339, UTC: when the first certificate in it, or the JWT, stops being valid. */
  readonly notAfter?: string
}

export interface ManifestNode {
  readonly node: string
  readonly cluster: string
  readonly serverVersion: string
  readonly configDir: string
  readonly fileOwner?: { readonly user: string; readonly group: string }
  /** nats-server's own digest of the conf (`config_digest`). */
  readonly configDigest: string
  /** Sorted by path. */
  readonly files: readonly ManifestFile[]
}

/** An accepted finding. */
export interface AcceptedFinding {
  readonly code: string
  readonly path: string
  readonly message: string
  readonly reason: string
}

/** `manifest.json` of an assembly. */
export interface Manifest {
  readonly schema: typeof MANIFEST_SCHEMA
  readonly deployment: string
  /** Id of the key store that its keys are from. */
  readonly keyStore: string
  /** True for keys made by natsmith/testing; no engine deploys them. */
  readonly testOnly?: true
  /** Sorted by name. */
  readonly nodes: readonly ManifestNode[]
  readonly accepted: readonly AcceptedFinding[]
}

/** `natsmith-manifest.json` in a node's configDir: what is deployed there, written last. */
export interface NodeManifest extends ManifestNode {
  readonly schema: typeof MANIFEST_SCHEMA
  readonly deployment: string
  /** Id of the key store: what another one would deploy locks out whoever has keys of this one. */
  readonly keyStore: string
  /** Whom the files were given to; absent where an engine wrote them that gives files to nobody. */
  readonly owner?: { readonly uid: number; readonly gid: number }
  /** Files of earlier generations that are still there; a later deploy removes them. */
  readonly superseded: readonly ManifestFile[]
}

export const NODE_MANIFEST = 'natsmith-manifest.json'
