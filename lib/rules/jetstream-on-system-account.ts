// Finds system accounts with JetStream.
import { accountIdentity } from '../model/identity'
import { accountsByIdentity, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'remove jetstream from the account, or give the servers another systemAccount'

export const jetstreamOnSystemAccount: BuiltInRule = {
  code: 'jetstream-on-system-account',
  severity: 'error',
  title: 'a system account has no JetStream',
  why: 'nats-server refuses to start: "Not allowed to enable JetStream on the system account".',
  change,
  source: 'nats-server server/server.go Start',
  example: 'jetstream: is set, but the account is the systemAccount of "hub"',
  check: ({ model }) => {
    const accounts = accountsByIdentity(model)
    return model.clusters.flatMap((cluster) => {
      const { name, system, jetstream, systemAccount } = cluster
      // In config mode, an account called $SYS is the system account where no other is named.
      const byName = operatorOf(model, cluster) ? undefined : { system, account: '$SYS' }
      const named = systemAccount ?? byName
      const account = named && accounts.get(accountIdentity(named))
      if (jetstream === undefined || account?.jetstream === undefined) return []
      const message = `jetstream: is set, but the account is the systemAccount of ${show(name)}`
      return [{ path: account.path, message, change }]
    })
  },
}
