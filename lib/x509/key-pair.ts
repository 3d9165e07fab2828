// Key pairs. In: an algorithm and random bytes, or PEM. Out: the public key as certificates hold it, the private key in
// the short form in which the key store keeps it, and PKCS#8. Only the calls of node:crypto that are fast and never hang.
import type { KeyObject } from 'node:crypto'
import { createECDH, createPrivateKey, createPublicKey, generateKeyPairSync, hash } from 'node:crypto'
import { ValueError } from '../values/finding'
import { remember } from '../values/remember'
import type { KeyAlgorithm } from '../values/tls-names'
import { KEY_ALGORITHMS } from '../values/tls-names'
import type { Algorithm } from './algorithms'
import { ALGORITHMS } from './algorithms'
import { bitString, contentOf, context, smallInteger, octetString, sequence } from './der'
import { encodePem } from './pem'

export type Random = (bytes: number) => Buffer

export interface KeyPair {
  readonly algorithm: KeyAlgorithm
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer
  /** The scalar of an elliptic curve, the seed of Ed25519, or PKCS#8 DER of RSA. */
  readonly privateKey: Buffer
}

export type MakeKeyPair = (algorithm: KeyAlgorithm, random: Random) => KeyPair

/** A new key pair: the same for the same random bytes, except RSA, whose primes node:crypto finds with its own. */
export const makeKeyPair: MakeKeyPair = (algorithm, random) => {
  const { curve, modulusLength } = ALGORITHMS[algorithm]
  if (curve !== undefined) return curvePair(algorithm, curve, randomScalar(curve, random))
  if (modulusLength === undefined) return ed25519Pair(random(32))
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  return { algorithm, publicKey, privateKey }
}

type Curve = NonNullable<Algorithm['curve']>

/** To make one takes as long as to make a key with it. */
const ecdhOf = remember((curve: Curve) => createECDH(curve.name))

function curvePair(algorithm: KeyAlgorithm, curve: Curve, scalar: Buffer): KeyPair {
  const ecdh = ecdhOf(curve)
  ecdh.setPrivateKey(scalar)
  const publicKey = sequence(ALGORITHMS[algorithm].key, bitString(ecdh.getPublicKey()))
  return { algorithm, publicKey, privateKey: scalar }
}

/** A scalar from 1 to the order less 1, every one as likely as another (FIPS 186-5 A.2.2). */
function randomScalar({ size, order }: Curve, random: Random): Buffer {
  for (;;) {
    const scalar = random(size)
    if (scalar.compare(order) < 0 && scalar.some((byte) => byte !== 0)) return scalar
  }
}

function ed25519Pair(seed: Buffer): KeyPair {
  const publicKey = sequence(ALGORITHMS.Ed25519.key, bitString(octetPublicKey('Ed25519', seed)))
  return { algorithm: 'Ed25519', publicKey, privateKey: seed }
}

/** The public key of a seed (RFC 8037), 32 bytes both. By JWK: other ways are ten times slower, or hang (Node 20). */
export function octetPublicKey(crv: 'Ed25519' | 'X25519', seed: Buffer): Buffer {
  const key = createPrivateKey({
    key: { kty: 'OKP', crv, d: seed.toString('base64url'), x: '' },
    format: 'jwk',
  })
  return Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x ?? '', 'base64url')
}

/** PKCS#8, DER (RFC 5958, 5915, 8410). */
export function encodePrivateKey({ algorithm, publicKey, privateKey }: KeyPair): Buffer {
  const { key, curve, modulusLength } = ALGORITHMS[algorithm]
  if (modulusLength !== undefined) return privateKey
  const point = bitString(publicKeyBits(publicKey))
  const inner = curve
    ? sequence(smallInteger(1), octetString(privateKey), context(1, point))
    : octetString(privateKey)
  return sequence(smallInteger(0), key, octetString(inner))
}

/** As node:crypto's own object, to sign with. By JWK where there is one: that is five times as fast as DER. */
export function privateKeyObject(pair: KeyPair): KeyObject {
  const { curve, modulusLength } = ALGORITHMS[pair.algorithm]
  if (modulusLength !== undefined)
    return createPrivateKey({ key: encodePrivateKey(pair), format: 'der', type: 'pkcs8' })
  const bits = publicKeyBits(pair.publicKey)
  const part = (start: number, end?: number): string => bits.toString('base64url', start, end)
  const d = pair.privateKey.toString('base64url')
  // An uncompressed point (SEC 1, 2.3.3) is 4, x and y.
  const key = curve
    ? { kty: 'EC', crv: pair.algorithm, d, x: part(1, 1 + curve.size), y: part(1 + curve.size) }
    : { kty: 'OKP', crv: 'Ed25519', d, x: part(0) }
  return createPrivateKey({ key, format: 'jwk' })
}

/** PKCS#8, PEM. */
export const privateKeyPem = (pair: KeyPair): string => encodePem('PRIVATE KEY', encodePrivateKey(pair))

/** The key inside a SubjectPublicKeyInfo. */
export function publicKeyBits(publicKey: Buffer): Buffer {
  const algorithm = contentOf(publicKey, contentOf(publicKey, 0).start)
  const bits = contentOf(publicKey, algorithm.end)
  // The first byte is the number of bits that are not used: none.
  return publicKey.subarray(bits.start + 1, bits.end)
}

/** RFC 5280 4.2.1.2 method 1, for ever: a CA renewed with the same key must keep it. */
export function keyIdentifier(publicKey: Buffer): Buffer {
  return hash('sha1', publicKeyBits(publicKey), 'buffer')
}

/** A pair from PKCS#8 or SEC1 PEM. Throws ValueError `unsupported-key`. */
export function readPrivateKey(pem: string): KeyPair {
  const key = createPrivateKey(pem)
  const algorithm = keyAlgorithm(key)
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const { modulusLength } = ALGORITHMS[algorithm]
  const privateKey = modulusLength
    ? key.export({ type: 'pkcs8', format: 'der' })
    : Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url')
  return { algorithm, publicKey, privateKey }
}

const CURVES: Readonly<Record<string, KeyAlgorithm>> = { prime256v1: 'P-256', secp384r1: 'P-384' }

/** What kind of key it is: one of `KEY_ALGORITHMS`, or words for another. */
export function keyName({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  const { namedCurve, modulusLength } = asymmetricKeyDetails ?? {}
  if (namedCurve !== undefined) return CURVES[namedCurve] ?? `EC ${namedCurve}`
  if (asymmetricKeyType === 'rsa') return `RSA-${String(modulusLength)}`
  return asymmetricKeyType === 'ed25519' ? 'Ed25519' : String(asymmetricKeyType)
}

/** Which of our algorithms a key has. Throws ValueError `unsupported-key`. */
export function keyAlgorithm(key: KeyObject): KeyAlgorithm {
  const name = keyName(key)
  const algorithm = KEY_ALGORITHMS.find((known) => known === name)
  if (algorithm !== undefined) return algorithm
  throw new ValueError(
    'unsupported-key',
    `the key is ${name}`,
    `use one of ${KEY_ALGORITHMS.join(', ')}, which every NATS server and client loads`,
  )
}
