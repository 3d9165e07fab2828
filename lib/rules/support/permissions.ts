// In: a model. Out: every set of permissions that the program declares, with the construct and the prop that declare it.
import { accountIdentity } from '../../model/identity'
import type { Account, Model, Permissions, User } from '../../model/model'
import { accountsByIdentity, accountsOf } from '../../model/query'
import { rememberFor } from '../../values/remember'

export interface DeclaredPermissions {
  readonly path: string
  /** `permissions`, `defaultPermissions`, or those of a scope: `signingKeys.client.scope.permissions`. */
  readonly prop: string
  readonly permissions: Permissions
  /** Of a signing key: those of every user that it signs. */
  readonly isScope: boolean
  /** The account that they are about; undefined where a leaf remote names one that is not there. */
  readonly account: Account | undefined
  /** Undefined for those of an account, of a scope, and of a leaf remote. */
  readonly user: User | undefined
}

/** Several rules ask. */
export const declaredPermissions = rememberFor((model: Model): readonly DeclaredPermissions[] => {
  const accounts = accountsByIdentity(model)
  return [
    ...accountsOf(model).flatMap((account) => [
      ...declared(account.path, 'defaultPermissions', account.defaultPermissions, account),
      ...account.signingKeys.flatMap(({ path, name, scope }) =>
        declared(path, `signingKeys.${name}.scope.permissions`, scope?.permissions, account).map(asScope),
      ),
      ...account.users.flatMap((user) => declared(user.path, 'permissions', user.permissions, account, user)),
    ]),
    ...model.clusters
      .flatMap(({ leafUsers }) => leafUsers)
      .flatMap(({ path, permissions, account }) =>
        declared(path, 'permissions', permissions, accounts.get(accountIdentity(account))),
      ),
  ]
})

const declared = (
  path: string,
  prop: DeclaredPermissions['prop'],
  permissions: Permissions | undefined,
  account: Account | undefined,
  user?: User,
): readonly DeclaredPermissions[] =>
  permissions === undefined ? [] : [{ path, prop, permissions, account, user, isScope: false }]

const asScope = (one: DeclaredPermissions): DeclaredPermissions => ({ ...one, isScope: true })
