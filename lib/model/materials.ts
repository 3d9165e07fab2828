// What was issued for a model, as renderers and rules see it. Lookups never throw: for an identity that has no document,
// they give a placeholder, `complete` says so, and nothing with a placeholder in it is ever written.
import type { Secret } from '../values/secret'
import type { Identity } from './identity'

export interface CertificateMaterial {
  /** Leaf, then intermediates, no root; LF ends every line. */
  readonly chain: string
  /** PKCS#8 PEM; undefined where the owner keeps the key (CSR). */
  readonly key: Secret | undefined
  /** Hex SHA-256 of the leaf's DER. */
  readonly fingerprint: string
  /** Hex SHA-256 of the public key (SubjectPublicKeyInfo): nats-server's pin. */
  readonly publicKeyFingerprint: string
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
}

export interface AuthorityMaterial {
  /** What those who trust it need: the root first, then the intermediate, because some clients send none. */
  readonly bundle: string
  readonly notAfter: number
}

export interface NkeyMaterial {
  readonly publicKey: string
  readonly seed: Secret
}

export interface PasswordMaterial {
  /** bcrypt hash. */
  readonly hash: Secret
  /** The text of a generated one; of one that was given, natsmith keeps the hash alone. */
  readonly text: Secret | undefined
}

export interface JwtMaterial {
  readonly token: string
  /** Whose it is. */
  readonly publicKey: string
  /** Of an account: seconds since 1970, by the public keys that are worth nothing if they were issued up to then. */
  readonly revocations: Readonly<Record<string, number>>
  /** Of an account: the same of what it lets others import, by kind and subject: `stream orders.>`. */
  readonly exportRevocations: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Milliseconds since 1970; undefined: for ever. */
  readonly notAfter?: number
}

export interface Materials {
  certificate(identity: Identity): CertificateMaterial
  /** By the authority's name. */
  authority(name: string): AuthorityMaterial
  nkey(identity: Identity): NkeyMaterial
  password(identity: Identity): PasswordMaterial
  /** A JWT that was issued. */
  jwt(identity: Identity): JwtMaterial
  encryptionKey(identity: Identity): Secret
}
