// Keys, authorities and certificate requests for tests. Keys are the same in every run but for RSA, of which a test file
// makes one a length.
import { sign } from 'node:crypto'
import type { Attribute } from '../../lib/values/distinguished-name'
import { distinguishedName } from '../../lib/values/distinguished-name'
import type { KeyAlgorithm } from '../../lib/values/tls-names'
import { seededRandom } from '../../lib/testing/random'
import { ALGORITHMS } from '../../lib/x509/algorithms'
import type { Certificate, Issuer, LeafTemplate } from '../../lib/x509/certificate'
import { issueAuthority, issueLeaf } from '../../lib/x509/certificate'
import { bitString, context, smallInteger, octetString, oid, sequence, set } from '../../lib/x509/der'
import type { KeyPair } from '../../lib/x509/key-pair'
import { makeKeyPair, privateKeyObject, privateKeyPem } from '../../lib/x509/key-pair'
import type { AlternativeNames } from '../../lib/x509/name'
import { encodeAlternativeNames, encodeName } from '../../lib/x509/name'
import { encodePem } from '../../lib/x509/pem'
import { issuerOf } from '../../lib/x509/read'
import { nodeSigner } from '../../lib/x509/sign'

export const NOW = Date.UTC(2026, 0, 15, 12, 30, 15)
export const DAY = 86_400_000
export const random = seededRandom('certificates')
export const NO_NAMES: AlternativeNames = { dnsNames: [], ipAddresses: [], emails: [], uris: [] }

/** Without the long RSA keys, which take seconds to make; test/oracle has them. */
export const QUICK_ALGORITHMS = [
  'P-256',
  'P-384',
  'RSA-2048',
  'Ed25519',
] as const satisfies readonly KeyAlgorithm[]

const rsa = new Map<KeyAlgorithm, KeyPair>()

export function pairOf(algorithm: KeyAlgorithm, name = 'key'): KeyPair {
  if (!algorithm.startsWith('RSA')) return makeKeyPair(algorithm, seededRandom(`${algorithm} ${name}`))
  const known = rsa.get(algorithm) ?? makeKeyPair(algorithm, random)
  rsa.set(algorithm, known)
  return known
}

export interface TestAuthority {
  readonly certificate: Certificate
  readonly issuer: Issuer
}

export function rootOf(
  algorithm: KeyAlgorithm,
  pathLength = 0,
  validity = 3650 * DAY,
  now = NOW,
): TestAuthority {
  const key = pairOf(algorithm, 'root')
  const subject = distinguishedName([{ type: 'CN', value: `root ${algorithm}` }])
  const sign = nodeSigner(key)
  const certificate = issueAuthority({ subject, key, pathLength, validity }, { sign }, { now, random })
  return { certificate, issuer: issuerOf(certificate.pem, sign) }
}

export function intermediateOf(algorithm: KeyAlgorithm, parent: Issuer, now = NOW): TestAuthority {
  const key = pairOf(algorithm, 'intermediate')
  const subject = distinguishedName([{ type: 'CN', value: `intermediate ${algorithm}` }])
  const template = { subject, key, pathLength: 0, validity: 1825 * DAY }
  const certificate = issueAuthority(template, { parent }, { now, random })
  return { certificate, issuer: issuerOf(certificate.pem, nodeSigner(key)) }
}

/** A leaf for both usages, named nats1, with whatever `change` says instead. */
export function leafOf(issuer: Issuer, change: Partial<LeafTemplate> = {}, now = NOW): Certificate {
  const keyAlgorithm = change.keyAlgorithm ?? 'P-256'
  const template: LeafTemplate = {
    ...NO_NAMES,
    subject: distinguishedName([{ type: 'CN', value: 'nats1' }]),
    keyAlgorithm,
    publicKey: pairOf(keyAlgorithm, 'leaf').publicKey,
    usages: ['serverAuth', 'clientAuth'],
    validity: 90 * DAY,
    dnsNames: ['nats1.internal'],
    ipAddresses: ['10.0.0.1', 'fd00::1'],
    ...change,
  }
  return issueLeaf(template, issuer, { now, random })
}

/** What a client shows whose certificate has `names` and no other. */
export const shownBy = (
  { issuer }: TestAuthority,
  names: Partial<LeafTemplate>,
  now: number,
): { readonly certificates: string; readonly key: string } => ({
  certificates: leafOf(issuer, { ...NO_NAMES, ...names }, now).pem,
  key: privateKeyPem(pairOf('P-256', 'leaf')),
})

export interface RequestOptions {
  readonly subject?: readonly Attribute[]
  readonly names?: AlternativeNames
  /** The pair that signs, where it is another than the one to certify. */
  readonly signer?: KeyPair
  /** The signature algorithm and digest, where they are others than those that fit. */
  readonly signature?: { readonly identifier: Buffer; readonly hash: string }
}

/** A PKCS#10 request, PEM. */
export function requestOf(pair: KeyPair, options: RequestOptions = {}): string {
  const { subject = [{ type: 'CN', value: 'asked' }], names = NO_NAMES, signer = pair } = options
  const alternative = encodeAlternativeNames(names)
  const extensions = alternative && sequence(sequence(oid('2.5.29.17'), octetString(alternative)))
  const attributes = extensions ? [sequence(oid('1.2.840.113549.1.9.14'), set(extensions))] : []
  const info = sequence(
    smallInteger(0),
    encodeName(distinguishedName(subject)),
    pair.publicKey,
    context(0, ...attributes),
  )
  const { signature: identifier, hash } = ALGORITHMS[signer.algorithm]
  const chosen = options.signature ?? { identifier, hash }
  const signature = sign(chosen.hash, info, privateKeyObject(signer))
  return encodePem('CERTIFICATE REQUEST', sequence(info, chosen.identifier, bitString(signature)))
}
