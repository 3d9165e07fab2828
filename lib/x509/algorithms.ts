// ONE table of key algorithms: how their keys and signatures are written. Source: RFC 5480, 5758, 8410, 8017.
import type { KeyAlgorithm } from '../values/tls-names'
import { NULL, oid, sequence } from './der'

export interface Algorithm {
  /** AlgorithmIdentifier of its keys. */
  readonly key: Buffer
  /** AlgorithmIdentifier of the signatures that its keys make. */
  readonly signature: Buffer
  /** What is signed: a digest, or the data itself. */
  readonly hash: 'sha256' | 'sha384' | undefined
  /** Of elliptic curves: OpenSSL's name, the length of a scalar in bytes, and the order of the group as one. */
  readonly curve?: { readonly name: string; readonly size: number; readonly order: Buffer }
  /** Of RSA: the length of the modulus in bits. */
  readonly modulusLength?: number
}

const EC = oid('1.2.840.10045.2.1')
const ED25519 = sequence(oid('1.3.101.112'))

const rsa = (modulusLength: number): Algorithm => ({
  key: sequence(oid('1.2.840.113549.1.1.1'), NULL),
  signature: sequence(oid('1.2.840.113549.1.1.11'), NULL),
  hash: 'sha256',
  modulusLength,
})

export const ALGORITHMS: Readonly<Record<KeyAlgorithm, Algorithm>> = {
  'P-256': {
    key: sequence(EC, oid('1.2.840.10045.3.1.7')),
    signature: sequence(oid('1.2.840.10045.4.3.2')),
    hash: 'sha256',
    curve: {
      name: 'prime256v1',
      size: 32,
      order: Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex'),
    },
  },
  'P-384': {
    key: sequence(EC, oid('1.3.132.0.34')),
    signature: sequence(oid('1.2.840.10045.4.3.3')),
    hash: 'sha384',
    curve: {
      name: 'secp384r1',
      size: 48,
      order: Buffer.from(
        'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
        'hex',
      ),
    },
  },
  'RSA-2048': rsa(2048),
  'RSA-3072': rsa(3072),
  'RSA-4096': rsa(4096),
  Ed25519: { key: ED25519, signature: ED25519, hash: undefined },
}
