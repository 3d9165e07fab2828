// Private keys as the key store keeps them. In: a key pair. Out: text for the secret part, and back.
import { Secret } from '../values/secret'
import type { KeyPair } from '../x509/key-pair'
import type { Entry } from './entry'

export const storeKey = ({ privateKey }: KeyPair): Secret => Secret.of(privateKey.toString('base64url'))

/** The key pair of an entry; undefined where it has none, its owner keeps it, or only the public part was read. */
export function keyOf(entry: Entry): KeyPair | undefined {
  if ((entry.kind !== 'authority' && entry.kind !== 'certificate') || entry.secret === undefined)
    return undefined
  return {
    algorithm: entry.public.keyAlgorithm,
    publicKey: Buffer.from(entry.public.publicKey, 'base64'),
    privateKey: Buffer.from(entry.secret.reveal(), 'base64url'),
  }
}
