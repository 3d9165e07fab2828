// The props of a `tls` block: for each surface, everything that nats-server honours there, and nothing that it ignores.
import type { Duration } from '../values/duration'
import type { Secret } from '../values/secret'
import type { SURFACES, SurfaceName } from '../values/surfaces'
import type { CipherSuite, Curve, KeyAlgorithm, TlsVersion } from '../values/tls-names'
import type { CertificateAuthority } from './certificate-authority'
import type { LeafNode } from './leaf-node'
import type { NatsCluster } from './nats-cluster'
import type { User } from './user'

/** Certificates that natsmith does not issue: one for all nodes, or one for each, by its name. */
export type ForeignCertificate =
  GivenCertificate | { readonly byNode: Readonly<Record<string, GivenCertificate>> }

/** A certificate that natsmith does not issue: copied from PEM, or already at a path of the node. */
export type GivenCertificate =
  | {
      /** PEM: the certificate, then those above it, without the root. */
      readonly certificates: string
      /** Its private key in PEM, without a passphrase. */
      readonly key: Secret
    }
  | {
      /** Paths on the node: the certificate with those above it, and its private key. */
      readonly onNode: { readonly certFile: string; readonly keyFile: string }
    }

/** Whose certificates are trusted: an authority of this deployment, PEM, or a file that is on the node already. */
export type TrustSource =
  CertificateAuthority | { readonly certificates: string } | { readonly onNode: { readonly caFile: string } }

/**
 * A pinned certificate: hex SHA-256 of its public key, or whatever is issued to a user, or to the nodes of servers for
 * dialling this surface.
 */
export type PinSource = string | User | NatsCluster | LeafNode

/** The fields that every surface honours. */
export interface TlsProps {
  /** Issues each node's certificate. Give this, or `certificate`. @defaultValue none; a leaf remote's is who certifies the hub's clients */
  readonly issuer?: CertificateAuthority
  /** A certificate that natsmith does not issue. @defaultValue none: `issuer` issues one */
  readonly certificate?: ForeignCertificate
  /** Names in the certificate beside those that the model dials and gossips. @defaultValue none */
  readonly dnsNames?: readonly string[]
  /** Addresses in the certificate beside those that the model dials and gossips. @defaultValue none */
  readonly ipAddresses?: readonly string[]
  /** Of the certificate that is issued. @defaultValue `'P-256'`; a leaf remote's is the hub's */
  readonly keyAlgorithm?: KeyAlgorithm
  /** How long a certificate is valid; it is renewed after two thirds of that. @defaultValue `'90d'`; a leaf remote's is the hub's */
  readonly validity?: Duration
  /** What the other end's certificate must chain to. @defaultValue the issuer; for a leaf remote, that of the hub */
  readonly trust?: readonly TrustSource[]
  /** @defaultValue `'1.2'`, the least that nats-server speaks; a leaf remote's is the hub's */
  readonly minVersion?: TlsVersion
  /** TLS 1.2 suites to offer. @defaultValue the server's own list; a leaf remote's is the hub's */
  readonly cipherSuites?: readonly CipherSuite[]
  /** @defaultValue the server's own order; a leaf remote's is the hub's */
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
  /**
   * TLS before INFO: always, or when the client begins with it within 50 ms (`'auto'`) or another time. A leaf remote, which
   * begins itself, takes true or false. @defaultValue false; a leaf remote's is the hub's
   */
  readonly handshakeFirst?: boolean | 'auto' | Duration
  /** For the handshake. @defaultValue the server's 2 s */
  readonly timeout?: Duration
  /** New TLS connections a second. @defaultValue no limit */
  readonly connectionRateLimit?: number
}

/** A remote begins with TLS at once, or waits for INFO: it knows no time after which it does either. */
interface OnOrOff {
  readonly handshakeFirst?: boolean
}

/** The props of a `tls` block on surface `S`: exactly what the server honours there. */
export type SurfaceTlsProps<S extends SurfaceName> = TlsProps &
  Pick<TlsSurfaceFields, (typeof SURFACES)[S]['fields'][number]> &
  (S extends 'leaf-remote' ? OnOrOff : unknown)
