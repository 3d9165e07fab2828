// Signing. In: a key pair. Out: a function from data to the signature that a certificate carries.
import { sign, verify, X509Certificate } from 'node:crypto'
import { ALGORITHMS } from './algorithms'
import type { KeyPair } from './key-pair'
import { privateKeyObject } from './key-pair'

/** Signs as `ALGORITHMS` says for one key. */
export type Sign = (data: Buffer) => Buffer

/** Prepares one key for many signatures. */
export type MakeSigner = (pair: KeyPair) => Sign

/** By node:crypto; ECDSA with fresh randomness each time. */
export const nodeSigner: MakeSigner = (pair) => {
  const { hash } = ALGORITHMS[pair.algorithm]
  const key = privateKeyObject(pair)
  return (data) => sign(hash, data, key)
}

/** True when `pair` is the key of the certificate, by its private half: a PKCS#8 may say any public key beside it. */
export function isKeyBehind(certificate: string, pair: KeyPair): boolean {
  const probe = Buffer.from('is it you?')
  const { publicKey } = new X509Certificate(certificate)
  return verify(ALGORITHMS[pair.algorithm].hash, probe, publicKey, nodeSigner(pair)(probe))
}
