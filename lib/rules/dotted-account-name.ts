// Finds accounts whose name is several tokens of a subject.
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'

const change = 'write the name without a dot, with - or _ in its place'

export const dottedAccountName: BuiltInRule = {
  code: 'dotted-account-name',
  severity: 'warning',
  title: 'the name of an account has no dot',
  why: 'nats-server puts the name into subjects of its own as one token: services such as $SYS.REQ.USER.INFO, and whoever listens to $SYS.ACCOUNT.*.CONNECT, do not see the account.',
  change,
  source: 'nats-server server/events.go accDirectReqSubj, connectEventSubj',
  example: 'name: "ORDERS.EU" has a dot',
  check: ({ model }) =>
    accountsOf(model)
      // In operator mode, servers know accounts by their keys.
      .filter((account) => account.name.includes('.') && operatorOf(model, account) === undefined)
      .map(({ path, name }) => ({ path, message: `name: ${show(name)} has a dot`, change })),
}
