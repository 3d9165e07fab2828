// In: claims, who signs, and the time. Out: the JWT, as nats-io/jwt v2 writes it: the same for the same, always.
import { hash } from 'node:crypto'
import { base32 } from '../values/base32'
import { readPublic } from '../values/nkey'
import { registered, type Registered } from './common'
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
  const said = { ...nats, type: kind, version: 2 } as NatsClaims[K]
  return sign(claims, said, signer, now, (all) => shape.write(all))
}

/**
 * What asks servers with a resolver to forget accounts: a JWT of the operator about itself. Source: nats-server server/accounts.go
 * handleDeleteRequest.
 *
 * @param accounts - public keys
 * @param signer - of the operator: a signing key, or its identity key where these are not strict
 */
export const encodeDeletion = (accounts: readonly string[], signer: Signer, now: number): string =>
  sign({ sub: signer.publicKey }, { accounts, type: 'generic', version: 2 }, signer, now, JSON.stringify)

/** What is said, with who signs it and when, signed; its id is a hash of all but what `nats` says. */
function sign<N>(
  claims: Omit<Registered, 'iat' | 'iss' | 'jti'>,
  nats: N,
  signer: Signer,
  now: number,
  write: (all: Registered & { readonly nats: N }) => string,
): string {
  const signed = { ...claims, jti: '', iss: signer.publicKey, iat: Math.floor(now / 1000) }
  const jti = base32(hash('sha512-256', registeredClaims.write(signed), 'buffer'))
  const toSign = `${HEADER}.${encoded(write({ ...signed, jti, nats }))}`
  return `${toSign}.${signer.sign(Buffer.from(toSign)).toString('base64url')}`
}
