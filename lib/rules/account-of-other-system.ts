// Finds servers that are given accounts which they do not have.
import { accountIdentity, accountName } from '../model/identity'
import type { AccountRef, Model } from '../model/model'
import { accountsByIdentity, remotesOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'give an account that is declared in the system of those servers'

export const accountOfOtherSystem: BuiltInRule = {
  code: 'account-of-other-system',
  severity: 'error',
  title: 'servers use accounts of their own system',
  why: 'The conf of servers holds the accounts of their system and no others: nats-server refuses to start with a name it does not know.',
  change,
  source:
    'nats-server server/leafnode.go validateLeafNode; server/server.go setSystemAccount; server/auth.go validateNoAuthUser',
  example: 'hubAccount: "edge/SENSORS" is not an account of the system of "hub"',
  check: ({ model }) => {
    const accounts = accountsByIdentity(model)
    return references(model)
      .filter(({ account, system }) => account.system !== system || !accounts.has(accountIdentity(account)))
      .map(({ path, prop, account, servers }) => ({
        path,
        message: `${prop}: ${show(accountName(account))} is not an account of the system of ${show(servers)}`,
        change,
      }))
  },
}

interface Reference {
  readonly path: string
  readonly prop: string
  readonly account: AccountRef
  /** The servers that must have it, and their system. */
  readonly servers: string
  readonly system: string
}

function references(model: Model): readonly Reference[] {
  return [
    ...model.clusters.flatMap(({ path, name, system, systemAccount, noAuthUser }) => [
      ...(systemAccount
        ? [{ path, prop: 'systemAccount', account: systemAccount, servers: name, system }]
        : []),
      ...(noAuthUser
        ? [{ path, prop: 'noAuthUser', account: noAuthUser.account, servers: name, system }]
        : []),
    ]),
    ...remotesOf(model).flatMap(({ cluster, remote, hub }) => {
      const { path, account, hubAccount } = remote
      return [
        { path, prop: 'account', account, servers: cluster.name, system: cluster.system },
        ...(hub
          ? [{ path, prop: 'hubAccount', account: hubAccount, servers: hub.name, system: hub.system }]
          : []),
      ]
    }),
  ]
}
