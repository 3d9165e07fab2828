import { AuthCallout } from '../../lib/constructs/auth-callout'
import { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import { severalAuthCallouts } from '../../lib/rules/several-auth-callouts'
import { calloutBase, operatorCallout } from '../support/callout'
import { describeRule } from '../support/judge'

describeRule(severalAuthCallouts, {
  fires: {
    program: (scope) => {
      const { orders, alice } = calloutBase(scope)
      new AuthCallout(orders, 'second', { users: [alice] })
    },
    at: ['prod/orders/second'],
  },
  quiet: {
    'there is one': (scope) => {
      calloutBase(scope)
    },
    'in operator mode, each account has its own': (scope) => {
      operatorCallout(scope)
      const shop = new Account(scope, 'SHOP')
      new AuthCallout(shop, 'second', { users: [new User(shop, 'service')] })
    },
  },
})

describeRule(severalAuthCallouts, {
  fires: {
    program: (scope) => {
      const { auth, service } = operatorCallout(scope)
      new AuthCallout(auth, 'second', { users: [service] })
    },
    at: ['prod/AUTH/second'],
  },
  quiet: {},
})
