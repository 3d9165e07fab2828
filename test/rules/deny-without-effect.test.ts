import { denyWithoutEffect } from '../../lib/rules/deny-without-effect'
import { grants } from '../../lib/index'
import { describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'
import { userMay } from '../support/user-may'

describeRule(denyWithoutEffect, {
  fires: {
    program: userMay({ publish: { allow: ['orders.>'], deny: ['billing.>', 'orders.eu'] } }),
    at: ['prod/orders/bob'],
  },
  quiet: {
    'everything is allowed': userMay({ publish: { deny: ['billing.>'] } }),
    'nothing is allowed': userMay(grants.serve('price')),
    'they overlap': userMay({ publish: { allow: ['*.eu'], deny: ['orders.*'] } }),
    'the * that is allowed lets it in': userMay({ subscribe: { allow: ['orders.*'], deny: ['orders.*.>'] } }),
    'a queue of it is allowed': userMay({ subscribe: { allow: ['jobs workers'], deny: ['jobs'] } }),
    'a template may stand for it': (scope) => {
      operatorBase(scope)
      const rules = { allow: ['orders.{{name()}}.>', 'eu.ann'], deny: ['orders.ann.secret', 'eu.{{name()}}'] }
      scopedUser(scope, { permissions: { publish: rules } })
    },
  },
})

test('a * that may be published is one token', () => {
  const program = userMay({ publish: { allow: ['orders.*'], deny: ['orders.*.>'] } })
  expect(messagesOf(denyWithoutEffect, program)).toEqual([
    'prod/orders/bob: permissions.publish.deny: "orders.*.>" denies what allow does not let in',
  ])
})
