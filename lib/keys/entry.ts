// What the key store holds for one identity: what was asked, what was issued, and the secret, apart from the rest.
import type { Identity } from '../model/identity'
import type { Json } from '../values/canonical-json'
import { rememberLatest } from '../values/remember'
import type { Secret } from '../values/secret'
import type { KeyAlgorithm } from '../values/tls-names'

/** A request without identity and path, as plain data. */
export type Requested = Readonly<Record<string, Json>>

interface EntryOf<Kind extends string, Public extends object, Request extends Requested = Requested> {
  readonly identity: Identity
  readonly kind: Kind
  /** What was asked for: the request without identity and path. */
  readonly request: Request
  /** RFC 3339, UTC, as all times of an entry. */
  readonly issuedAt: string
  /** Since when the program no longer asks for it. */
  readonly retiredAt?: string | undefined
  /** What everybody may know. */
  readonly public: Public
  /** Keyed digest of what a conf holds of the secret, as records have it; absent where a conf holds none. */
  readonly digest?: string | undefined
  /** Absent where there is none, or where only the public part was read. */
  readonly secret?: Secret | undefined
}

/** A certificate that natsmith issued. */
export interface IssuedCertificate {
  /** PEM of it alone. */
  readonly certificate: string
  /** Hex SHA-256 of the certificate, and of its SubjectPublicKeyInfo. */
  readonly fingerprint: string
  readonly publicKeyFingerprint: string
  readonly keyAlgorithm: KeyAlgorithm
  /** SubjectPublicKeyInfo, DER in base64. */
  readonly publicKey: string
  readonly notBefore: string
  readonly notAfter: string
  /** True when it ends with its issuer. */
  readonly clamped?: true
  /** Fingerprint of the certificate that issued it, whatever that is called; absent for a root. */
  readonly issuer?: string
}

/** A root or intermediate of ours. Secret: the private key, base64url of its short form. */
export type AuthorityEntry = EntryOf<'authority', IssuedCertificate>

/** A leaf. Secret: as for an authority; none where the owner keeps the key. */
export type CertificateEntry = EntryOf<'certificate', IssuedCertificate>

/**
 * An authority of somebody else. Its certificates stand in `request`. Its key is not copied: it stays where the program reads
 * it, so that whoever owns the authority decides where it is kept and takes it back by deleting it there.
 */
export type ImportedAuthorityEntry = EntryOf<
  'imported-authority',
  Pick<IssuedCertificate, 'fingerprint' | 'notBefore' | 'notAfter'>,
  Requested & { readonly certificates: string }
>

/** Secret: the seed, `SU…`; none where the owner keeps it. */
export type NkeyEntry = EntryOf<'nkey', { readonly publicKey: string }>

/** Secret: a {@link StoredPassword} as JSON. */
export type PasswordEntry = EntryOf<'password', Readonly<Record<string, never>>>

/** Secret: the key. */
export type EncryptionKeyEntry = EntryOf<'encryption-key', Readonly<Record<string, never>>>

/** A NATS JWT. Secret: the JWT, where it lets somebody in without a key. */
export type JwtEntry = EntryOf<
  'jwt',
  {
    readonly jwt?: string
    /** Public keys: whose it is, and of the account that it belongs to, of a user or an activation. */
    readonly subject: string
    readonly account?: string
    /** When it was issued, to the second. */
    readonly notBefore: string
    readonly notAfter?: string
  },
  Requested & {
    readonly type: string
    readonly claims: Requested
    readonly subject: string
    /** Public key of who signs. */
    readonly signer: string
  }
>

export type Entry =
  | AuthorityEntry
  | CertificateEntry
  | ImportedAuthorityEntry
  | NkeyEntry
  | PasswordEntry
  | EncryptionKeyEntry
  | JwtEntry

/** Whether the key store keeps a secret of an entry; of a certificate request or a public key, the owner does. */
export function hasSecret({ kind, request }: Pick<Entry, 'kind' | 'request'>): boolean {
  if (kind === 'jwt') return request['secret'] === true
  if (kind === 'nkey') return request['publicKey'] === undefined
  return kind !== 'imported-authority' && !(kind === 'certificate' && request['csr'] !== undefined)
}

export const isRetired = (entry: Entry): boolean => entry.retiredAt !== undefined

export const rfc3339 = rememberLatest((milliseconds: number) => new Date(milliseconds).toISOString())

/** From when to when the document of an entry is valid, in milliseconds; undefined for one that is valid for ever. */
export function lifetimeOf(
  entry: Entry,
): { readonly notBefore: number; readonly notAfter: number } | undefined {
  if (!('notAfter' in entry.public)) return undefined
  return { notBefore: Date.parse(entry.public.notBefore), notAfter: Date.parse(entry.public.notAfter) }
}
