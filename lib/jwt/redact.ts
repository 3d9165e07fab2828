// In: a JWT. Out: the same without what is secret in its claims: what a client said to log in, a user that is let in, and seeds,
// wherever somebody has put them.
import { isSecretText } from '../values/finding'
import type { Jwt, JwtOf } from './decode'

const SECRET = '[secret]'

export function redact(jwt: Jwt): Jwt {
  const claims = hideSecrets(jwt.claims)
  const hidden = { ...jwt, claims } as Jwt
  if (hidden.kind === 'authorization_request') return withoutLogin(hidden)
  return hidden.kind === 'authorization_response' && hidden.claims.nats?.jwt !== undefined
    ? { ...hidden, claims: { ...hidden.claims, nats: { ...hidden.claims.nats, jwt: SECRET } } }
    : hidden
}

function withoutLogin(jwt: JwtOf<'authorization_request'>): Jwt {
  const { nats = {} } = jwt.claims
  const login = Object.fromEntries(
    Object.entries(nats.connect_opts ?? {}).map(([name, value]) => [name, LOGIN.has(name) ? SECRET : value]),
  )
  return { ...jwt, claims: { ...jwt.claims, nats: { ...nats, connect_opts: login } } }
}

const LOGIN: ReadonlySet<string> = new Set(['jwt', 'sig', 'auth_token', 'pass'])

function hideSecrets(value: unknown): unknown {
  if (typeof value === 'string') return isSecretText(value) ? SECRET : value
  if (Array.isArray(value)) return value.map(hideSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [isSecretText(key) ? SECRET : key, hideSecrets(inner)]),
  )
}
