// Key pairs that come out the same every time, so that a seeded deployment has the same bytes: RSA with primes from the
// seed, which node:crypto does not offer. The others are made of random bytes as they are. For tests only.
import { checkPrimeSync, createPrivateKey, createPublicKey } from 'node:crypto'
import { ALGORITHMS } from '../x509/algorithms'
import { makeKeyPair, type MakeKeyPair, type Random } from '../x509/key-pair'

const EXPONENT = 65_537n

/** Makes what {@link makeKeyPair} makes, but an RSA key depends on `random` alone. */
export const seededKeyPair: MakeKeyPair = (algorithm, random) => {
  const { modulusLength } = ALGORITHMS[algorithm]
  if (modulusLength === undefined) return makeKeyPair(algorithm, random)
  const p = prime(modulusLength / 2, random)
  const q = prime(modulusLength / 2, random)
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const members = Object.entries(numbers).map(
    ([name, value]) => [name, bytes(value).toString('base64url')] as const,
  )
  const key = createPrivateKey({ key: { kty: 'RSA', ...Object.fromEntries(members) }, format: 'jwk' })
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return { algorithm, publicKey, privateKey: key.export({ type: 'pkcs8', format: 'der' }) }
}

/** The first fitting prime from a random number on whose two highest bits are set, so that a product has all its bits. */
function prime(length: number, random: Random): bigint {
  const start = BigInt(`0x${random(length / 8).toString('hex')}`)
  let candidate = start | (3n << BigInt(length - 2)) | 1n
  while ((candidate - 1n) % EXPONENT === 0n || !checkPrimeSync(candidate)) candidate += 2n
  return candidate
}

/** The number by which `value` is 1 modulo `modulus`; they have no divisor in common. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value, modulus, 1n, 0n]
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
  return ((x % modulus) + modulus) % modulus
}

function bytes(value: bigint): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
}
