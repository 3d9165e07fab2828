// In: a model. Out: every set of permissions that the program declares, with the construct and the prop that declare it.
import { accountIdentity } from '../../model/identity'
import type { Account, Model, Permissions, User } from '../../model/model'
import { accountsByIdentity, accountsOf } from '../../model/query'

export interface DeclaredPermissions {
  readonly path: string
  readonly prop: 'permissions' | 'defaultPermissions'
  readonly permissions: Permissions
  /** The account that they are about; undefined where a leaf remote names one that is not there. */
  readonly account: Account | undefined
  /** Undefined for those of an account, and of a leaf remote. */
  readonly user: User | undefined
}

export function declaredPermissions(model: Model): readonly DeclaredPermissions[] {
  const accounts = accountsByIdentity(model)
  return [
    ...accountsOf(model).flatMap((account) => [
      ...declared({
        ...account,
        account,
        prop: 'defaultPermissions',
        permissions: account.defaultPermissions,
      }),
      ...account.users.flatMap((user) => declared({ ...user, account, prop: 'permissions', user })),
    ]),
    ...model.clusters
      .flatMap(({ leafUsers }) => leafUsers)
      .flatMap(({ path, permissions, account }) =>
        declared({ path, permissions, prop: 'permissions', account: accounts.get(accountIdentity(account)) }),
      ),
  ]
}

interface Declarer extends Pick<DeclaredPermissions, 'path' | 'prop' | 'account'> {
  readonly permissions: Permissions | undefined
  readonly user?: User
}

const declared = ({ path, prop, permissions, account, user }: Declarer): readonly DeclaredPermissions[] =>
  permissions === undefined ? [] : [{ path, prop, permissions, account, user }]
