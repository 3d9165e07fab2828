// The part of the model that is about certificates: authorities, and `tls` blocks.
import type { Secret } from '../values/secret'
import type { SurfaceName } from '../values/surfaces'
import type { CipherSuite, Curve, KeyAlgorithm, TlsVersion } from '../values/tls-names'
import type { Origin } from './model'

export interface Authority extends Origin {
  readonly name: string
  readonly source: IssuedAuthority | ImportedAuthority
}

export interface IssuedAuthority {
  readonly kind: 'issued'
  readonly commonName: string
  readonly keyAlgorithm: KeyAlgorithm
  /** Milliseconds. */
  readonly validity: number
  readonly intermediate?: { readonly commonName: string; readonly validity: number }
}

export interface ImportedAuthority {
  readonly kind: 'imported'
  /** The issuing certificate, then those above it up to the root. */
  readonly certificates: string
  /** PKCS#8 or SEC1 PEM; without it the authority can be trusted but issues nothing. */
  readonly key?: Secret
}

/** One `tls` block, resolved for one surface of one cluster. */
export interface Tls extends Origin {
  readonly surface: SurfaceName
  readonly certificate: TlsCertificate | undefined
  readonly trust: readonly Trust[]
  readonly verify: boolean
  readonly verifyAndMap: boolean
  readonly verifyCertAndCheckKnownUrls: boolean
  readonly minVersion: TlsVersion
  readonly cipherSuites: readonly CipherSuite[] | undefined
  readonly curvePreferences: readonly Curve[] | undefined
  readonly pinnedCerts: readonly Pin[]
  readonly handshakeFirst: boolean | 'auto' | number
  /** Milliseconds. */
  readonly timeout: number | undefined
  /** Handshakes a second. */
  readonly connectionRateLimit: number | undefined
}

export type TlsCertificate =
  | {
      readonly kind: 'issued'
      readonly authority: string
      readonly keyAlgorithm: KeyAlgorithm
      readonly validity: number
      /** Names beside those that the model dials or gossips. */
      readonly dnsNames: readonly string[]
      readonly ipAddresses: readonly string[]
    }
  | GivenCertificate
  | { readonly kind: 'by-node'; readonly nodes: Readonly<Record<string, GivenCertificate>> }

/** A certificate that natsmith does not issue: copied to the node, or there already. */
export type GivenCertificate =
  | { readonly kind: 'copied'; readonly certificates: string; readonly key: Secret }
  | { readonly kind: 'on-node'; readonly certFile: string; readonly keyFile: string }

/** What the other end's certificate must chain to. */
export type Trust =
  | { readonly kind: 'authority'; readonly name: string }
  | { readonly kind: 'certificates'; readonly pem: string }
  | { readonly kind: 'on-node'; readonly caFile: string }

/** A pinned certificate: a fingerprint, or whatever is issued under an identity. */
export type Pin =
  | { readonly kind: 'fingerprint'; readonly sha256: string }
  | { readonly kind: 'issued'; readonly path: string; readonly identities: readonly string[] }
