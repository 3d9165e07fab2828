// Keyed digests: what may be said of a secret in public, because nobody can check a guess without the store's own key.
import { createHmac } from 'node:crypto'
import type { Secret } from '../values/secret'
import { withoutSecrets } from './errors'
import type { KeyStore } from './store'

/** HMAC-SHA-256, the first 128 bits, base64url. */
export const hmac = (key: Secret, text: string): string =>
  createHmac('sha256', key.reveal()).update(text).digest().toString('base64url', 0, 16)

/** A function from secret text to what a record may say of it. Throws NatsmithError `key-store-without-secrets`. */
export function keyedDigest({ key }: Pick<KeyStore, 'key'>): (text: string) => string {
  if (key === undefined) throw withoutSecrets()
  return (text) => hmac(key, `\0${text}`)
}
