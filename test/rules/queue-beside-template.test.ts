import { queueBesideTemplate } from '../../lib/rules/queue-beside-template'
import { describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

describeRule(queueBesideTemplate, {
  fires: {
    program: (scope) => {
      operatorBase(scope)
      scopedUser(scope, { permissions: { subscribe: ['jobs workers', 'shop.{{name()}}'] } })
    },
    at: ['prod/SHOP'],
  },
  quiet: {
    'no template beside it': (scope) => {
      operatorBase(scope)
      scopedUser(scope, { permissions: { subscribe: ['jobs workers'], publish: ['shop.{{name()}}'] } })
    },
  },
})

test('in a list of what is denied, nobody logs in', () => {
  const found = messagesOf(queueBesideTemplate, (scope) => {
    operatorBase(scope)
    scopedUser(scope, { permissions: { subscribe: { deny: ['jobs workers', 'shop.{{name()}}'] } } })
  })
  expect(found).toEqual([
    'prod/SHOP: signingKeys.client.scope.permissions.subscribe.deny: "jobs workers" refuses every login, beside a template',
  ])
})
