// In: claims, who signs, and the time. Out: the JWT, as nats-io/jwt v2 writes it: the same for the same, always.
import { hash } from 'node:crypto'
import { base32 } from '../values/base32'
import { readPublic } from '../values/nkey'
import { registered } from './common'
import { jwtError } from './errors'
import { KINDS, type Claims, type Kind, type NatsClaims } from './kinds'
import type { Signer } from './nkey-pair'
import { struct } from './shape'

/** What is left to say of who signs and when is said by signing. */
export type Unsigned<K extends Kind> = Omit<Claims<K>, 'iat' | 'iss' | 'jti'>

const encoded = (text: string): string => Buffer.from(text).toString('base64url')

const HEADER = encoded('{"typ":"JWT","alg":"ed25519-nkey"}')

const registeredClaims = struct(registered)

/**
 * @param now - milliseconds
 * @throws NatsmithError `jwt-key` for a subject, an audience or a signer of another role than {@link KINDS} says.
 */
export function encodeJwt<K extends Kind>(
  kind: K,
  { nats, ...claims }: Unsigned<K>,
  signer: Signer,
  now: number,
): string {
  const { subject, audience, issuers, claims: shape } = KINDS[kind]
  if (!issuers.includes(signer.role))
    throw jwtError(
      'jwt-key',
      `a key ${signer.role}… signs no ${kind}`,
      `sign with a key ${issuers.join(' or ')}`,
    )
  for (const [what, role, key] of [
    ['subject', subject, claims.sub],
    ['audience', audience, claims.aud],
  ] as const)
    if (role !== undefined && readPublic(key ?? '')?.role !== role)
      throw jwtError('jwt-key', `the ${what} of the ${kind} is no public key ${role}…`, `give a key ${role}…`)
  // The id is a hash of the rest.
  const signed = { ...claims, jti: '', iss: signer.publicKey, iat: Math.floor(now / 1000) }
  const jti = base32(hash('sha512-256', registeredClaims.write(signed), 'buffer'))
  const all = { ...signed, jti, nats: { ...nats, type: kind, version: 2 } as NatsClaims[K] }
  const toSign = `${HEADER}.${encoded(shape.write(all))}`
  return `${toSign}.${signer.sign(Buffer.from(toSign)).toString('base64url')}`
}
