// A `tls` block: everything nats-server honours on one surface of one cluster, and nothing that it ignores there.
import type { Construct } from 'constructs'
import type { Pin, Tls, TlsCertificate, Trust } from '../model/model'
import { tlsIdentity, userIdentity } from '../model/identity'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { ValueError, show } from '../values/finding'
import { parseDnsPattern, parseIp } from '../values/hosts'
import type { Secret } from '../values/secret'
import type { SurfaceField, SurfaceName } from '../values/surfaces'
import { SURFACES, SURFACE_NAMES, honours } from '../values/surfaces'
import type { CipherSuite, Curve, KeyAlgorithm, TlsVersion } from '../values/tls-names'
import { CIPHER_SUITES, CURVES, KEY_ALGORITHMS, MIN_VERSIONS } from '../values/tls-names'
import type { CertificateAuthority } from './certificate-authority'
import type { NatsConstructProps } from './construct'
import { NatsConstruct, kindOf } from './construct'
import type { LeafNode } from './leaf-node'
import type { NatsCluster } from './nats-cluster'
import { parseCertificates, parseKey } from './pem-props'
import { Props, boolean, integer, oneOf } from './props'
import type { User } from './user'

/** A certificate that natsmith does not issue: copied from PEM, or already at a path of the node. */
export type ForeignCertificate =
  | { readonly certificates: string; readonly key: Secret }
  | { readonly onNode: { readonly certFile: string; readonly keyFile: string } }

/** Whose certificates are trusted: an authority of this deployment, PEM, or a file that is on the node already. */
export type TrustSource =
  CertificateAuthority | { readonly certificates: string } | { readonly onNode: { readonly caFile: string } }

/** A pinned certificate: hex SHA-256 of its public key, or whatever is issued to a user or to the nodes of servers. */
export type PinSource = string | User | NatsCluster | LeafNode

/** The fields that every surface honours. */
export interface TlsProps {
  /** Issues each node's certificate. Give this, or `certificate`. */
  readonly issuer?: CertificateAuthority
  readonly certificate?: ForeignCertificate
  /** Names in the certificate beside those that the model dials and gossips. @defaultValue none */
  readonly dnsNames?: readonly string[]
  /** Addresses in the certificate beside those that the model dials and gossips. @defaultValue none */
  readonly ipAddresses?: readonly string[]
  /** @defaultValue `'P-256'` */
  readonly keyAlgorithm?: KeyAlgorithm
  /** How long a certificate is valid; it is renewed after two thirds of that. @defaultValue `'90d'` */
  readonly validity?: Duration
  /** What the other end's certificate must chain to. @defaultValue the issuer */
  readonly trust?: readonly TrustSource[]
  /** @defaultValue `'1.2'`, the least that nats-server speaks */
  readonly minVersion?: TlsVersion
  /** TLS 1.2 suites to offer. @defaultValue the server's own list */
  readonly cipherSuites?: readonly CipherSuite[]
  /** @defaultValue the server's own order */
  readonly curvePreferences?: readonly Curve[]
}

/** The fields that only some surfaces honour; the table of surfaces says which. */
export interface TlsSurfaceFields {
  /** Asks for a certificate, and refuses who has none. @defaultValue true; routes and gateways always do */
  readonly verify?: boolean
  /** Also maps the certificate to a user. @defaultValue false */
  readonly verifyAndMap?: boolean
  /** Also asks that a DNS name of the certificate is the host of a known URL. @defaultValue false */
  readonly verifyCertAndCheckKnownUrls?: boolean
  /** Accepts only these keys. @defaultValue any that the trusted authorities certified */
  readonly pinnedCerts?: readonly PinSource[]
  /** TLS before INFO: always, or when the client begins with it within 50 ms (`'auto'`) or another time. @defaultValue false */
  readonly handshakeFirst?: boolean | 'auto' | Duration
  /** For the handshake. @defaultValue the server's 2 s */
  readonly timeout?: Duration
  /** New TLS connections a second. @defaultValue no limit */
  readonly connectionRateLimit?: number
}

/** The props of a `tls` block on surface `S`: exactly what the server honours there. */
export type SurfaceTlsProps<S extends SurfaceName> = TlsProps &
  Pick<TlsSurfaceFields, (typeof SURFACES)[S]['fields'][number]>

/** The surfaces that have a `tls` block of their own in a cluster. */
export type ListenerSurface = Exclude<SurfaceName, 'leaf-remote' | 'monitoring'>

export type TlsSurfaceProps = NatsConstructProps &
  { [S in ListenerSurface]: { readonly surface: S } & SurfaceTlsProps<S> }[ListenerSurface]

/** A `tls` block with its references still to constructs. */
export type DeclaredTls = Omit<Tls, 'path' | 'tags' | 'certificate' | 'trust' | 'pinnedCerts'> & {
  readonly issuer: CertificateAuthority | undefined
  readonly foreign: Exclude<TlsCertificate, { kind: 'issued' }> | undefined
  readonly keyAlgorithm: KeyAlgorithm
  readonly validity: number
  readonly dnsNames: readonly string[]
  readonly ipAddresses: readonly string[]
  readonly trust: readonly (CertificateAuthority | Trust)[] | undefined
  readonly pinnedCerts: readonly PinSource[]
}

/**
 * The `tls` block of one listener surface of the cluster or leaf node it stands in; it takes the place of what the
 * cluster's own `tls` prop would say there.
 * @throws FindingsError `invalid-scope`, `field-ignored-on-surface`, `invalid-choice`, `invalid-host`, `invalid-pem`,
 * `invalid-duration`, `invalid-number`, `invalid-pin`, `invalid-path`, `empty-subject-list`
 */
export class TlsSurface extends NatsConstruct {
  readonly tls: DeclaredTls
  /** The cluster or leaf node it belongs to. */
  readonly servers: NatsCluster | LeafNode

  constructor(scope: Construct, id: string, props: TlsSurfaceProps) {
    super(scope, id, 'TlsSurface', props)
    const read = new Props(this.node.path)
    const surface = read.read('surface', props.surface, oneOf(...SURFACE_NAMES))
    this.servers = read.read('scope', scope, parseServers)
    read.done()
    this.tls = readTls(read, '', surface, props)
    read.done()
  }
}

const FIELDS: readonly SurfaceField[] = [
  'verify',
  'verifyAndMap',
  'verifyCertAndCheckKnownUrls',
  'pinnedCerts',
  'handshakeFirst',
  'timeout',
  'connectionRateLimit',
]

/** Reads a `tls` block for `surface`; `prefix` goes before the names of its props in messages. */
export function readTls(
  read: Props,
  prefix: string,
  surface: SurfaceName,
  given: TlsProps & TlsSurfaceFields,
): DeclaredTls {
  for (const field of FIELDS)
    if (given[field] !== undefined && !honours(surface, field))
      read.problem(
        `${prefix}${field}`,
        'field-ignored-on-surface',
        `is given for surface ${surface}, where nats-server ignores or refuses it`,
        'leave it out',
      )
  if (given.issuer !== undefined && given.certificate !== undefined)
    read.problem(`${prefix}issuer, certificate`, 'invalid-choice', 'both are given', 'keep one of them')
  const verify = SURFACES[surface].verify
  return {
    surface,
    issuer: given.issuer,
    foreign: read.optional(`${prefix}certificate`, given.certificate, (value) =>
      foreign(value as ForeignCertificate),
    ),
    keyAlgorithm: read.read(`${prefix}keyAlgorithm`, given.keyAlgorithm ?? 'P-256', oneOf(...KEY_ALGORITHMS)),
    validity: read.read(`${prefix}validity`, given.validity ?? '90d', parseDuration),
    dnsNames: read.list(`${prefix}dnsNames`, given.dnsNames, parseDnsPattern),
    ipAddresses: read.list(`${prefix}ipAddresses`, given.ipAddresses, parseIp),
    trust: given.trust && read.list(`${prefix}trust`, given.trust, (value) => trust(value as TrustSource)),
    verify:
      verify === 'forced' ||
      (verify === 'optional' &&
        (given.verifyAndMap === true || read.read(`${prefix}verify`, given.verify ?? true, boolean))),
    verifyAndMap: read.read(`${prefix}verifyAndMap`, given.verifyAndMap ?? false, boolean),
    verifyCertAndCheckKnownUrls: read.read(
      `${prefix}verifyCertAndCheckKnownUrls`,
      given.verifyCertAndCheckKnownUrls ?? false,
      boolean,
    ),
    minVersion: read.read(`${prefix}minVersion`, given.minVersion ?? '1.2', oneOf(...MIN_VERSIONS)),
    cipherSuites: nonEmpty(read, `${prefix}cipherSuites`, given.cipherSuites, oneOf(...suites)),
    curvePreferences: nonEmpty(read, `${prefix}curvePreferences`, given.curvePreferences, oneOf(...curves)),
    pinnedCerts: nonEmpty(read, `${prefix}pinnedCerts`, given.pinnedCerts, pin) ?? [],
    handshakeFirst: read.read(`${prefix}handshakeFirst`, given.handshakeFirst ?? false, handshakeFirst),
    timeout: read.optional(`${prefix}timeout`, given.timeout, parseDuration),
    connectionRateLimit: read.optional(`${prefix}connectionRateLimit`, given.connectionRateLimit, integer(1)),
  }
}

const suites = Object.keys(CIPHER_SUITES) as readonly CipherSuite[]
const curves = Object.keys(CURVES) as readonly Curve[]

/** What a pin refers to, once names are known. */
export function resolvePin(source: PinSource): Pin {
  if (typeof source === 'string') return { kind: 'fingerprint', sha256: source }
  const path = source.node.path
  if (kindOf(source) === 'User') {
    const user = source as User
    const identity = userIdentity({ account: user.account.ref, name: user.userName })
    return { kind: 'issued', path, identities: [`${identity}/certificate`] }
  }
  const servers = source as NatsCluster | LeafNode
  const identities = servers.nodes.map((node) => tlsIdentity({ name: servers.clusterName }, node, 'cluster'))
  return { kind: 'issued', path, identities }
}

function nonEmpty<T>(
  read: Props,
  prop: string,
  values: readonly unknown[] | undefined,
  parse: (value: unknown) => T,
): readonly T[] | undefined {
  if (values?.length === 0)
    read.problem(
      prop,
      'empty-subject-list',
      'is an empty list, which nats-server reads as "any" or refuses',
      'leave it out, or list something',
    )
  return values && read.list(prop, values, parse)
}

function parseServers(scope: unknown): NatsCluster | LeafNode {
  const kind = kindOf(scope as Construct)
  if (kind === 'NatsCluster' || kind === 'LeafNode') return scope as NatsCluster | LeafNode
  throw new ValueError(
    'invalid-scope',
    'is neither a NatsCluster nor a LeafNode',
    'declare a TlsSurface directly below the servers it is for',
  )
}

function foreign(given: ForeignCertificate): Exclude<TlsCertificate, { kind: 'issued' }> {
  if ('onNode' in given)
    return {
      kind: 'on-node',
      certFile: parseNodePath(given.onNode.certFile),
      keyFile: parseNodePath(given.onNode.keyFile),
    }
  return { kind: 'copied', certificates: parseCertificates(given.certificates), key: parseKey(given.key) }
}

function trust(given: TrustSource): CertificateAuthority | Trust {
  if (typeof given === 'object' && 'certificates' in given)
    return { kind: 'certificates', pem: parseCertificates(given.certificates) }
  if (typeof given === 'object' && 'onNode' in given)
    return { kind: 'on-node', caFile: parseNodePath(given.onNode.caFile) }
  if (kindOf(given) === 'CertificateAuthority') return given
  throw new ValueError(
    'invalid-choice',
    'is no source of trust',
    'give a CertificateAuthority, { certificates } or { onNode }',
  )
}

function pin(given: unknown): PinSource {
  if (typeof given === 'string') {
    if (/^[0-9a-fA-F]{64}$/.test(given)) return given.toLowerCase()
    throw new ValueError(
      'invalid-pin',
      `${show(given)} is not 64 hex digits`,
      'give the SHA-256 of the public key (SubjectPublicKeyInfo) in hex, without colons',
    )
  }
  const kind = kindOf(given as Construct)
  if (kind === 'User' || kind === 'NatsCluster' || kind === 'LeafNode') return given as PinSource
  throw new ValueError(
    'invalid-pin',
    'is neither a fingerprint nor a construct',
    'give 64 hex digits, a User, a NatsCluster or a LeafNode',
  )
}

function handshakeFirst(given: unknown): boolean | 'auto' | number {
  return typeof given === 'boolean' || given === 'auto' ? given : parseDuration(given)
}

/** A path on the node. Throws ValueError `invalid-path`. */
export function parseNodePath(value: unknown): string {
  if (typeof value === 'string' && value.length > 0 && value.length < 1024 && !/[\0-\x1f\x7f]/.test(value))
    return value
  throw new ValueError(
    'invalid-path',
    `${show(value)} is not a path`,
    'give a path as the node sees it, such as /etc/nats/server.crt',
  )
}
