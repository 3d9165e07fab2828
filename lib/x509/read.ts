// In: PEM of certificates, ours or anybody's. Out: what they say, as plain data.
import { createPrivateKey, hash, X509Certificate } from 'node:crypto'
import type { DistinguishedName } from '../values/distinguished-name'
import { ValueError } from '../values/finding'
import { asn1 } from './asn1'
import type { Issuer } from './certificate'
import { authorityKeyIdentifier } from './certificate'
import { contentOf, elements, oid, sequence } from './der'
import { keyAlgorithm, keyIdentifier, keyName } from './key-pair'
import type { AlternativeNames } from './name'
import { decodeAlternativeNames } from './name'
import { readName } from './names-asn1'
import { decodePem, splitCertificates } from './pem'
import type { Sign } from './sign'

export interface CertificateFacts extends AlternativeNames {
  /** This certificate alone. */
  readonly pem: string
  readonly subject: DistinguishedName
  /** In hex, with a minus in front of a negative one. */
  readonly serialNumber: string
  /** Hex SHA-256 of the certificate. */
  readonly fingerprint: string
  /** Hex SHA-256 of the SubjectPublicKeyInfo: what nats-server pins. */
  readonly publicKeyFingerprint: string
  /** One of `KEY_ALGORITHMS`, or words for another kind of key: `ec secp521r1`, `RSA-1024`. */
  readonly keyAlgorithm: string
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  readonly isAuthority: boolean
  readonly isSelfSigned: boolean
  /** The digest of its signature, where that is one with which signatures are forged. */
  readonly weakDigest: 'MD5' | 'SHA-1' | undefined
  /** `digitalSignature`, `keyCertSign`, …; undefined: the certificate does not say, so all. */
  readonly keyUsages: readonly string[] | undefined
  /** `serverAuth`, `clientAuth`, or dotted OIDs; undefined: the certificate does not say, so all. */
  readonly extendedKeyUsages: readonly string[] | undefined
}

/** Every certificate in a PEM text, in its order. Throws ValueError `invalid-pem`. */
export const readCertificates = (pem: string): readonly CertificateFacts[] =>
  splitCertificates(pem).map(readCertificate)

/** The first certificate in a PEM text. Throws ValueError `invalid-pem`. */
export const readCertificate = (pem: string): CertificateFacts =>
  parsing(() => {
    const x509 = new X509Certificate(pem)
    const opened = open(x509.raw)
    const { subject, extension, signature } = opened
    const asn = asn1()
    return {
      pem: splitCertificates(pem)[0] ?? pem,
      subject: readName(asn.AsnConvert.parse(subject, asn.Name)),
      serialNumber: x509.serialNumber,
      ...namesIn(opened),
      fingerprint: sha256Hex(x509.raw),
      publicKeyFingerprint: sha256Hex(publicKeyOf(x509)),
      keyAlgorithm: keyName(x509.publicKey),
      ...times(x509),
      isAuthority: extension(asn.id_ce_basicConstraints, asn.BasicConstraints)?.cA ?? false,
      isSelfSigned: x509.checkIssued(x509),
      weakDigest: WEAK_DIGESTS.find(([id]) => oid(id).equals(signature))?.[1],
      keyUsages: extension(asn.id_ce_keyUsage, asn.KeyUsage)?.toJSON(),
      extendedKeyUsages: extension(asn.id_ce_extKeyUsage, asn.ExtendedKeyUsage)?.map(
        (id) => USAGES[id] ?? id,
      ),
    }
  })

/** The names in the first certificate of a PEM text that was parsed before, for who reads many. Throws ValueError `invalid-pem`. */
export const readNames = (pem: string): AlternativeNames => parsing(() => namesIn(open(decodePem(pem))))

/** Of every certificate in such a text. */
export const readFingerprints = (pem: string): readonly string[] =>
  splitCertificates(pem).map((certificate) => sha256Hex(decodePem(certificate)))

type Opened = ReturnType<typeof open>

function namesIn({ value }: Pick<Opened, 'value'>): AlternativeNames {
  const names = value(SUBJECT_ALT_NAME)
  return decodeAlternativeNames(names ?? sequence())
}

/** The last certificate of the chain that the first one of a PEM text begins. Throws ValueError `invalid-pem`. */
export function topOf(pem: string): CertificateFacts | undefined {
  const [first, ...others] = splitCertificates(pem)
  if (first === undefined) return undefined
  const facts = readCertificate(first)
  if (facts.isSelfSigned) return facts
  const x509 = new X509Certificate(first)
  const above = others.find((other) => x509.checkIssued(new X509Certificate(other)))
  return above === undefined ? facts : topOf([above, ...others.filter((other) => other !== above)].join(''))
}

/**
 * How a certificate relates to `authorities`, by its signature: `issued` by one of them; `namesake`: one has the name of its
 * issuer, and did not sign it; undefined: they know nothing of it.
 */
export function relationTo(pem: string, authorities: readonly string[]): 'issued' | 'namesake' | undefined {
  const certificate = new X509Certificate(pem)
  const named = authorities
    .map((authority) => new X509Certificate(authority))
    .filter(({ subject }) => subject === certificate.issuer)
  if (named.length === 0) return undefined
  return named.some(({ publicKey }) => certificate.verify(publicKey)) ? 'issued' : 'namesake'
}

/** Of signature algorithms: with RSA, DSA and ECDSA (RFC 3279). */
const WEAK_DIGESTS = [
  ['1.2.840.113549.1.1.4', 'MD5'],
  ['1.2.840.113549.1.1.5', 'SHA-1'],
  ['1.2.840.10040.4.3', 'SHA-1'],
  ['1.2.840.10045.4.1', 'SHA-1'],
] as const

const USAGES: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
}

/** The authority that a certificate makes of whoever can `sign` for it. Throws ValueError `invalid-pem`, `unsupported-key`. */
export function issuerOf(pem: string, sign: Sign): Issuer {
  const x509 = parsing(() => new X509Certificate(pem))
  const { subject, value } = open(x509.raw)
  const identifier = value(SUBJECT_KEY_IDENTIFIER)
  return {
    // Go compares issuer and subject byte for byte, so it is never encoded anew.
    name: subject,
    authorityKeyIdentifier: authorityKeyIdentifier(
      identifier?.subarray(contentOf(identifier, 0).start) ?? keyIdentifier(publicKeyOf(x509)),
    ),
    algorithm: keyAlgorithm(x509.publicKey),
    ...times(x509),
    sign,
  }
}

/** Milliseconds since 1970. */
function times({ validFrom, validTo }: X509Certificate): Pick<CertificateFacts, 'notBefore' | 'notAfter'> {
  const [notBefore, notAfter] = [Date.parse(validFrom), Date.parse(validTo)]
  if (Number.isNaN(notBefore + notAfter)) throw new TypeError('a time that is none')
  return { notBefore, notAfter }
}

const SUBJECT_ALT_NAME = oid('2.5.29.17')
const SUBJECT_KEY_IDENTIFIER = oid('2.5.29.14')

/** `[0]` and `[3]` of a TBSCertificate (RFC 5280 4.1). */
const [VERSION, EXTENSIONS] = [0xa0, 0xa3]

/** A certificate taken apart, of which each reader decodes what it needs: that of all takes milliseconds. */
function open(certificate: Buffer) {
  const [tbs = certificate, signatureAlgorithm = certificate] = parts(certificate)
  const [signature = signatureAlgorithm] = parts(signatureAlgorithm)
  const fields = parts(tbs)
  // version (not in v1), serialNumber, signature, issuer, validity, subject
  const [, , , , subject = tbs] = fields.slice(fields[0]?.[0] === VERSION ? 1 : 0)
  const [extensions] = parts(fields.find(([tag]) => tag === EXTENSIONS) ?? Buffer.of(EXTENSIONS, 0))
  const all = extensions === undefined ? [] : elements(extensions).map(({ whole }) => elements(whole))
  const value = (id: Buffer): Buffer | undefined =>
    all.find(([extnID]) => extnID?.whole.equals(id))?.at(-1)?.content
  const extension = <T>(id: string, type: new () => T): T | undefined => {
    const found = value(oid(id))
    return found && asn1().AsnConvert.parse(found, type)
  }
  return { subject, value, extension, signature }
}

const parts = (bytes: Buffer): readonly Buffer[] => elements(bytes).map(({ whole }) => whole)

function parsing<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new ValueError(
      'invalid-pem',
      'holds a certificate that cannot be parsed',
      'give a certificate in PEM, such as openssl x509 prints',
      { cause },
    )
  }
}

const publicKeyOf = (x509: X509Certificate): Buffer => x509.publicKey.export({ type: 'spki', format: 'der' })

/** True when the private key in `keyPem` is the certificate's. */
export const isKeyOf = (pem: string, keyPem: string): boolean =>
  new X509Certificate(pem).checkPrivateKey(createPrivateKey(keyPem))

/** Hex SHA-256: the fingerprint of a certificate, and of a public key. */
export const sha256Hex = (bytes: Buffer): string => hash('sha256', bytes, 'hex')
