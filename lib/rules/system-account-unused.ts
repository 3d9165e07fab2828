// Finds system accounts that nobody can log in to.
import { accountIdentity, accountName } from '../model/identity'
import { accountsByIdentity, isSystemAccount } from '../model/query'
import type { BuiltInRule } from '../model/rule'

const change = 'declare a User below the account, or leave systemAccount out'

export const systemAccountUnused: BuiltInRule = {
  code: 'system-account-unused',
  severity: 'warning',
  title: 'somebody can log in to a system account that is declared',
  why: 'Servers are asked for their state, and told to reload, over the system account: when that is needed, nobody gets in, and a new user there needs a deploy first.',
  change,
  source: 'nats-server server/events.go ($SYS.REQ), docs.nats.io, System events',
  example: 'systemAccount: nobody can log in to SYS',
  check: ({ model }) => {
    const accounts = accountsByIdentity(model)
    return model.clusters.flatMap((cluster) => {
      const { path, systemAccount, leafUsers, remotes } = cluster
      const account = systemAccount && accounts.get(accountIdentity(systemAccount))
      if (systemAccount === undefined || account === undefined || account.users.length > 0) return []
      if ([...leafUsers, ...remotes].some((joined) => isSystemAccount(cluster, joined.account))) return []
      return [{ path, message: `systemAccount: nobody can log in to ${accountName(systemAccount)}`, change }]
    })
  },
}
