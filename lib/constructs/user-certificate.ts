// The certificate of a user, as its owner shows it.
import type { DistinguishedNamePart } from '../model/model'
import { defined } from '../values/defined'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { ValueError, show } from '../values/finding'
import { parseDnsPattern } from '../values/hosts'
import { parseText } from '../values/names'
import type { KeyAlgorithm } from '../values/tls-names'
import { KEY_ALGORITHMS } from '../values/tls-names'
import type { CertificateAuthority } from './certificate-authority'
import { construct } from './kinds'
import { oneOf } from './parsers'
import { parseRequest } from './pem-props'
import type { Parse, Props, PropsOf } from './props'

export interface UserCertificateProps {
  /** @defaultValue the issuer of the client listeners of the user's system */
  readonly issuer?: CertificateAuthority
  /**
   * The owner's PKCS#10 request in PEM: its key is certified, and natsmith holds no private key of the user. The names in it
   * are not taken over.
   * @defaultValue none: natsmith makes the key
   */
  readonly csr?: string
  /** @defaultValue `{ CN: '<account>/<user>' }` */
  readonly subject?: Readonly<Partial<Record<DistinguishedNamePart['type'], string | readonly string[]>>>
  /** E-mail addresses. @defaultValue none */
  readonly emails?: readonly string[]
  /** @defaultValue none */
  readonly dnsNames?: readonly string[]
  /** For instance a SPIFFE id. @defaultValue none */
  readonly uris?: readonly string[]
  /** Of the key that natsmith makes. @defaultValue `'P-256'` */
  readonly keyAlgorithm?: KeyAlgorithm
  /** @defaultValue `'90d'` */
  readonly validity?: Duration
}

/** The certificate as it was declared; the issuer is found when the tree is resolved. */
export interface DeclaredUserCertificate {
  readonly issuer?: CertificateAuthority
  readonly csr?: string
  readonly subject: readonly DistinguishedNamePart[]
  readonly emails: readonly string[]
  readonly dnsNames: readonly string[]
  readonly uris: readonly string[]
  readonly keyAlgorithm: KeyAlgorithm
  /** Milliseconds. */
  readonly validity: number
}

/** What a user has who says nothing of a certificate. */
export const DEFAULT_CERTIFICATE: DeclaredUserCertificate = {
  subject: [],
  emails: [],
  dnsNames: [],
  uris: [],
  keyAlgorithm: 'P-256',
  validity: parseDuration('90d'),
}

export function readUserCertificate(read: PropsOf<UserCertificateProps>): DeclaredUserCertificate {
  const csr = read.optional('csr', parseRequest)
  return {
    ...DEFAULT_CERTIFICATE,
    ...defined({
      issuer: read.optional('issuer', construct('CertificateAuthority')),
      csr,
      subject: read.record('subject', parseAttributeType, readAttribute)?.flat(),
      emails: read.list('emails', parseEmail),
      dnsNames: read.list('dnsNames', parseDnsPattern),
      uris: read.list('uris', parseUri),
      // The owner's key is what it is.
      keyAlgorithm: csr === undefined ? read.optional('keyAlgorithm', oneOf(...KEY_ALGORITHMS)) : undefined,
      validity: read.optional('validity', parseDuration),
    }),
  }
}

const parseAttributeType = oneOf('CN', 'OU', 'O', 'L', 'ST', 'C')

function readAttribute(
  read: Props<string>,
  prop: string,
  type: DistinguishedNamePart['type'],
): readonly DistinguishedNamePart[] {
  const parse: Parse<DistinguishedNamePart> = (value) => ({ type, value: parseAttribute(type, value) })
  if (!Array.isArray(read.raw(prop))) return [read.value(prop, parse)]
  read.refuseEmpty(prop, 'which says nothing', 'leave it out')
  return read.list(prop, parse) ?? []
}

/** The most characters an attribute has (RFC 5280 appendix A: ub-common-name and its like). */
const UPPER_BOUNDS = { CN: 64, OU: 64, O: 64, L: 128, ST: 128, C: 2 } as const

function parseAttribute(type: DistinguishedNamePart['type'], value: unknown): string {
  const text = parseText(value)
  if (text.length > UPPER_BOUNDS[type] || (type === 'C' && !/^[A-Z]{2}$/.test(text)))
    throw new ValueError(
      'invalid-text',
      `${show(text)} does not fit into ${type}`,
      type === 'C'
        ? "give the two letters of a country (ISO 3166), such as 'DE'"
        : `give at most ${String(UPPER_BOUNDS[type])} characters`,
    )
  return text
}

function parseEmail(value: unknown): string {
  const email = parseText(value)
  // rfc822Name is IA5String (RFC 5280 4.2.1.6).
  if (/^[\x21-\x3f\x41-\x7e]+@[\x21-\x3f\x41-\x7e]+$/.test(email)) return email
  throw new ValueError(
    'invalid-text',
    `${show(value)} is not an e-mail address in ASCII`,
    'give an address such as bob@acme.com',
  )
}

// Only what Go prints as it read it (net/url), because nats-server compares users with what Go prints.
const HOST = '[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*(:[0-9]{1,5})?'
const PATH = "([A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-F]{2})"
const URI = new RegExp(`^[a-z][a-z0-9+.-]*:(//${HOST}(?=[/?]|$)${PATH}*|(?!/)${PATH}+)$`)

function parseUri(value: unknown): string {
  const uri = parseText(value)
  if (URI.test(uri)) return uri
  throw new ValueError(
    'invalid-text',
    `${show(value)} is not an absolute URI in ASCII, with its scheme in lower case and without fragment`,
    'give a URI such as spiffe://acme/bob',
  )
}
