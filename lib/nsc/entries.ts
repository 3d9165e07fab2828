// In: what the program asks for, and a store of nsc. Out: entries of a key store that answer with the keys and JWTs of the store.
// What the program cannot say is found here: wherever it asks for something else than a JWT says.
import type { Entry, JwtEntry, NkeyEntry, Requested } from '../keys/entry'
import { rfc3339 } from '../keys/entry'
import { requested } from '../keys/requested'
import { requestedJwt } from '../keys/tokens'
import type { JwtRequest, KnownDocuments, NkeyRequest, Request } from '../model/request'
import type { Finding } from '../values/finding'
import { Secret } from '../values/secret'
import type { Json } from '../values/canonical-json'
import { few } from '../values/words'
import { comparableClaims, differingPaths } from './claims'
import { refuse } from './findings'
import type { AnyStored, Identities } from './identities'
import type { NscStore } from './read'

/** @param findings - gets what no program says */
export function entriesOf(
  requests: readonly Request[],
  { operator, seeds }: NscStore,
  { keys, tokens }: Identities,
  findings: Finding[],
): readonly Entry[] {
  const known: KnownDocuments = {
    publicKey: (identity) => keys.get(identity) ?? '',
    token: (identity) => tokens.get(identity)?.token ?? '',
    retired: () => [],
  }
  // A key has no date of its own.
  const issuedAt = timeOf(operator)
  const nkey = (request: NkeyRequest): NkeyEntry => {
    const publicKey = known.publicKey(request.identity)
    const { identity } = request
    const secret = seeds.get(publicKey)
    return {
      ...{ identity, kind: 'nkey', request: requested(request, known), issuedAt, public: { publicKey } },
      ...(secret && { secret }),
    }
  }
  return requests.flatMap((request): readonly Entry[] => {
    if (request.kind === 'nkey') return [nkey(request)]
    if (request.kind !== 'jwt') return []
    const stored = tokens.get(request.identity)
    return stored === undefined ? [] : [jwtEntry(request, stored, known, findings)]
  })
}

const timeOf = ({ claims }: Pick<AnyStored, 'claims'>): string => rfc3339((claims.iat ?? 0) * 1000)

function jwtEntry(
  request: JwtRequest,
  stored: AnyStored,
  known: KnownDocuments,
  findings: Finding[],
): JwtEntry {
  const { identity, account, isSecret, type } = request
  const { claims, token, file } = stored
  const asked = requestedJwt(request, known)
  const said = comparableClaims(type, claims)
  const differing = differingPaths(comparableClaims(type, asked.claims), said)
  const again = differing.filter((path) => SIGNED_AGAIN[type].includes(path))
  const unsaid = differing.filter((path) => !again.includes(path))
  if (unsaid.length > 0)
    findings.push(
      refuse(
        'nsc-not-said',
        type === 'activation' ? identity : file,
        `no program says ${few(unsaid, 10, ', ')} of this ${type} as its JWT does`,
        'change that with nsc, and import again',
      ),
    )
  const { exp = 0, iss, sub } = claims
  return {
    identity,
    kind: 'jwt',
    request: { ...asked, claims: withWords(asked.claims, again, said), signer: iss, subject: sub },
    issuedAt: timeOf(stored),
    public: {
      ...(account !== undefined && { account: known.publicKey(account) }),
      ...(!isSecret && { jwt: token }),
      ...(exp > 0 && { notAfter: rfc3339(exp * 1000) }),
      notBefore: timeOf(stored),
      subject: sub,
    },
    ...(isSecret && { secret: Secret.of(token) }),
  }
}

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
