// In: a node as an engine hosts it. Out: what other resources of the engine's program may use of it, by surface: public files
// as content, sensitive ones by place only; and the facts that outputs show. Pure.
import type { SurfaceName } from '../values/surfaces'
import { readFingerprints } from '../x509/read'
import type { HostedFile, HostedNode } from './host'

/** A file that holds a secret. */
export interface SensitiveArtifact {
  /** Where the node finds it. */
  readonly path: string
  /** Where the engine puts it. */
  readonly file: string
}

export interface PublicArtifact extends SensitiveArtifact {
  /** PEM. */
  readonly content: string
}

export interface SurfaceArtifacts {
  readonly certificate?: PublicArtifact
  readonly ca?: PublicArtifact
  /** Absent where the owner of the certificate kept the key. */
  readonly key?: SensitiveArtifact
}

/** Files that are on the node already, and not natsmith's, are not in it. */
export type NodeArtifacts = { readonly conf: SensitiveArtifact } & Readonly<
  Partial<Record<Exclude<SurfaceName, 'leaf-remote'> | `leaf-remote ${string}`, SurfaceArtifacts>>
>

/** @param place - where the engine puts a file: a path, or what the engine takes for one */
export function artifactsOf(
  { files }: Pick<HostedNode, 'files'>,
  place: (file: HostedFile) => string,
): NodeArtifacts {
  const surfaces: Record<string, SurfaceArtifacts> = {}
  const sensitive = (file: HostedFile): SensitiveArtifact => ({ path: file.path, file: place(file) })
  for (const file of files) {
    if (file.purpose === 'conf' || file.purpose === 'manifest') continue
    const { purpose, detail, content } = file
    const artifact = file.sensitive ? sensitive(file) : { ...sensitive(file), content }
    surfaces[detail] = { ...surfaces[detail], [purpose]: artifact }
  }
  const conf = files.find(({ purpose }) => purpose === 'conf')
  if (conf === undefined) throw new TypeError('a node without a conf')
  return { ...surfaces, conf: sensitive(conf) }
}

/** What may be said of a node to everybody. */
export interface NodeFacts {
  /** nats-server's own digest of the conf (`config_digest`). */
  readonly configDigest: string
  /** RFC 3339, UTC: when the first certificate or JWT of the node stops being valid; absent where none does. */
  readonly notAfter?: string
  /** SHA-256 in hex of the node's certificates, by surface. */
  readonly fingerprints: Readonly<Record<string, string>>
}

export function factsOf({ node, files }: Pick<HostedNode, 'node' | 'files'>): NodeFacts {
  const [notAfter] = node.files.flatMap((file) => file.notAfter ?? []).sort()
  const certificates = files.filter(({ purpose }) => purpose === 'certificate')
  return {
    configDigest: node.configDigest,
    ...(notAfter !== undefined && { notAfter }),
    fingerprints: Object.fromEntries(
      certificates.map(({ detail, content }) => [detail, fingerprintOf(content)]),
    ),
  }
}

/** Of the first certificate, the node's own. */
const fingerprintOf = (chain: string): string => readFingerprints(chain)[0] ?? ''
