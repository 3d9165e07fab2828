// Finds users who were gone from the program, and so are revoked, and are back.
import { jwtIdentity, userIdentity } from '../model/identity'
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'

const change =
  'acknowledge this on the user if whoever has those creds is to be let in again; else give the user another name'

export const revokedUserReturns: BuiltInRule = {
  code: 'revoked-user-returns',
  severity: 'error',
  title: 'who has left the program does not come back by accident',
  why: 'A user of the same name has the key and the creds that were revoked when it left: whoever has those, a leaver or a thief, would be let in again.',
  change,
  source:
    'nats-server server/accounts.go checkUserRevoked (what is no longer in the JWT is no longer revoked)',
  example: 'its creds are revoked since 2026-01-01T00:00:00.000Z, and would be worth something again',
  check: ({ model, issued }) =>
    accountsOf(model)
      .filter((account) => operatorOf(model, account) !== undefined)
      .flatMap(({ users }) =>
        users.flatMap((user) => {
          const { revokedAt } = issued.document(jwtIdentity(userIdentity(user))) ?? {}
          if (revokedAt === undefined) return []
          const since = new Date(revokedAt).toISOString()
          const message = `its creds are revoked since ${since}, and would be worth something again`
          return [{ path: user.path, message, change }]
        }),
      ),
}
