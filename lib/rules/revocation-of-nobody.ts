// Finds revocations of users that the program does not have, and of leave that nobody needs.
import { accountsOf, isPrivate } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'leave it out: who leaves the program is revoked without it; or give the public key'

export const revocationOfNobody: BuiltInRule = {
  code: 'revocation-of-nobody',
  severity: 'error',
  title:
    'a revocation by name is of a user of the account, and one of leave to import of an export that needs it',
  why: 'Servers know revoked users by their keys, and nobody here knows the key of a user who is not there. What every account may import is imported without an activation that could be revoked.',
  change,
  source: 'nats-io/jwt v2 RevocationList',
  example: 'revocations: "bob" is no user of SHOP with an nkey',
  check: ({ model }) =>
    accountsOf(model).flatMap(({ path, name, users, revocations, exports }) => [
      ...revocations.flatMap(({ of }) => {
        if ('key' in of || users.some((user) => user.name === of.user && user.login.kind === 'nkey'))
          return []
        return [{ path, message: `revocations: ${show(of.user)} is no user of ${name} with an nkey`, change }]
      }),
      ...exports
        .filter((one) => !isPrivate(one) && (one.revocations ?? []).length > 0)
        .map(({ kind, subject }) => ({
          path,
          message: `exports: every account may import ${kind} ${show(subject)}, and needs no leave that could be revoked`,
          change: 'name the accounts that may import it, or leave the revocations out',
        })),
    ]),
}
