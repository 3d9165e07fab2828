// In: a `tls` block of one node, and what was issued for it. Out: the files that it names, each with its path on the node;
// those that are on the node already have no artifact.
import { X509Certificate, createHash, createPublicKey } from 'node:crypto'
import { authorityIdentity, tlsIdentity } from '../model/identity'
import type { Materials } from '../model/materials'
import type { Cluster, LeafRemote, Node, Tls, TlsCertificate } from '../model/model'
import { NatsmithError } from '../values/finding'
import type { Secret } from '../values/secret'
import { sortBy } from '../values/sort'
import { splitCertificates } from '../x509/pem'
import type { Artifact } from './artifact'
import { caPath, certificatePath, keyPath } from './paths'

/** What a `tls` block says about files. */
export interface TlsPaths {
  readonly certFile: string | undefined
  readonly keyFile: string | undefined
  readonly caFile: string | undefined
}

export interface TlsFiles {
  readonly paths: TlsPaths
  /** The files to be written. @throws NatsmithError `mixed-trust` */
  artifacts(): readonly Artifact[]
}

export function tlsFiles(
  cluster: Cluster,
  node: Node,
  tls: Tls,
  materials: Materials,
  remote?: LeafRemote,
): TlsFiles {
  const own = ownCertificate(cluster, node, tls, materials, remote)
  const ca = trustedCertificates(tls, materials)
  const at = cluster.configDir
  const paths = {
    certFile:
      own && ('onNode' in own ? own.onNode.certFile : certificatePath(at, tls.surface, own.fingerprint)),
    keyFile:
      own && ('onNode' in own ? own.onNode.keyFile : keyPath(at, tls.surface, own.publicKeyFingerprint)),
    caFile: ca && ('onNode' in ca ? ca.onNode : caPath(at, tls.surface, sha256(ca.bundle))),
  }
  const base = { node: node.name, detail: remote ? `${tls.surface} ${remote.name}` : tls.surface }
  return {
    paths,
    artifacts: () => [...certificateArtifacts(base, own, paths), ...caArtifacts(base, tls, ca, paths)],
  }
}

// ------------------------------------------------------------------------------------------- certificate and key

interface WrittenCertificate {
  readonly chain: string
  readonly key: Secret | undefined
  readonly fingerprint: string
  readonly publicKeyFingerprint: string
  readonly notAfter: number
  readonly identities: readonly string[]
}

type OwnCertificate =
  WrittenCertificate | { readonly onNode: Extract<TlsCertificate, { kind: 'on-node' }> } | undefined

function ownCertificate(
  cluster: Cluster,
  node: Node,
  tls: Tls,
  materials: Materials,
  remote?: LeafRemote,
): OwnCertificate {
  const { certificate } = tls
  switch (certificate?.kind) {
    case undefined:
      return undefined
    case 'on-node':
      return { onNode: certificate }
    case 'copied':
      return copied(certificate)
    case 'issued': {
      const identity = tlsIdentity(cluster, node, tls.surface, remote)
      return { ...materials.certificate(identity), identities: [identity] }
    }
  }
}

function copied({ certificates, key }: Extract<TlsCertificate, { kind: 'copied' }>): WrittenCertificate {
  const publicKey = createPublicKey(key.reveal()).export({ type: 'spki', format: 'der' })
  return {
    chain: certificates,
    key,
    fingerprint: sha256(new X509Certificate(certificates).raw),
    publicKeyFingerprint: sha256(publicKey),
    notAfter: earliestEnd(certificates),
    identities: [],
  }
}

type Base = Pick<Artifact, 'node' | 'detail'>

function certificateArtifacts(
  base: Base,
  own: OwnCertificate,
  { certFile, keyFile }: TlsPaths,
): readonly Artifact[] {
  if (own === undefined || 'onNode' in own || certFile === undefined || keyFile === undefined) return []
  const { identities, chain, key, notAfter } = own
  const certificate: Artifact = {
    ...base,
    path: certFile,
    mode: 0o644,
    sensitive: false,
    purpose: 'certificate',
    content: chain,
    notAfter,
    identities,
  }
  if (key === undefined) return [certificate]
  const content = key.reveal()
  return [
    certificate,
    { ...base, path: keyFile, mode: 0o600, sensitive: true, purpose: 'key', content, identities },
  ]
}

// ----------------------------------------------------------------------------------------------------------- trust

type Ca =
  | { readonly bundle: string; readonly notAfter: number; readonly identities: readonly string[] }
  | { readonly onNode: string }
  | undefined

/** One file on the node, or a bundle of everything else, each certificate once. */
function trustedCertificates({ trust }: Tls, materials: Materials): Ca {
  const onNode = trust.find((source) => source.kind === 'on-node')
  if (onNode !== undefined) return { onNode: onNode.caFile }
  if (trust.length === 0) return undefined
  const authorities = trust.flatMap((t) => (t.kind === 'authority' ? [t.name] : []))
  const given = trust.flatMap((t) => (t.kind === 'certificates' ? [t.pem] : []))
  const issued = authorities.map((name) => materials.authority(name))
  return {
    bundle: bundleOf([...issued.map(({ bundle }) => bundle), ...given]),
    notAfter: Math.min(...issued.map(({ notAfter }) => notAfter), ...given.map(earliestEnd)),
    identities: authorities.map(authorityIdentity),
  }
}

function caArtifacts(base: Base, tls: Tls, ca: Ca, { caFile }: TlsPaths): readonly Artifact[] {
  if (ca === undefined || caFile === undefined) return []
  if ('bundle' in ca) {
    const { bundle: content, ...rest } = ca
    return [{ ...base, path: caFile, mode: 0o644, sensitive: false, purpose: 'ca', content, ...rest }]
  }
  // A tls block has one ca_file, and a file on the node is not ours to add to.
  if (tls.trust.length > 1)
    throw new NatsmithError(
      'mixed-trust',
      `${tls.path}: trust: has a file on the node beside ${String(tls.trust.length - 1)} other sources`,
      'trust the one file alone, or give its certificates as PEM: { certificates }',
    )
  return []
}

/** The certificates of several PEM texts, sorted, each once. */
export function bundleOf(texts: readonly string[]): string {
  return sortBy(new Set(texts.flatMap(splitCertificates)), (pem) => pem).join('')
}

/** Milliseconds since 1970: when the first of the certificates in a PEM text stops being valid. */
function earliestEnd(pem: string): number {
  return Math.min(...splitCertificates(pem).map((block) => Date.parse(new X509Certificate(block).validTo)))
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}
