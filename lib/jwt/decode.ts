// In: the text of a JWT. Out: its claims, or a NatsmithError that says what is wrong with it, and whether it is signed by who it says.
// What a server could take for something else than we do is refused.
import { verify } from 'node:crypto'
import type { Json } from '../values/canonical-json'
import { readPublic, type NkeyRole } from '../values/nkey'
import { texts } from './common'
import { jwtError } from './errors'
import { readJson } from './json'
import { isKind, KINDS, type Claims, type Kind } from './kinds'
import { integer, struct, text } from './shape'
import { isOldKind, migrate } from './version-1'

/** As nats-io/jwt has it, in bytes. */
const LARGEST = 1024 * 1024

export interface JwtOf<K extends Kind> {
  readonly kind: K
  readonly version: 1 | 2
  /** As they are said: nobody has verified them before {@link isSigned} says so. */
  readonly claims: Claims<K> & { readonly iss: string; readonly sub: string }
  readonly signed: string
  readonly signature: Buffer
}

export type Jwt = { readonly [K in Kind]: JwtOf<K> }[Kind]

interface Header {
  readonly typ?: string
  readonly alg?: string
}

const header = struct<Header>({ typ: text, alg: text })

/** What tells the kind and the version. Version 1 had all of it beside `nats`. */
interface Identifier {
  readonly type?: string
  readonly tags?: readonly string[]
  readonly issuer_account?: string
  readonly nats?: { readonly type?: string; readonly version?: number }
}

const identifier = struct<Identifier>({
  type: text,
  tags: texts,
  issuer_account: text,
  nats: struct<NonNullable<Identifier['nats']>>({ type: text, version: integer() }),
})

/** Throws NatsmithError, with a code of {@link JwtErrorCode}. */
export function decodeJwt(token: string): Jwt {
  if (token.length > LARGEST) throw jwtError('jwt-too-large', 'the token is longer than a mebibyte')
  const [head = '', body = '', tail = '', ...more] = token.split('.', 4)
  if (tail === '' || more.length > 0)
    throw jwtError('jwt-parts', 'the token has not the three parts of a JWT')
  const alg = algorithm(readJson(bytesOf(head)))
  const payload = readJson(bytesOf(body))
  const { kind, version } = identify(payload)
  if (alg !== (version === 1 ? 'ed25519' : 'ed25519-nkey'))
    throw jwtError('jwt-alg', `the algorithm is not the one of version ${String(version)}`)
  const signature = bytesOf(tail)
  if (signature.length !== 64)
    throw jwtError('jwt-signature-length', 'the signature has not 64 bytes: the token is cut off')
  const claims = readClaims(kind, version, payload)
  return { kind, version, claims, signed: version === 1 ? body : `${head}.${body}`, signature } as Jwt
}

/** True when the signature is that of the key that the token names as its issuer; whether that may issue, is another question. */
export function isSigned({ claims, signed, signature }: Jwt): boolean {
  const x = readPublic(claims.iss)?.raw.toString('base64url') ?? ''
  const key = { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' } as const
  return verify(null, Buffer.from(signed), key, signature)
}

/** Base64url without padding, of which there is one way to write the same bytes. */
function bytesOf(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (bytes.toString('base64url') !== part)
    throw jwtError('jwt-base64', 'a part of the token is not base64url without padding')
  return bytes
}

function algorithm(json: Json): string {
  const { typ = '', alg = '' } = header.read(json, 'header')
  const name = alg.toLowerCase()
  if (typ.toUpperCase() !== 'JWT') throw jwtError('jwt-alg', 'the header is not that of a JWT')
  if (name === 'ed25519' || name === 'ed25519-nkey') return name
  throw jwtError('jwt-alg', 'the algorithm is not ed25519-nkey, by which NATS signs')
}

function identify(payload: Json): { readonly kind: Kind; readonly version: 1 | 2 } {
  const { type = '', nats = {} } = identifier.read(payload, '')
  const kind = type === '' ? nats.type : type
  if (!isKind(kind))
    throw jwtError(
      'jwt-kind',
      'the token is of no kind that NATS has',
      `one of ${Object.keys(KINDS).join(', ')}`,
    )
  const version = type === '' ? (nats.version ?? 0) : 1
  if (version > 2)
    throw jwtError(
      'jwt-newer',
      `the token has version ${String(version)}`,
      'update natsmith: it knows version 2',
    )
  if (version === 2 || (version === 1 && type !== '' && isOldKind(kind))) return { kind, version }
  throw jwtError('jwt-version', `the token has no version that a ${kind} has`, 'issue it again, as version 2')
}

function readClaims(kind: Kind, version: 1 | 2, payload: Json): Jwt['claims'] {
  const { subject, audience, issuers, claims: shape } = KINDS[kind]
  const json =
    version === 1 && isOldKind(kind) ? migrate(kind, payload as Readonly<Record<string, Json>>) : payload
  const claims = shape.read(json, '')
  const check = (what: string, key: string | undefined, roles: readonly NkeyRole[]): void => {
    const role = readPublic(key ?? '')?.role
    if (role === undefined || !roles.includes(role))
      throw jwtError('jwt-key', `the ${what} of the ${kind} is no public key ${roles.join('… or ')}…`)
  }
  check('issuer', claims.iss, issuers)
  if (subject !== undefined) check('subject', claims.sub, [subject])
  if (audience !== undefined) check('audience', claims.aud, [audience])
  return { ...claims, sub: claims.sub ?? '', iss: claims.iss ?? '' }
}
