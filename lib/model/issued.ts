// What the key store holds, as far as everybody may know it. Rules and diff read this; secrets are not in it.
import type { Identity } from './identity'

/** A document in the ledger, without its secret. */
export interface IssuedDocument {
  readonly identity: Identity
  /** PEM of a certificate, if it is one. */
  readonly certificate?: string
  /** The names in it, beside its subject, if natsmith made it for whoever shows it. */
  readonly names?: { readonly dnsNames: readonly string[]; readonly ipAddresses: readonly string[] }
  /** Hex SHA-256 of the certificate that issued it, if natsmith did. */
  readonly issuer?: string
  /** Milliseconds since 1970. */
  readonly notBefore?: number
  readonly notAfter?: number
  /** True when its notAfter was cut to that of its issuer. */
  readonly clamped?: boolean
  /** Of a JWT: when it was issued, in milliseconds since 1970, and the public key of whom it is about. */
  readonly issuedAt?: number
  readonly subject?: string
  /** Of the JWT of a user who was gone and is back: since when it is revoked, in milliseconds since 1970. */
  readonly revokedAt?: number
  /** Of the JWT of an account: users that it revoked when it was deployed last, and of whom the key store knows nothing. */
  readonly forgotten?: readonly RevokedKey[]
}

export interface RevokedKey {
  /** `U…` */
  readonly publicKey: string
  /** Up to when, in milliseconds since 1970. */
  readonly at: number
}

export interface IssuedView {
  /** Every identity that has a document now and is not retired. */
  readonly identities: ReadonlySet<Identity>
  /** The document as it is, or as it would be issued now. */
  document(identity: Identity): IssuedDocument | undefined
  /** The document as it is now, of an identity that was deployed. */
  deployed(identity: Identity): IssuedDocument | undefined
}
