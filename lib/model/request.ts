// What a model needs issued: one request for each identity. The key store answers each with a document and, where there
// is one, a secret. The same request always gets the same answer; a changed one gets a new document for the same key.
import type { NatsClaims } from '../jwt/kinds'
import type { Subject } from '../values/subject'
import type { KeyAlgorithm } from '../values/tls-names'
import type { Identity } from './identity'
import type { DistinguishedNamePart, PasswordSource } from './model'

interface RequestBase {
  readonly identity: Identity
  /** The construct that asks, for messages; not part of what is asked. */
  readonly path: string
}

/** A certificate authority of our own: self-signed, or signed by `issuer`. */
export interface AuthorityRequest extends RequestBase {
  readonly kind: 'authority'
  readonly commonName: string
  readonly keyAlgorithm: KeyAlgorithm
  /** Milliseconds. */
  readonly validity: number
  readonly issuer: Identity | undefined
  readonly pathLength: 0 | 1
}

/** An authority that exists already: its certificates are kept as they were given; its key stays where the program reads it. */
export interface ImportedAuthorityRequest extends RequestBase {
  readonly kind: 'imported-authority'
  readonly certificates: string
  readonly key: PemKey | undefined
}

/** A private key in PEM, held by a Secret. */
export type PemKey = Extract<PasswordSource, { kind: 'text' }>['text']

/** A leaf certificate. */
export interface CertificateRequest extends RequestBase {
  readonly kind: 'certificate'
  /** The authority's name; its intermediate signs if it has one. */
  readonly authority: string
  readonly keyAlgorithm: KeyAlgorithm
  /** PEM of a PKCS#10 request: its key is certified instead of one of ours. */
  readonly csr: string | undefined
  readonly validity: number
  readonly subject: readonly DistinguishedNamePart[]
  readonly dnsNames: readonly string[]
  readonly ipAddresses: readonly string[]
  readonly emails: readonly string[]
  readonly uris: readonly string[]
  readonly usages: readonly ('serverAuth' | 'clientAuth')[]
}

/** An nkey of ours: of an account, an operator, a user, or, to encrypt, a curve key. */
export interface NkeyRequest extends RequestBase {
  readonly kind: 'nkey'
  readonly role: 'A' | 'O' | 'U' | 'X'
  /** Where its owner keeps the seed. */
  readonly publicKey?: string
}

/** A NATS JWT. It stays as it is until something that it says changes, or two thirds of its life have passed. */
export interface JwtRequest extends RequestBase {
  readonly kind: 'jwt'
  readonly type: 'operator' | 'account' | 'user' | 'activation'
  /** The nkey that signs it. */
  readonly signer: Identity
  /** Whose public key it is about: an nkey of ours by its identity, or the owner's. */
  readonly subject: { readonly identity: Identity } | { readonly publicKey: string }
  /** The nkey of the account that it belongs to, of a user or an activation. */
  readonly account?: Identity
  /** Milliseconds; undefined: for ever. */
  readonly validity: number | undefined
  /** It lets somebody in without a key, and so is a secret. */
  readonly isSecret: boolean
  /** What else it says, once what it refers to is known. */
  readonly claims: (known: KnownDocuments) => JwtWords
}

/** What a JWT says beside whom it is about and who signs it when. */
export interface JwtWords {
  readonly name: string
  /** Seconds since 1970. */
  readonly nbf?: number
  readonly nats: NatsClaims[JwtRequest['type']]
}

/** What JWTs refer to. For what is still to be issued it is some text that changes. */
export interface KnownDocuments {
  /** Of an nkey. */
  publicKey(identity: Identity): string
  /** A JWT in another one. */
  token(identity: Identity): string
  /** What an account, given by its nkey, has signed, and the program no longer has. */
  retired(account: Identity): readonly RetiredJwt[]
}

/** Whose JWT it was, and since when, in seconds since 1970, it is gone. */
interface Retired {
  readonly publicKey: string
  readonly at: number
}

export type RetiredJwt =
  | (Retired & { readonly type: 'user' })
  | (Retired & {
      readonly type: 'activation'
      readonly kind: 'stream' | 'service'
      readonly subject: Subject
    })

/** A password or token, of which servers get the bcrypt hash. */
export interface PasswordRequest extends RequestBase {
  readonly kind: 'password'
  readonly source: PasswordSource
}

/** 256 random bits, as text: a key of JetStream's encryption at rest. */
export interface EncryptionKeyRequest extends RequestBase {
  readonly kind: 'encryption-key'
}

export type Request =
  | AuthorityRequest
  | ImportedAuthorityRequest
  | CertificateRequest
  | NkeyRequest
  | JwtRequest
  | PasswordRequest
  | EncryptionKeyRequest
