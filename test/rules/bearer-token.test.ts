import { User } from '../../lib/constructs/user'
import { bearerToken } from '../../lib/rules/bearer-token'
import { base, describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

describeRule(bearerToken, {
  fires: {
    program: (scope) => {
      new User(operatorBase(scope).orders, 'kiosk', { bearer: true })
    },
    at: ['prod/orders/kiosk'],
  },
  quiet: {
    'it is not': (scope) => {
      new User(operatorBase(scope).orders, 'kiosk', { bearer: false })
    },
    'without an operator there is no JWT': (scope) => {
      new User(base(scope).orders, 'kiosk', { bearer: true })
    },
  },
})

test('a scope makes bearers of all its users', () => {
  const found = messagesOf(bearerToken, (scope) => {
    operatorBase(scope)
    scopedUser(scope, { bearer: true })
  })
  expect(found).toEqual(['prod/SHOP: signingKeys.client.scope.bearer: the JWTs alone let somebody in'])
})
