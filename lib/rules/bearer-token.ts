// Finds users who log in by showing a JWT alone.
import { operatorOf, usersOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { scopesOf } from './support/scopes'

const change =
  'leave bearer out: whoever has the seed signs what the server asks, and the JWT alone is worth nothing'

export const bearerToken: BuiltInRule = {
  code: 'bearer-token',
  severity: 'error',
  title: 'whoever logs in proves to have a key',
  why: 'A bearer JWT is a password that is sent as it is and that nobody can change: who sees it once, in a log, a proxy or a browser, is that user until it ends.',
  change,
  source:
    'nats-server server/auth.go processClientOrLeafAuthentication (no nonce is signed); nats-io/jwt v2 UserPermissionLimits',
  example: 'bearer: the JWT alone lets somebody in',
  check: ({ model }) => [
    ...usersOf(model)
      .filter(({ account, restrictions }) => restrictions.bearer === true && operatorOf(model, account))
      .map(({ path }) => ({ path, message: 'bearer: the JWT alone lets somebody in', change })),
    ...scopesOf(model)
      .filter(({ scope }) => scope.bearer === true)
      .map(({ account: { path }, key }) => ({
        path,
        message: `signingKeys.${key}.scope.bearer: the JWTs alone let somebody in`,
        change,
      })),
  ],
}
