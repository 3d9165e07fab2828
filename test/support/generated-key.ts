// Keys that nobody has beside a test. In: their kind. Out: the private key.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'

type Kind = 'ed448' | { readonly curve: string } | { readonly rsa: number }

/**
 * Read from what the call that made it has written. Node 20 may hang for ever where a key is written later: while it does, what is left of
 * the call may be collected, and both wait for one lock.
 */
export const generatedKey = (kind: Kind): KeyObject => createPrivateKey(pemOf(kind))

function pemOf(kind: Kind): string {
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const
  if (kind === 'ed448')
    return generateKeyPairSync('ed448', { publicKeyEncoding, privateKeyEncoding }).privateKey
  const made =
    'rsa' in kind
      ? generateKeyPairSync('rsa', { modulusLength: kind.rsa, publicKeyEncoding, privateKeyEncoding })
      : generateKeyPairSync('ec', { namedCurve: kind.curve, publicKeyEncoding, privateKeyEncoding })
  return made.privateKey
}
