// Finds two users that servers could not tell apart.
import { accountName, userName } from '../model/identity'
import type { User } from '../model/model'
import { operatorOf, serverName, usersOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'

/** Something that must be different for every user of a system. */
interface Distinction {
  readonly of: (user: User) => string | undefined
  /** What the user has in common with another. */
  readonly message: (user: User, value: string) => string
  readonly change: string
}

const DISTINCTIONS: readonly Distinction[] = [
  {
    of: userName,
    message: ({ name }) => `name: ${show(name)} is also the name`,
    change: 'give one of them another name',
  },
  {
    of: serverName,
    message: ({ login }, value) =>
      login.kind === 'password'
        ? `name: ${show(value)} is also the login`
        : `certificate: maps to ${show(value)}, the login`,
    change:
      'give one of them another name, or an nkey: servers know names of users across all accounts of a system',
  },
  {
    of: ({ login }) => (login.kind === 'nkey' ? login.publicKey : undefined),
    message: (_, value) => `nkey: ${show(value)} is also that`,
    change: 'have each owner make a key of their own',
  },
]

export const duplicateUser: BuiltInRule = {
  code: 'duplicate-user',
  severity: 'error',
  title: 'no two users of a system have one name, certificate identity or nkey',
  why: 'nats-server refuses to start: within all accounts of a server a login belongs to one user.',
  change: 'give one of them another name, or an nkey of its own',
  source: 'nats-server server/opts.go parseAccounts ("Duplicate user", "Duplicate nkey")',
  example: 'name: "alice" is also the login of prod/billing/alice',
  check: ({ model }) => {
    // Servers of an operator know nobody by name: a JWT says whose it is, and an account by whom it may be revoked.
    const scopeOf = ({ account }: User): string =>
      operatorOf(model, account) ? accountName(account) : account.system
    const found = [...groupBy(usersOf(model), scopeOf).values()].flatMap((users) =>
      DISTINCTIONS.flatMap((distinction) => repeated(users, distinction)),
    )
    // The first thing that two users have in common says enough.
    return new Map(found.toReversed().map((violation) => [violation.path, violation])).values()
  },
}

function repeated(users: readonly User[], { of, message, change }: Distinction): readonly Violation[] {
  return [...groupBy(users, of)].flatMap(([value, [first, ...others]]) =>
    value === undefined || first === undefined
      ? []
      : others.map((user) => ({
          path: user.path,
          message: `${message(user, value)} of ${first.path}`,
          change,
        })),
  )
}
