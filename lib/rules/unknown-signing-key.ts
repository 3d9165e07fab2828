// Finds users whose JWT a key would sign that their account does not have.
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'declare the key in signingKeys of the account, or name one that is there'

export const unknownSigningKey: BuiltInRule = {
  code: 'unknown-signing-key',
  severity: 'error',
  title: 'a user is signed by a key of its account',
  why: 'The identity key would sign in its place, and what the scope of the named key should limit would not be limited.',
  change,
  source: 'nats-server server/accounts.go hasIssuer',
  example: 'signingKey: "client" is no signing key of ORDERS',
  check: ({ model }) =>
    accountsOf(model)
      .filter((account) => operatorOf(model, account) !== undefined)
      .flatMap(({ name, signingKeys, users }) => {
        const known = new Set(signingKeys.map((key) => key.name))
        return users.flatMap(({ path, signingKey }) =>
          signingKey === undefined || known.has(signingKey)
            ? []
            : [{ path, message: `signingKey: ${show(signingKey)} is no signing key of ${name}`, change }],
        )
      }),
}
