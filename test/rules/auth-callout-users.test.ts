import { authCalloutUsers } from '../../lib/rules/auth-callout-users'
import { calloutBase, operatorCallout } from '../support/callout'
import { describeRule, messagesOf } from '../support/judge'

describeRule(authCalloutUsers, {
  fires: {
    program: (scope) => {
      calloutBase(scope, ({ alice }) => ({ users: [alice] }))
    },
    at: ['prod/AUTH/callout'],
  },
  quiet: {
    'the service can log in': (scope) => {
      calloutBase(scope)
    },
    'in operator mode, it can, too': (scope) => {
      operatorCallout(scope)
    },
  },
})

it('finds users of other accounts in operator mode, about whom nobody is asked', () => {
  expect(
    messagesOf(authCalloutUsers, (scope) => {
      operatorCallout(scope, ({ alice }) => ({ users: [alice] }))
    }),
  ).toEqual([
    'prod/AUTH/callout: users: nobody is ever asked about ORDERS/alice',
    'prod/AUTH/callout: users: none is of the account AUTH, in which the service answers',
  ])
})
