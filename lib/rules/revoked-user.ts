// Finds users of the program who are revoked.
import { jwtIdentity, userIdentity, userName } from '../model/identity'
import type { IssuedView } from '../model/issued'
import type { Account, User } from '../model/model'
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { revokedWords } from './support/revoked'

export const revokedUser: BuiltInRule = {
  code: 'revoked-user',
  severity: 'error',
  title: 'the users of a program are not revoked',
  why: 'Servers refuse a JWT that was issued at the time of a revocation of its key, or before: the user is declared and cannot log in.',
  change: 'rotate the key of the user; what is issued after the revocation is worth something',
  source: 'nats-server server/accounts.go isRevoked (issued at, or before)',
  example:
    'revocations: revoke this user until 2026-01-01T00:00:00.000Z, and its JWT is of 2025-06-01T00:00:00.000Z',
  check: ({ model, issued }) =>
    accountsOf(model)
      .filter((account) => operatorOf(model, account) !== undefined)
      .flatMap((account) => account.users.flatMap((user) => problem(account, user, issued))),
}

function problem({ revocations }: Account, user: User, issued: IssuedView): readonly Violation[] {
  const revoked = revokedWords(issued, jwtIdentity(userIdentity(user)), revocations, (of, key) =>
    'user' in of ? of.user === user.name : of.key === '*' || of.key === key,
  )
  if (revoked === undefined) return []
  return [
    {
      path: user.path,
      message: `revocations: revoke this user until ${revoked.end}, and its JWT is of ${revoked.from}`,
      change: `run natsmith keys rotate user/${userName(user)}/nkey once that time has passed, or take the user out of the program`,
    },
  ]
}
