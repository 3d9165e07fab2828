// Certificates: the profile of RFC 5280 that Go, OpenSSL, Node and GnuTLS all accept. In: what it says and who signs it.
// Out: DER and PEM. What is the same in all certificates of an issuer or of a profile is encoded once.
import type { DistinguishedName } from '../values/distinguished-name'
import type { KeyAlgorithm } from '../values/tls-names'
import { ALGORITHMS } from './algorithms'
import {
  bitString,
  context,
  contextString,
  integer,
  smallInteger,
  namedBits,
  octetString,
  oid,
  sequence,
  time,
  TRUE,
} from './der'
import type { KeyPair, Random } from './key-pair'
import { keyIdentifier } from './key-pair'
import type { AlternativeNames } from './name'
import { encodeAlternativeNames, encodeName } from './name'
import { encodePem } from './pem'
import type { Sign } from './sign'

export type Usage = 'serverAuth' | 'clientAuth'

/** A certificate authority at work. */
export interface Issuer {
  /** Its subject, DER. */
  readonly name: Buffer
  /** The whole authorityKeyIdentifier extension of what it signs. */
  readonly authorityKeyIdentifier: Buffer
  readonly algorithm: KeyAlgorithm
  readonly notBefore: number
  readonly notAfter: number
  readonly sign: Sign
}

export interface LeafTemplate extends AlternativeNames {
  readonly subject: DistinguishedName
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer
  readonly keyAlgorithm: KeyAlgorithm
  readonly usages: readonly Usage[]
  /** Milliseconds. */
  readonly validity: number
}

export interface AuthorityTemplate {
  readonly subject: DistinguishedName
  readonly key: KeyPair
  /** How many authorities may stand between it and a leaf. */
  readonly pathLength: number
  /** Milliseconds. */
  readonly validity: number
}

/** The clock in milliseconds, and where serial numbers come from. */
export interface Means {
  readonly now: number
  readonly random: Random
}

export interface Certificate {
  readonly der: Buffer
  readonly pem: string
  /** Milliseconds, whole seconds. */
  readonly notBefore: number
  readonly notAfter: number
  /** True when it ends with its issuer and not after the time that was asked for. */
  readonly clamped: boolean
}

const HOUR = 3_600_000

/** A leaf. */
export function issueLeaf(template: LeafTemplate, issuer: Issuer, means: Means): Certificate {
  const { subject, publicKey, keyAlgorithm, usages, validity } = template
  const names = encodeAlternativeNames(template)
  const extensions = [
    leafProfile(keyAlgorithm, usages),
    subjectKeyIdentifier(publicKey),
    issuer.authorityKeyIdentifier,
  ]
  // RFC 5280 4.2.1.6: critical where it alone says who this is.
  if (names) extensions.push(extension(SAN, names, subject.length === 0))
  return assemble(encodeName(subject), publicKey, extensions, validity, issuer, means)
}

/** An authority: signed by `parent`, or by itself with `sign`. */
export function issueAuthority(
  template: AuthorityTemplate,
  signer: { readonly parent: Issuer } | { readonly sign: Sign },
  means: Means,
): Certificate {
  const { key, pathLength, validity } = template
  const subject = encodeName(template.subject)
  const common = [
    extension(BASIC_CONSTRAINTS, sequence(TRUE, smallInteger(pathLength)), true),
    extension(KEY_USAGE, namedBits(KEY_CERT_SIGN, CRL_SIGN), true),
    subjectKeyIdentifier(key.publicKey),
  ]
  if ('parent' in signer) {
    const extensions = [...common, signer.parent.authorityKeyIdentifier]
    return assemble(subject, key.publicKey, extensions, validity, signer.parent, means)
  }
  const self = {
    name: subject,
    algorithm: key.algorithm,
    sign: signer.sign,
    notBefore: -Infinity,
    notAfter: Infinity,
  }
  return assemble(subject, key.publicKey, common, validity, self, means)
}

/** The extension by which what an authority signs points to the authority: by key only, which survives its renewal. */
export function authorityKeyIdentifier(subjectKeyIdentifier: Buffer): Buffer {
  return extension(AKI, sequence(contextString(0, subjectKeyIdentifier)))
}

function assemble(
  subject: Buffer,
  publicKey: Buffer,
  extensions: readonly Buffer[],
  validity: number,
  issuer: Omit<Issuer, 'authorityKeyIdentifier'>,
  { now, random }: Means,
): Certificate {
  const { signature } = ALGORITHMS[issuer.algorithm]
  // Clocks of peers run up to an hour behind.
  const notBefore = Math.max(wholeSeconds(now - HOUR), issuer.notBefore)
  const asked = wholeSeconds(now + validity)
  const notAfter = Math.min(asked, issuer.notAfter)
  const tbs = sequence(
    V3,
    serialNumber(random),
    signature,
    issuer.name,
    sequence(time(notBefore), time(notAfter)),
    subject,
    publicKey,
    context(3, sequence(...extensions)),
  )
  const der = sequence(tbs, signature, bitString(issuer.sign(tbs)))
  return { der, pem: encodePem('CERTIFICATE', der), notBefore, notAfter, clamped: notAfter < asked }
}

const wholeSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000) * 1000

/** 16 random bytes with the top bit clear, never zero. */
function serialNumber(random: Random): Buffer {
  for (;;) {
    const bytes = Buffer.from(random(16))
    bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0)
    if (bytes.some((byte) => byte !== 0)) return integer(bytes)
  }
}

// ------------------------------------------------------------------------------------------------------- extensions

const V3 = context(0, smallInteger(2))
const BASIC_CONSTRAINTS = oid('2.5.29.19')
const KEY_USAGE = oid('2.5.29.15')
const EXTENDED_KEY_USAGE = oid('2.5.29.37')
const SKI = oid('2.5.29.14')
const AKI = oid('2.5.29.35')
const SAN = oid('2.5.29.17')
const [DIGITAL_SIGNATURE, KEY_ENCIPHERMENT, KEY_CERT_SIGN, CRL_SIGN] = [0, 2, 5, 6]
const USAGES: Readonly<Record<Usage, Buffer>> = {
  serverAuth: oid('1.3.6.1.5.5.7.3.1'),
  clientAuth: oid('1.3.6.1.5.5.7.3.2'),
}

function extension(id: Buffer, value: Buffer, critical = false): Buffer {
  return sequence(id, ...(critical ? [TRUE] : []), octetString(value))
}

/** The same up to the identifier itself, which is a SHA-1. */
const SKI_PREFIX = extension(SKI, octetString(Buffer.alloc(20))).subarray(0, -20)

const subjectKeyIdentifier = (publicKey: Buffer): Buffer =>
  Buffer.concat([SKI_PREFIX, keyIdentifier(publicKey)])

const profiles = new Map<string, Buffer>()

/** basicConstraints, keyUsage and extendedKeyUsage of a leaf: a handful of kinds, encoded once each. */
function leafProfile(algorithm: KeyAlgorithm, usages: readonly Usage[]): Buffer {
  // RSA key exchange (TLS 1.2) encrypts to the server's key.
  const encipherment = algorithm.startsWith('RSA') && usages.includes('serverAuth')
  const kind = `${String(encipherment)} ${usages.join(' ')}`
  const known = profiles.get(kind)
  if (known !== undefined) return known
  const bits = encipherment ? [DIGITAL_SIGNATURE, KEY_ENCIPHERMENT] : [DIGITAL_SIGNATURE]
  const profile = Buffer.concat([
    extension(BASIC_CONSTRAINTS, sequence(), true),
    extension(KEY_USAGE, namedBits(...bits), true),
    extension(EXTENDED_KEY_USAGE, sequence(...usages.map((usage) => USAGES[usage]))),
  ])
  profiles.set(kind, profile)
  return profile
}
