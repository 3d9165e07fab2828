// In: JWTs that were given together, and the time. Out: of each, who issued it, whether a server would take that for good, and why not.
// What the others do not tell is not checked, and said so. Source: nats-server server/auth.go, server/jwt.go, server/accounts.go.
import { NatsmithError, type Finding } from '../values/finding'
import { covers } from '../values/subject'
import { decodeJwt, type Jwt, type JwtOf } from './decode'
import type { Import } from './exports'
import { activationFaults, CHANGES, fault, ownFaults, userFaults, type Fault } from './faults'
import { keyOfSigner, type UserScope } from './signing-keys'

/** `verified` as far as an operator that signed itself; `unchecked` where a token on the way there is not given. */
export type Trust = 'verified' | 'unchecked' | 'refused'

export interface Checked {
  readonly jwt: Jwt
  /** `itself`, `operator ACME`, `a signing key of account ORDERS`; undefined: it is not told. */
  readonly issuedBy?: string
  /** What a user may do that a scoped signing key has signed. */
  readonly scope?: UserScope
  readonly trust: Trust
  readonly findings: readonly Finding[]
}

/**
 * @param now - milliseconds
 * @param keys - public keys of the seeds beside the tokens: that of creds belongs to their user
 */
export function checkChain(jwts: readonly Jwt[], keys: readonly string[], now: number): readonly Checked[] {
  const given = { jwts: newestFirst(jwts), seconds: Math.floor(now / 1000) }
  return jwts.map((jwt) => {
    const isOther = jwts.length === 1 && keys.length === 1 && keys[0] !== jwt.claims.sub
    return check(
      jwt,
      given,
      fault(isOther, 'jwt-seed-of-another', 'the seed beside it belongs to another key'),
    )
  })
}

export const titleOf = ({ kind, claims }: Jwt): string =>
  `${kind.replace('_', ' ')} ${claims.name ?? claims.sub}`

interface Given {
  readonly jwts: readonly Jwt[]
  readonly seconds: number
}

/** Of two with the same subject, the later counts. */
const newestFirst = (jwts: readonly Jwt[]): readonly Jwt[] =>
  [...jwts].sort((a, b) => (b.claims.iat ?? 0) - (a.claims.iat ?? 0))

function check(jwt: Jwt, given: Given, others: readonly Fault[] = []): Checked {
  const { issuer, faults, ...link } = linkOf(jwt, given)
  const above = issuer && check(issuer, given)
  const all = [
    ...ownFaults(jwt, given.seconds),
    ...faults,
    ...fault(above?.trust === 'refused', 'jwt-issuer-refused', `${link.issuedBy ?? ''} is refused itself`),
    ...others,
  ]
  const findings = all.map(({ code, message }): Finding => {
    return { code, severity: 'error', path: titleOf(jwt), message, change: CHANGES[code] }
  })
  const good = jwt.kind === 'operator' ? 'verified' : (above?.trust ?? 'unchecked')
  return { jwt, ...link, trust: findings.length > 0 ? 'refused' : good, findings }
}

/** Who issued a token, and what speaks against that. */
interface Link {
  readonly issuedBy?: string
  readonly issuer?: Jwt
  readonly scope?: UserScope
  readonly faults: readonly Fault[]
}

function linkOf(jwt: Jwt, given: Given): Link {
  switch (jwt.kind) {
    case 'operator':
      return operatorLink(jwt)
    case 'account': {
      const link = accountLink(jwt, given)
      return { ...link, faults: [...link.faults, ...importFaults(jwt, given)] }
    }
    case 'user':
    case 'activation':
    case 'authorization_response':
      return memberLink(jwt, given)
    case 'authorization_request':
      return { issuedBy: 'a server', faults: [] }
  }
}

function operatorLink({ claims }: JwtOf<'operator'>): Link {
  return claims.iss === claims.sub
    ? { issuedBy: 'itself', faults: [] }
    : { faults: fault(true, 'jwt-not-self-signed', 'another key has signed it: anybody could') }
}

function accountLink({ claims }: JwtOf<'account'>, { jwts }: Given): Link {
  const [first] = operatorsOf(jwts)
  const issuer = operatorsOf(jwts).find((operator) => keysOf(operator).includes(claims.iss))
  if (issuer !== undefined) return { issuer, ...signedBy(issuer, claims.iss, issuer) }
  return {
    ...(claims.iss === claims.sub && { issuedBy: 'itself' }),
    faults: first ? fault(true, 'jwt-issuer-unknown', `no key of ${titleOf(first)} has signed it`) : [],
  }
}

const operatorsOf = (jwts: readonly Jwt[]): readonly JwtOf<'operator'>[] =>
  jwts.filter((jwt) => jwt.kind === 'operator')

const keysOf = ({ claims }: JwtOf<'operator'>): readonly string[] => [
  claims.sub,
  ...(claims.nats?.signing_keys ?? []),
]

/** @param operator - which may demand that identity keys sign nothing */
function signedBy(issuer: Jwt, key: string, operator: JwtOf<'operator'> | undefined): Link {
  const title = titleOf(issuer)
  if (key !== issuer.claims.sub) return { issuedBy: `a signing key of ${title}`, faults: [] }
  const isStrict = operator?.claims.nats?.strict_signing_key_usage === true
  const message = `the identity key of ${title} has signed it, and the operator demands signing keys`
  return { issuedBy: title, faults: fault(isStrict, 'jwt-strict-signing-keys', message) }
}

type Member = JwtOf<'user'> | JwtOf<'activation'> | JwtOf<'authorization_response'>

function memberLink(jwt: Member, { jwts }: Given): Link {
  const { iss, nats } = jwt.claims
  const accounts = jwts.filter((other) => other.kind === 'account')
  const account = accounts.find(({ claims }) => claims.sub === (nats?.issuer_account ?? iss))
  if (account === undefined) {
    const owner = nats?.issuer_account === undefined && accounts.find((other) => signerOf(other, iss))
    const message = `a signing key of ${owner ? titleOf(owner) : ''} has signed it, and it does not say for which account`
    return { faults: fault(owner !== undefined && owner !== false, 'jwt-issuer-account', message) }
  }
  const signer = iss === account.claims.sub ? iss : signerOf(account, iss)
  if (signer === undefined)
    return {
      issuer: account,
      faults: fault(true, 'jwt-issuer-unknown', `no key of ${titleOf(account)} has signed it`),
    }
  const operator = operatorsOf(jwts).find((other) => keysOf(other).includes(account.claims.iss))
  const link = signedBy(account, iss, operator)
  const scope = typeof signer === 'string' ? undefined : signer
  return {
    ...link,
    issuer: account,
    ...(scope && { scope }),
    faults: [
      ...link.faults,
      ...(jwt.kind === 'user' ? userFaults(jwt, account, scope) : []),
      ...(jwt.kind === 'activation' ? activationFaults(jwt, account) : []),
    ],
  }
}

const signerOf = ({ claims }: JwtOf<'account'>, key: string): string | UserScope | undefined =>
  claims.nats?.signing_keys?.find((signer) => keyOfSigner(signer) === key)

/** What is wrong with the activations among the imports of an account. */
const importFaults = ({ claims }: JwtOf<'account'>, given: Given): readonly Fault[] =>
  (claims.nats?.imports ?? []).flatMap((one, i) =>
    activationOfImport(one, claims.sub, given).map((why): Fault => {
      return { code: 'jwt-activation', message: `imports[${String(i)}]: ${why}` }
    }),
  )

function activationOfImport({ token, ...one }: Import, importer: string, given: Given): readonly string[] {
  if (token === undefined || token === '') return []
  try {
    const jwt = decodeJwt(token)
    if (jwt.kind !== 'activation') return ['its token is no activation']
    const { sub, iss, nats } = jwt.claims
    const isFor = nats?.kind === one.type && covers(nats?.subject ?? '', one.subject ?? '')
    return [
      ...check(jwt, given).findings.map(({ message }) => message),
      ...(sub === importer ? [] : ['its activation is for another account']),
      ...((nats?.issuer_account ?? iss) === one.account ? [] : ['its activation is from another account']),
      ...(isFor ? [] : ['its activation is for something else']),
    ]
  } catch (error) {
    if (error instanceof NatsmithError) return [error.message]
    throw error
  }
}
