// JWTs in a key store. In: what is asked for, and what they refer to. Out: the words that they say, and the signed token.
import type { Account as AccountClaims } from '../jwt/account'
import { encodeJwt, type Unsigned } from '../jwt/encode'
import type { Kind } from '../jwt/kinds'
import { nkeySigner, type Signer } from '../jwt/nkey-pair'
import type { Activation } from '../jwt/user'
import type { Identity } from '../model/identity'
import type { JwtMaterial } from '../model/materials'
import type { JwtRequest, KnownDocuments, RetiredJwt } from '../model/request'
import type { Json } from '../values/canonical-json'
import { canonical } from '../values/canonical-json'
import { decodeSeed } from '../values/nkey'
import { Secret } from '../values/secret'
import type { Entry, JwtEntry, NkeyEntry, Requested } from './entry'
import { isRetired, rfc3339 } from './entry'

/** What an entry is, or will be: undefined where it is still to be issued, or will be issued anew. */
export type Look = (identity: Identity) => Entry | undefined

/**
 * What JWTs refer to, by what `look` finds; for what it does not find, a text that nothing else is.
 *
 * @param entries - of which those are sought that are retired
 */
export function knownDocuments(look: Look, entries: Iterable<Entry>): KnownDocuments {
  let retired: readonly JwtEntry[] | undefined
  const publicKey = (identity: Identity): string => {
    const entry = look(identity)
    return entry?.kind === 'nkey' ? entry.public.publicKey : `(${identity})`
  }
  return {
    publicKey,
    token: (identity) => {
      const entry = look(identity)
      return entry?.kind === 'jwt' ? tokenOf(entry) : `(${identity})`
    },
    retired: (account) => {
      retired ??= [...entries].filter((entry) => entry.kind === 'jwt' && isRetired(entry)) as JwtEntry[]
      const key = publicKey(account)
      return retired.flatMap((entry) => (entry.public.account === key ? retiredJwt(entry) : []))
    },
  }
}

function retiredJwt({ request, public: said, retiredAt = '' }: JwtEntry): readonly RetiredJwt[] {
  const { type, claims } = request
  // A clock that is behind must not let it in that was issued by another.
  const at = Math.max(Date.parse(retiredAt), Date.parse(said.notBefore))
  const retired = { publicKey: said.subject, at: Math.ceil(at / 1000) }
  if (type === 'user') return [{ type, ...retired }]
  const { kind = 'stream', subject = '' } = claims['nats'] as Activation
  return type === 'activation' ? [{ type, ...retired, kind, subject }] : []
}

/** The JWT of an entry. Without the key store's secrets, one that is a secret is a stand-in. */
export const tokenOf = ({ public: said, secret }: Pick<JwtEntry, 'public' | 'secret'>): string =>
  said.jwt ?? secret?.reveal() ?? ''

/** What is known of an entry. */
export function jwtMaterial(entry: Pick<JwtEntry, 'public' | 'request' | 'secret'>): JwtMaterial {
  const { notAfter, subject } = entry.public
  const { revocations = {}, exports: exported = [] } = entry.request.claims['nats'] as AccountClaims
  return {
    token: tokenOf(entry),
    publicKey: subject,
    revocations,
    exportRevocations: Object.fromEntries(
      exported.map(({ type, subject, revocations: of = {} }) => [`${String(type)} ${String(subject)}`, of]),
    ),
    ...(notAfter !== undefined && { notAfter: Date.parse(notAfter) }),
  }
}

/** What a request comes to: the words of the JWT, who signs it, and for how long. */
export function requestedJwt(request: JwtRequest, known: KnownDocuments): JwtEntry['request'] {
  const { type, signer, subject, validity, isSecret } = request
  const words = request.claims(known)
  return {
    claims: canonical(words as unknown as Json) as Requested,
    ...(isSecret && { secret: true }),
    signer: known.publicKey(signer),
    subject: 'identity' in subject ? known.publicKey(subject.identity) : subject.publicKey,
    type,
    ...(validity !== undefined && { validity }),
  }
}

/** How entries of nkeys sign. With stand-ins for seeds, signatures are none. */
export function jwtSigner({ public: { publicKey }, request, secret }: NkeyEntry, isReal: boolean): Signer {
  const { role } = request as unknown as { readonly role: 'A' | 'O' }
  if (!isReal || secret === undefined) return { publicKey, role, sign: () => Buffer.alloc(64) }
  return nkeySigner(role, decodeSeed(role, secret.reveal()))
}

export interface JwtMeans {
  /** Milliseconds. */
  readonly now: number
  readonly known: KnownDocuments
  readonly signerOf: (identity: Identity) => Signer
}

/** Signs anew; the time at which it is issued only goes forward, by which servers tell the newer of two. */
export function makeJwt(
  request: JwtRequest,
  before: Entry | undefined,
  { now, known, signerOf }: JwtMeans,
): Pick<JwtEntry, 'public' | 'request'> & { readonly secret?: Secret } {
  const asked = requestedJwt(request, known)
  const last = before?.kind === 'jwt' ? Date.parse(before.public.notBefore) + 1000 : 0
  const issuedAt = Math.max(Math.floor(now / 1000) * 1000, last)
  const { validity, account, isSecret } = request
  const end = validity === undefined ? undefined : issuedAt + validity
  const words = asked.claims as unknown as Unsigned<Kind>
  const claims = { ...words, sub: asked.subject, ...(end !== undefined && { exp: Math.floor(end / 1000) }) }
  const token = encodeJwt(
    request.type,
    claims as Unsigned<typeof request.type>,
    signerOf(request.signer),
    issuedAt,
  )
  return {
    request: asked,
    public: {
      ...(account !== undefined && { account: known.publicKey(account) }),
      ...(!isSecret && { jwt: token }),
      ...(end !== undefined && { notAfter: rfc3339(end) }),
      notBefore: rfc3339(issuedAt),
      subject: asked.subject,
    },
    ...(isSecret && { secret: Secret.of(token) }),
  }
}
