// Finds identity keys that would sign where the operator has servers trust signing keys alone.
import type { Account, Model, Operator } from '../model/model'
import { accountIdentity } from '../model/identity'
import { accountsOf, exportOf, isPrivate, operatorOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'

export const strictWithoutSigningKey: BuiltInRule = {
  code: 'strict-without-signing-key',
  severity: 'error',
  title: 'with strictSigningKeys, signing keys sign',
  why: 'Servers refuse what an identity key has signed: accounts are unknown, and their users cannot log in.',
  change: 'give the operator signingKeys, and each account a signing key without a scope',
  source:
    'nats-server server/jwt.go validateTrustedOperators (StrictSigningKeyUsage); server/accounts.go isIssuerClaimTrusted',
  example: 'signingKeys: has none without a scope, which "alice" needs under strictSigningKeys',
  check: ({ model }) => [
    ...model.systems.flatMap(({ operator }) => (operator ? ofOperator(operator) : [])),
    ...accountsOf(model).flatMap((account) =>
      operatorOf(model, account)?.strictSigningKeys === true ? ofAccount(account, model) : [],
    ),
  ],
}

const ofOperator = ({ path, strictSigningKeys, signingKeys }: Operator): readonly Violation[] =>
  strictSigningKeys && signingKeys.length === 0
    ? [
        {
          path,
          message: 'signingKeys: is empty, with strictSigningKeys',
          change: "leave it out, or give it a name: ['main']",
        },
      ]
    : []

function ofAccount(account: Account, model: Model): readonly Violation[] {
  if (account.signingKeys.some(({ scope }) => scope === undefined)) return []
  const [needing] = whoNeedsOne(account, model)
  if (needing === undefined) return []
  return [
    {
      path: account.path,
      message: `signingKeys: has none without a scope, which ${needing} needs under strictSigningKeys`,
      change: 'add one: signingKeys: { main: {} }',
    },
  ]
}

/** Users who name no key, leaf nodes that log in to it, and what others import with its leave. */
function whoNeedsOne(account: Account, model: Model): readonly string[] {
  const own = accountIdentity({ system: account.system, account: account.name })
  const isIt = (other: Parameters<typeof accountIdentity>[0]): boolean => accountIdentity(other) === own
  return [
    ...account.users.filter(({ signingKey }) => signingKey === undefined).map(({ name }) => show(name)),
    ...model.clusters.flatMap(({ leafUsers }) =>
      leafUsers.filter((user) => isIt(user.account)).map(({ path }) => `the login of ${path}`),
    ),
    ...accountsOf(model).flatMap(({ name, imports }) =>
      imports
        .filter((given) => {
          const exported = isIt(given.from) ? exportOf(account, given) : undefined
          return exported !== undefined && isPrivate(exported)
        })
        .map(() => `the leave of ${name} to import`),
    ),
  ]
}
