// In: a model. Out: the scopes of signing keys that count, those of systems in operator mode, with the users that they are about.
import type { Account, Cluster, Model, Permissions, User, UserScope } from '../../model/model'
import { accountsOf, operatorOf } from '../../model/query'
import { rememberFor } from '../../values/remember'

export interface ScopeOf {
  readonly account: Account
  /** Name of the signing key. */
  readonly key: string
  readonly scope: UserScope
  /** Whom the key signs. */
  readonly users: readonly User[]
  /** The servers that they log in to. */
  readonly clusters: readonly Cluster[]
}

export const scopesOf = rememberFor((model: Model): readonly ScopeOf[] =>
  accountsOf(model)
    .filter((account) => operatorOf(model, account) !== undefined)
    .flatMap((account) =>
      account.signingKeys.flatMap(({ name, scope }) => {
        if (scope === undefined) return []
        const users = account.users.filter(({ signingKey }) => signingKey === name)
        const clusters = model.clusters.filter(({ system }) => system === account.system)
        return [{ account, key: name, scope, users, clusters }]
      }),
    ),
)

export interface PermissionList {
  /** `publish.allow`. */
  readonly prop: string
  readonly isDeny: boolean
  readonly entries: readonly string[]
}

/** The four lists of `permissions`, those that are there. */
export const listsOf = (permissions: Permissions | undefined): readonly PermissionList[] =>
  (['publish', 'subscribe'] as const).flatMap((side) =>
    (['allow', 'deny'] as const).flatMap((list) => {
      const entries = permissions?.[side]?.[list]
      return entries === undefined ? [] : [{ prop: `${side}.${list}`, isDeny: list === 'deny', entries }]
    }),
  )
