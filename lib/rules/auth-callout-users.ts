// Finds auth callouts that no service can answer, and users of them that servers never look for.
import { calloutsIn, isSame } from '../model/callout'
import { userName } from '../model/identity'
import type { AuthCallout, System } from '../model/model'
import type { BuiltInRule, Violation } from '../model/rule'

export const authCalloutUsers: BuiltInRule = {
  code: 'auth-callout-users',
  severity: 'error',
  title: 'a user of the account of an auth callout is not asked about, so that its service can log in',
  why: 'Servers ask in that account, and take answers from there: with nobody in it who may log in unasked, everybody is shut out. nats-server says nothing of it, not even of users that do not exist.',
  change: 'declare a user for the service in that account, and name it in users',
  source: 'nats-server server/auth.go configureAuthorization, server/accounts.go isExternalAuthUser',
  example: 'users: none is of the account AUTH, in which the service answers',
  check: ({ model }) =>
    model.systems.flatMap((system) => calloutsIn(system).flatMap((callout) => violations(callout, system))),
}

function violations({ path, account, users }: AuthCallout, { name, operator }: System): readonly Violation[] {
  const isThere = users.some((user) => isSame(user.account, account))
  const unseen = users.filter((user) =>
    operator === undefined ? user.account.system !== name : !isSame(user.account, account),
  )
  return [
    ...(isThere
      ? []
      : [
          {
            path,
            message: `users: none is of the account ${account.account}, in which the service answers`,
            change: `declare a user for the service in ${account.account}, and name it in users`,
          },
        ]),
    ...unseen.map((user) => ({
      path,
      message: `users: nobody is ever asked about ${userName(user)}`,
      change: 'leave it out',
    })),
  ]
}
