// In: a data key. Out: texts sealed under it (AES-256-GCM), and opened again. The path of each text is associated data, so that no
// sealed text can stand in the place of another. The nonce is derived from key, path and text: what has not changed is sealed
// into the same bytes, and the diff of a commit shows what has changed, and nothing of what it is.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { Secret } from '../values/secret'

export interface Sealer {
  readonly seal: (path: string, text: string) => string
  /** Undefined for what this key did not seal for this path. */
  readonly open: (path: string, sealed: string) => string | undefined
}

const CIPHER = 'aes-256-gcm'
const [NONCE, TAG] = [12, 16]

/** @param dataKey - 32 bytes, base64url */
export function sealer(dataKey: Secret): Sealer {
  const bytes = Buffer.from(dataKey.reveal(), 'base64url')
  const derived = (info: string): Buffer => Buffer.from(hkdfSync('sha256', bytes, '', `natsmith ${info}`, 32))
  const [sealing, nonces] = [derived('seal'), derived('nonce')]
  return {
    seal: (path, text) => {
      const nonce = createHmac('sha256', nonces).update(`${path}\0${text}`).digest().subarray(0, NONCE)
      const cipher = createCipheriv(CIPHER, sealing, nonce).setAAD(Buffer.from(path))
      const parts = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
      return Buffer.concat(parts).toString('base64url')
    },
    open: (path, sealed) => {
      const all = Buffer.from(sealed, 'base64url')
      if (all.length < NONCE + TAG) return undefined
      const decipher = createDecipheriv(CIPHER, sealing, all.subarray(0, NONCE), { authTagLength: TAG })
      decipher.setAAD(Buffer.from(path)).setAuthTag(all.subarray(-TAG))
      try {
        return decipher.update(all.subarray(NONCE, -TAG), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        return undefined
      }
    },
  }
}
