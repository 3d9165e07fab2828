import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { User } from '../../lib/constructs/user'
import { systemAccountUnused } from '../../lib/rules/system-account-unused'
import { base, describeRule } from '../support/judge'

const declared = (scope: Construct) => {
  const systemAccount = new Account(scope, 'SYS')
  return { systemAccount, ...base(scope, { systemAccount, leafnodes: {} }) }
}

describeRule(systemAccountUnused, {
  fires: {
    program: (scope) => {
      declared(scope)
    },
    at: ['prod/hub'],
  },
  quiet: {
    'none is declared': base,
    'it has a user': (scope) => {
      new User(declared(scope).systemAccount, 'root')
    },
    'a leaf node joins it': (scope) => {
      const { hub, systemAccount } = declared(scope)
      const remote = { hub, hubAccount: systemAccount, account: systemAccount }
      new LeafNode(scope, 'berlin', { systemAccount, remotes: [remote] })
    },
  },
})
