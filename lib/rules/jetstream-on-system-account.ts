// Finds system accounts with JetStream.
import { accountIdentity } from '../model/identity'
import { accountsByIdentity } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

export const jetstreamOnSystemAccount: BuiltInRule = {
  code: 'jetstream-on-system-account',
  severity: 'error',
  title: 'a system account has no JetStream',
  why: 'nats-server stops at start: JetStream cannot be enabled on the system account.',
  change: 'remove jetstream from the account, or give the servers another systemAccount',
  source: 'nats-server server/jetstream.go, server/server.go Start',
  example: 'jetstream: is set, but the account is the systemAccount of "hub"',
  check: ({ model }) => {
    const accounts = accountsByIdentity(model)
    return model.clusters.flatMap((cluster) => {
      const account = cluster.systemAccount && accounts.get(accountIdentity(cluster.systemAccount))
      if (account?.jetstream === undefined) return []
      return [
        {
          path: account.path,
          message: `jetstream: is set, but the account is the systemAccount of ${show(cluster.name)}`,
          change: 'remove jetstream from the account, or give the servers another systemAccount',
        },
      ]
    })
  },
}
