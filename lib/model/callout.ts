// Questions about auth callouts that rules and renderers ask: whom they concern, and with which keys they answer.
import { accountIdentity } from './identity'
import type { Account, AccountRef, AuthCallout, Model, System, User } from './model'
import { accountsByIdentity, operatorOf } from './query'

/** Those of a system, in the order of their accounts and names. */
export const calloutsIn = ({ accounts }: System): readonly AuthCallout[] =>
  accounts.flatMap(({ callouts }) => callouts)

/** In config mode: the one that all servers of a system ask. */
export function calloutOfServers(model: Model, system: string): AuthCallout | undefined {
  const found = model.systems.find(({ name }) => name === system)
  return found === undefined || found.operator !== undefined ? undefined : calloutsIn(found)[0]
}

/** The callout whose service a user can be: of its own account, and not asked about. */
export function calloutServedBy(model: Model, user: User): AuthCallout | undefined {
  const callouts = accountsByIdentity(model).get(accountIdentity(user.account))?.callouts ?? []
  return callouts.find((callout) => isUserOf(callout, user))
}

/** True for whom it is not asked about. */
export const isUserOf = ({ users }: AuthCallout, { account, name }: User): boolean =>
  users.some((user) => user.name === name && isSame(user.account, account))

export const isSame = (a: AccountRef, b: AccountRef): boolean =>
  a.system === b.system && a.account === b.account

/** In operator mode: the accounts into which it may put somebody, its own among them. With `*` all but the system account. */
export function accountsOfCallout(model: Model, callout: AuthCallout): readonly Account[] {
  const { account: own, allowedAccounts = [] } = callout
  const system = operatorOf(model, own)?.systemAccount
  return [...accountsByIdentity(model).values()].filter(({ system: its, name }) => {
    const ref = { system: its, account: name }
    if (isSame(ref, own)) return true
    if (allowedAccounts !== '*') return allowedAccounts.some((allowed) => isSame(allowed, ref))
    return its === own.system && (system === undefined || !isSame(ref, system))
  })
}
