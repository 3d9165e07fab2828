import { Account } from '../../lib/constructs/account'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { authCalloutAccounts } from '../../lib/rules/auth-callout-accounts'
import { calloutBase, operatorCallout } from '../support/callout'
import { describeRule, messagesOf } from '../support/judge'

describeRule(authCalloutAccounts, {
  fires: {
    program: (scope) => {
      calloutBase(scope, () => ({ allowedAccounts: '*' }))
    },
    at: ['prod/AUTH/callout'],
  },
  quiet: {
    'it names one of its system': (scope) => {
      calloutBase(scope, ({ orders }) => ({ allowedAccounts: [orders] }))
    },
    'in operator mode, * is every account': (scope) => {
      operatorCallout(scope, () => ({ allowedAccounts: '*' }))
    },
  },
})

it('finds accounts of other systems', () => {
  expect(
    messagesOf(authCalloutAccounts, (scope) => {
      const far = new Account(new NatsSystem(scope, 'edge'), 'FAR')
      calloutBase(scope, () => ({ allowedAccounts: [far] }))
    }),
  ).toEqual(['prod/AUTH/callout: allowedAccounts: edge/FAR is of another system'])
})
