// In: what the program asks of a JWT, and one that somebody else has signed. Out: the entry of a key store that it becomes, and what it
// says otherwise.
import type { JwtEntry, Requested } from '../keys/entry'
import { rfc3339 } from '../keys/entry'
import { requestedJwt } from '../keys/tokens'
import type { JwtRequest, KnownDocuments } from '../model/request'
import type { Json } from '../values/canonical-json'
import { Secret } from '../values/secret'
import { comparableClaims, differingPaths } from './claims'
import type { AnyStored } from './identities'

/** `unsaid`: paths of claims in which it is not what is asked for. */
export function jwtEntry(
  request: JwtRequest,
  { claims, token }: Pick<AnyStored, 'claims' | 'token'>,
  known: KnownDocuments,
): { readonly entry: JwtEntry; readonly unsaid: readonly string[] } {
  const { identity, account, isSecret, type } = request
  const asked = requestedJwt(request, known)
  const said = comparableClaims(type, claims)
  const differing = differingPaths(comparableClaims(type, asked.claims), said)
  const again = differing.filter((path) => SIGNED_AGAIN[type].includes(path))
  const { exp = 0, iss, sub } = claims
  const issuedAt = timeOf(claims)
  const entry: JwtEntry = {
    identity,
    kind: 'jwt',
    request: { ...asked, claims: withWords(asked.claims, again, said), signer: iss, subject: sub },
    issuedAt,
    public: {
      ...(account !== undefined && { account: known.publicKey(account) }),
      ...(!isSecret && { jwt: token }),
      ...(exp > 0 && { notAfter: rfc3339(exp * 1000) }),
      notBefore: issuedAt,
      subject: sub,
    },
    ...(isSecret && { secret: Secret.of(token) }),
  }
  return { entry, unsaid: differing.filter((path) => !again.includes(path)) }
}

/** When it was issued. */
export const timeOf = ({ iat = 0 }: AnyStored['claims']): string => rfc3339(iat * 1000)

/** The claims, but at `paths`, which are one or two names long, what others say there. */
function withWords(claims: Requested, paths: readonly string[], others: Requested): Requested {
  const changed: Record<string, Json> = { ...claims, nats: { ...(claims['nats'] as Requested) } }
  for (const path of paths) {
    const [name = '', inner] = path.split('.')
    const [to, from] =
      inner === undefined
        ? [changed, others]
        : [changed[name] as Record<string, Json>, others[name] as Requested]
    const word = from[inner ?? name]
    if (word === undefined) Reflect.deleteProperty(to, inner ?? name)
    else to[inner ?? name] = word
  }
  return changed
}

/**
 * What the program says otherwise, and nobody loses anything by: the next issue signs the JWT again. Who signs is for the program to
 * say, and an activation for more than is imported becomes one for that.
 */
const SIGNED_AGAIN: Readonly<Record<JwtRequest['type'], readonly string[]>> = {
  operator: [],
  account: [],
  user: ['nats.issuer_account'],
  activation: ['name', 'nats.issuer_account', 'nats.subject'],
}
