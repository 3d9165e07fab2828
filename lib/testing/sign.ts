// Signatures that come out the same every time, so that a seeded deployment has the same bytes: ECDSA by RFC 6979, which
// node:crypto does not offer. The others (RSA PKCS #1, Ed25519) are deterministic by themselves. For tests only.
import { hash as digest } from 'node:crypto'
import { p256, p384 } from '@noble/curves/nist.js'
import { ALGORITHMS } from '../x509/algorithms'
import { nodeSigner, type MakeSigner } from '../x509/sign'

const CURVES = { 'P-256': p256, 'P-384': p384 }

/** Signs like {@link nodeSigner}, but an ECDSA signature depends on key and data alone. */
export const deterministicSigner: MakeSigner = (pair) => {
  const { algorithm, privateKey } = pair
  if (algorithm !== 'P-256' && algorithm !== 'P-384') return nodeSigner(pair)
  const { hash = 'sha256' } = ALGORITHMS[algorithm]
  const curve = CURVES[algorithm]
  return (data) => Buffer.from(curve.sign(digest(hash, data, 'buffer'), privateKey).toBytes('der'))
}
