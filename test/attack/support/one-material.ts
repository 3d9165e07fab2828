// Materials for confs that nobody runs: everybody has the same certificate, nkey and password.
import type { Materials } from '../../../lib/model/materials'
import { Secret } from '../../../lib/values/secret'
import { BCRYPT, CERTIFICATE, KEY, PUBLIC_KEY } from '../../constructs/support/cases'

const fingerprint = '00'.repeat(32)
const years = { notBefore: Date.UTC(2026, 0), notAfter: Date.UTC(2030, 0) }

export const ONE_MATERIAL: Materials = {
  certificate: () => ({
    chain: CERTIFICATE,
    key: KEY,
    fingerprint,
    publicKeyFingerprint: fingerprint,
    ...years,
  }),
  authority: () => ({ bundle: CERTIFICATE, notAfter: years.notAfter }),
  nkey: () => ({ publicKey: PUBLIC_KEY, seed: Secret.of('a seed') }),
  password: () => ({ hash: Secret.of(BCRYPT), text: undefined }),
  jwt: () => ({ token: 'a token', publicKey: PUBLIC_KEY, revocations: {}, exportRevocations: {} }),
  encryptionKey: () => Secret.of('a key'),
}
