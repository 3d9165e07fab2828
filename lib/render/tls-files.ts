// In: a `tls` block of one node, and what was issued for it. Out: the files that it names, each with its path on the node,
// and with its content unless it is there already.
import { X509Certificate, createPublicKey, hash } from 'node:crypto'
import { authorityIdentity, tlsIdentity } from '../model/identity'
import type { Materials } from '../model/materials'
import type { Cluster, LeafRemote, Node, Tls, TlsCertificate } from '../model/model'
import { shownBy } from '../model/query'
import { remember } from '../values/remember'
import type { Secret } from '../values/secret'
import { sortBy } from '../values/sort'
import { decodePem, splitCertificates } from '../x509/pem'
import type { Artifact } from './artifact'
import { caPath, certificatePath, keyPath } from './paths'

export interface TlsFiles {
  readonly certificate: TlsFile | undefined
  readonly key: TlsFile | undefined
  readonly ca: TlsFile | undefined
}

export interface TlsFile {
  readonly path: string
  /** Undefined: it is on the node already, and not ours. */
  readonly written: Omit<Artifact, 'node' | 'path' | 'detail'> | undefined
}

export type TlsFilesOf = (cluster: Cluster, node: Node, tls: Tls, remote?: LeafRemote) => TlsFiles

/** What several nodes trust is put together once. */
export function tlsFilesOf(materials: Materials): TlsFilesOf {
  const trusted = remember((trust: Tls['trust']) => trustedFile(trust, materials))
  return (cluster, node, tls, remote) => tlsFiles(cluster, node, tls, remote, materials, trusted)
}

function tlsFiles(
  cluster: Cluster,
  node: Node,
  tls: Tls,
  remote: LeafRemote | undefined,
  materials: Materials,
  trusted: (trust: Tls['trust']) => TrustedFile,
): TlsFiles {
  const block = blockName(tls, remote)
  const ca = caFile(cluster, block, tls, trusted)
  const certificate = shownBy(node, tls.certificate)
  switch (certificate?.kind) {
    case undefined:
      return { certificate: undefined, key: undefined, ca }
    case 'on-node':
      return { certificate: onNode(certificate.certFile), key: onNode(certificate.keyFile), ca }
    case 'copied':
      return { ...pair(cluster, block, copied(certificate), []), ca }
    case 'issued': {
      const identity = tlsIdentity(cluster, node, tls.surface, remote)
      return { ...pair(cluster, block, materials.certificate(identity), [identity]), ca }
    }
  }
}

/** No two blocks of a node share a file: of all the surfaces only the remotes are several. */
const blockName = ({ surface }: Tls, remote: LeafRemote | undefined): string =>
  remote === undefined ? surface : `${surface}-${remote.name}`

const onNode = (path: string): TlsFile => ({ path, written: undefined })

// ------------------------------------------------------------------------------------------------ certificate and key

type Certificate = ReturnType<Materials['certificate']>

function pair(
  { configDir }: Cluster,
  block: string,
  { chain, key, fingerprint, publicKeyFingerprint, notBefore, notAfter }: Certificate,
  identities: readonly string[],
): Omit<TlsFiles, 'ca'> {
  return {
    certificate: {
      path: certificatePath(configDir, block, chainFingerprint(chain, fingerprint)),
      written: {
        mode: 0o644,
        sensitive: false,
        purpose: 'certificate',
        content: chain,
        notBefore,
        notAfter,
        identities,
      },
    },
    key: {
      path: keyPath(configDir, block, publicKeyFingerprint),
      written: key && keyContent(key, identities),
    },
  }
}

/** Of all certificates in the file, so that it has another name when another intermediate is sent with the same leaf. */
function chainFingerprint(chain: string, leaf: string): string {
  if (!chain.includes('-----BEGIN CERTIFICATE-----', 1)) return leaf
  return sha256(Buffer.concat(splitCertificates(chain).map(decodePem)))
}

const keyContent = (key: Secret, identities: readonly string[]): TlsFile['written'] => ({
  mode: 0o600,
  sensitive: true,
  purpose: 'key',
  content: key.reveal(),
  identities,
})

function copied({ certificates, key }: Extract<TlsCertificate, { kind: 'copied' }>): Certificate {
  const publicKey = createPublicKey(key.reveal()).export({ type: 'spki', format: 'der' })
  const leaf = new X509Certificate(certificates)
  return {
    chain: certificates,
    key,
    fingerprint: sha256(leaf.raw),
    publicKeyFingerprint: sha256(publicKey),
    notBefore: Date.parse(leaf.validFrom),
    notAfter: earliestEnd(certificates),
  }
}

// -------------------------------------------------------------------------------------------------------------- trust

/** One file on the node, or else a bundle of all that is trusted. */
function caFile(
  { configDir }: Cluster,
  block: string,
  { trust }: Tls,
  trusted: (trust: Tls['trust']) => TrustedFile,
): TlsFile | undefined {
  const file = trust.find((source) => source.kind === 'on-node')
  if (file !== undefined) return onNode(file.caFile)
  if (trust.length === 0) return undefined
  const { fingerprint, written } = trusted(trust)
  return { path: caPath(configDir, block, fingerprint), written }
}

interface TrustedFile {
  readonly fingerprint: string
  readonly written: TlsFile['written']
}

function trustedFile(trust: Tls['trust'], materials: Materials): TrustedFile {
  const names = trust.flatMap((source) => (source.kind === 'authority' ? [source.name] : []))
  const given = trust.flatMap((source) => (source.kind === 'certificates' ? [source.pem] : []))
  const authorities = names.map((name) => materials.authority(name))
  const content = bundleOf([...authorities.map(({ bundle }) => bundle), ...given])
  const notAfter = Math.min(...authorities.map((authority) => authority.notAfter), ...given.map(earliestEnd))
  const identities = names.map(authorityIdentity)
  return {
    fingerprint: sha256(content),
    written: { mode: 0o644, sensitive: false, purpose: 'ca', content, notAfter, identities },
  }
}

/** The certificates of several PEM texts, sorted, each once. */
export function bundleOf(texts: readonly string[]): string {
  return sortBy(new Set(texts.flatMap(splitCertificates)), (pem) => pem).join('')
}

/** Milliseconds since 1970: when the first of the certificates in a PEM text stops being valid. */
function earliestEnd(pem: string): number {
  return Math.min(...splitCertificates(pem).map((block) => Date.parse(new X509Certificate(block).validTo)))
}

const sha256 = (content: string | Buffer): string => hash('sha256', content)
