import { Account } from '../../lib/constructs/account'
import { authCalloutIdentityKey } from '../../lib/rules/auth-callout-identity-key'
import { calloutBase, operatorCallout } from '../support/callout'
import { describeRule } from '../support/judge'

describeRule(authCalloutIdentityKey, {
  fires: {
    program: (scope) => {
      operatorCallout(scope, ({ orders }) => ({ allowedAccounts: [orders] }))
    },
    at: ['prod/orders'],
  },
  quiet: {
    'there is no operator': (scope) => {
      calloutBase(scope, ({ orders }) => ({ allowedAccounts: [orders] }))
    },
    'the account has a signing key': (scope) => {
      const shop = new Account(scope, 'SHOP', { signingKeys: { callout: {} } })
      operatorCallout(scope, () => ({ allowedAccounts: [shop] }))
    },
  },
})
