// In: the props of a `tls` block, for one surface. Out: what they say, and nothing of what they leave open: a leaf remote
// takes that from its hub, and everything else from the defaults, when the tree is resolved.
import type { Tls, TlsCertificate, Trust } from '../model/model'
import { defined } from '../values/defined'
import { parseDuration } from '../values/duration'
import { ValueError, show } from '../values/finding'
import { parseDialledIp, parseDnsPattern } from '../values/hosts'
import { parseName } from '../values/names'
import type { SurfaceField, SurfaceName } from '../values/surfaces'
import { SURFACES, SURFACE_FIELDS, honours } from '../values/surfaces'
import type { CipherSuite, Curve, KeyAlgorithm } from '../values/tls-names'
import { CIPHER_SUITES, CURVES, KEY_ALGORITHMS, MIN_VERSIONS } from '../values/tls-names'
import type { CertificateAuthority } from './certificate-authority'
import { construct, isKind, kindOf } from './kinds'
import { boolean, integer, oneOf, parseNodePath } from './parsers'
import { parseCertificates, parseKey } from './pem-props'
import type { Props, PropsOf } from './props'
import type {
  ForeignCertificate,
  GivenCertificate,
  PinSource,
  TlsProps,
  TlsSurfaceFields,
  TrustSource,
} from './tls-props'

type ForeignTlsCertificate = Exclude<TlsCertificate, { kind: 'issued' }>
type GivenTlsCertificate = Exclude<ForeignTlsCertificate, { kind: 'by-node' }>

/** The fields about the certificate that is shown. */
interface DeclaredCertificate {
  readonly issuer?: CertificateAuthority
  readonly certificate?: ForeignTlsCertificate
  readonly keyAlgorithm?: KeyAlgorithm
  /** Milliseconds. */
  readonly validity?: number
  readonly dnsNames?: readonly string[]
  readonly ipAddresses?: readonly string[]
}

/** A `tls` block with its references still to constructs. */
export interface DeclaredTls
  extends
    DeclaredCertificate,
    Partial<
      Pick<Tls, 'minVersion' | 'cipherSuites' | 'curvePreferences' | Exclude<SurfaceField, 'pinnedCerts'>>
    > {
  readonly surface: SurfaceName
  readonly trust?: readonly (CertificateAuthority | Trust)[]
  readonly pinnedCerts?: readonly PinSource[]
}

export type TlsReader = PropsOf<TlsProps & TlsSurfaceFields>

/** Reads the props of a `tls` block for `surface`; undefined: for one that is not known, since something else is wrong. */
export function readTls(read: TlsReader, surface: SurfaceName | undefined): DeclaredTls {
  for (const field of SURFACE_FIELDS)
    if (read.raw(field) !== undefined && surface !== undefined && !honours(surface, field))
      read.problem(
        field,
        'field-ignored-on-surface',
        `is given for surface ${surface}, where nats-server ignores or refuses it`,
        'leave it out',
      )
  const tls = defined({
    verify: read.optional('verify', boolean),
    verifyAndMap: read.optional('verifyAndMap', boolean),
    verifyCertAndCheckKnownUrls: read.optional('verifyCertAndCheckKnownUrls', boolean),
    minVersion: read.optional('minVersion', oneOf(...MIN_VERSIONS)),
    cipherSuites: read.list('cipherSuites', oneOf(...(Object.keys(CIPHER_SUITES) as CipherSuite[]))),
    curvePreferences: read.list('curvePreferences', oneOf(...(Object.keys(CURVES) as Curve[]))),
    handshakeFirst: read.optional(
      'handshakeFirst',
      surface === 'leaf-remote' ? boolean : parseHandshakeFirst,
    ),
    timeout: read.optional('timeout', parseDuration),
    connectionRateLimit: read.optional('connectionRateLimit', integer(1)),
    trust: read.each('trust', readTrust),
    pinnedCerts: read.list('pinnedCerts', parsePin(surface)),
  })
  for (const prop of ['cipherSuites', 'curvePreferences', 'pinnedCerts'] as const)
    read.refuseEmpty(prop, 'which nats-server refuses, or reads as "any"', 'leave it out, or list something')
  if (tls.verify === false && tls.verifyAndMap === true)
    read.problem('verify', 'invalid-choice', 'is false beside verifyAndMap: true', 'keep one of them')
  return { surface: surface ?? 'client', ...readCertificate(read), ...tls }
}

function readCertificate(read: PropsOf<TlsProps>): DeclaredCertificate {
  const issuer = read.optional('issuer', construct('CertificateAuthority'))
  const certificate = read.object('certificate', readForeign)
  if (read.raw('issuer') !== undefined && read.raw('certificate') !== undefined)
    read.problem('issuer, certificate', 'invalid-choice', 'both are given', 'keep one of them')
  // What is about a certificate to issue means nothing beside one that exists.
  if (read.raw('certificate') !== undefined) return defined({ issuer, certificate })
  return defined({
    issuer,
    keyAlgorithm: read.optional('keyAlgorithm', oneOf(...KEY_ALGORITHMS)),
    validity: read.optional('validity', parseDuration),
    dnsNames: read.list('dnsNames', parseDnsPattern),
    ipAddresses: read.list('ipAddresses', parseDialledIp),
  })
}

function readForeign(read: PropsOf<ForeignCertificate>): ForeignTlsCertificate {
  if (read.raw('byNode') === undefined) return readGiven(read)
  const nodes = read.record('byNode', parseName, (entries, key, name) => [
    name,
    entries.object(key, readGiven),
  ])
  return { kind: 'by-node', nodes: Object.fromEntries(nodes ?? []) as Record<string, GivenTlsCertificate> }
}

function readGiven(read: PropsOf<GivenCertificate>): GivenTlsCertificate {
  if (read.raw('onNode') === undefined)
    return {
      kind: 'copied',
      certificates: read.value('certificates', parseCertificates),
      key: read.value('key', parseKey),
    }
  return read.object('onNode', (paths: Props<'certFile' | 'keyFile'>) => ({
    kind: 'on-node',
    certFile: paths.value('certFile', parseNodePath),
    keyFile: paths.value('keyFile', parseNodePath),
  })) as GivenTlsCertificate
}

function readTrust(sources: Props<string>, position: string): CertificateAuthority | Trust {
  const given = sources.raw(position)
  if (isKind(given, 'CertificateAuthority')) return given
  return sources.object(position, (read: PropsOf<Exclude<TrustSource, CertificateAuthority>>) =>
    read.raw('onNode') === undefined
      ? { kind: 'certificates', pem: read.value('certificates', parseCertificates) }
      : read.object('onNode', (paths: Props<'caFile'>) => ({
          kind: 'on-node',
          caFile: paths.value('caFile', parseNodePath),
        })),
  ) as Trust
}

/** Peers show the certificates of servers, clients those of users; a leaf node may be dialled in by either. */
function parsePin(surface: SurfaceName | undefined): (value: unknown) => PinSource {
  const dialledBy = surface === undefined ? 'leafs' : SURFACES[surface].dialledBy
  return (value) => {
    if (typeof value === 'string' && /^[0-9a-fA-F]{64}$/.test(value)) return value.toLowerCase()
    if (dialledBy !== 'clients' && isKind(value, 'NatsCluster', 'LeafNode')) return value
    if (dialledBy !== 'peers' && isKind(value, 'User')) return value
    throw new ValueError(
      'invalid-pin',
      `${kindOf(value) ?? show(value)} is no fingerprint, and nobody who dials this surface`,
      'give the SHA-256 of the public key (SubjectPublicKeyInfo) in 64 hex digits, a User, or the servers that dial',
    )
  }
}

function parseHandshakeFirst(value: unknown): boolean | 'auto' | number {
  return typeof value === 'boolean' || value === 'auto' ? value : parseDuration(value)
}
