import { Account } from '../../lib/constructs/account'
import { dottedAccountName } from '../../lib/rules/dotted-account-name'
import { base, describeRule } from '../support/judge'

describeRule(dottedAccountName, {
  fires: {
    program: (scope) => {
      base(scope)
      new Account(scope, 'eu', { name: 'ORDERS.EU' })
    },
    at: ['prod/eu'],
  },
  quiet: {
    'a dash is no dot': (scope) => {
      base(scope)
      new Account(scope, 'eu', { name: 'ORDERS-EU' })
    },
  },
})
