// Signing. In: a key pair. Out: a function from data to the signature that a certificate carries.
import { createPrivateKey, sign } from 'node:crypto'
import { ALGORITHMS } from './algorithms'
import type { KeyPair } from './keys'
import { encodePrivateKey } from './keys'

/** Signs as `ALGORITHMS` says for one key. */
export type Sign = (data: Buffer) => Buffer

/** Prepares one key for many signatures. */
export type MakeSigner = (pair: KeyPair) => Sign

/** By node:crypto; ECDSA with fresh randomness each time. */
export const nodeSigner: MakeSigner = (pair) => {
  const { hash } = ALGORITHMS[pair.algorithm]
  const key = createPrivateKey({ key: encodePrivateKey(pair), format: 'der', type: 'pkcs8' })
  return (data) => sign(hash, data, key)
}
