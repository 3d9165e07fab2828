import { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import { templateWithoutScope } from '../../lib/rules/template-without-scope'
import { base, describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

const own = 'orders.{{name()}}.>'

describeRule(templateWithoutScope, {
  fires: {
    program: (scope) => {
      new User(operatorBase(scope).orders, 'bob', { permissions: { publish: [own] } })
    },
    at: ['prod/orders/bob'],
  },
  quiet: {
    'it stands in a scope': (scope) => {
      operatorBase(scope)
      scopedUser(scope, { permissions: { publish: [own] } })
    },
    'braces alone are no template': (scope) => {
      new User(operatorBase(scope).orders, 'bob', { permissions: { publish: ['a.{b}', 'c.{{}}'] } })
    },
  },
})

test('defaults of accounts, and config mode', () => {
  const found = messagesOf(templateWithoutScope, (scope) => {
    base(scope)
    new Account(scope, 'SHOP', { defaultPermissions: { subscribe: { deny: [own] } } })
  })
  expect(found).toEqual([
    `prod/SHOP: defaultPermissions.subscribe.deny: "${own}" has a template, which is filled in for scopes only`,
  ])
})
