// Finds users who say what the scope of their signing key says alone.
import type { User } from '../model/model'
import { accountsOf, scopeOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'leave them out, or name a signing key without a scope'

export const scopedUserWithPermissions: BuiltInRule = {
  code: 'scoped-user-with-permissions',
  severity: 'error',
  title: 'a user of a scoped signing key says nothing of its own',
  why: 'Servers refuse a JWT that says more than its scope, so it says nothing: the limits that the program declares on the user would not hold.',
  change,
  source:
    'nats-io/jwt v2 UserScope.ValidateScopedSigner; nats-server server/auth.go processClientOrLeafAuthentication',
  example: 'permissions, sources: say nothing beside the scope of the signing key "client"',
  check: ({ model }) =>
    accountsOf(model).flatMap((account) =>
      account.users.flatMap((user) => {
        const props = scopeOf(model, account, user) === undefined ? [] : saidBy(user)
        if (props.length === 0) return []
        const message = `${props.join(', ')}: ${props.length === 1 ? 'says' : 'say'} nothing beside the scope of the signing key ${show(user.signingKey)}`
        return [{ path: user.path, message, change }]
      }),
    ),
}

const saidBy = ({ permissions, restrictions, connectionTypes }: User): readonly string[] => [
  ...(permissions === undefined ? [] : ['permissions']),
  // The default of a user, which a scope decides anyway.
  ...(connectionTypes.join() === 'STANDARD' ? [] : ['connectionTypes']),
  ...Object.keys(restrictions),
]
