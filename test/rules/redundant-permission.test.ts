import { User } from '../../lib/constructs/user'
import { redundantPermission } from '../../lib/rules/redundant-permission'
import { base, describeRule, messagesOf } from '../support/judge'
import { userMay } from '../support/user-may'

describeRule(redundantPermission, {
  fires: {
    program: userMay({ publish: ['orders.created', 'orders.>'] }),
    at: ['prod/orders/bob'],
  },
  quiet: {
    'entries overlap': userMay({ publish: ['orders.*.eu', 'orders.created.*'] }),
    'one is wider in depth only': userMay({ subscribe: ['orders.*', 'orders.eu.>', 'orders.*.us'] }),
    'a hole is left': userMay({ publish: ['orders.>', '*.*'] }),
    'one is allowed, the other is denied': userMay({
      publish: { allow: ['orders.>'], deny: ['orders.eu'] },
    }),
    'one is for a queue': userMay({ subscribe: ['jobs', 'jobs workers'] }),
    'it is the inbox that clients are told': (scope) => {
      const { orders } = base(scope)
      new User(orders, 'bob', { permissions: { subscribe: ['>'] }, inboxPrefix: '_INBOX_bob' })
    },
    'servers do not find the wildcard': userMay(
      { publish: { deny: ['audit', '*', 'audit.*'] } },
      { cluster: { serverVersion: '2.10' } },
    ),
  },
})

test.each([
  [
    ['a.>', 'a.*', 'a.*.>'],
    ['"a.*" says nothing beside "a.>"', '"a.*.>" says nothing beside "a.>"'],
  ],
  [['*.>', '*', 'a.>'], ['"a.>" says nothing beside "*.>"']],
  [['b.>', '*.*', '*.*.>'], ['"b.>" says nothing beside "*.*" and "*.*.>"']],
  [['a.>', 'a.*', '*.*.>'], ['"a.*" says nothing beside "a.>"']],
  [['a', 'b', 'a'], ['"a" stands there twice']],
])('of %j, nothing is said by %j', (publish, expected) => {
  expect(messagesOf(redundantPermission, userMay({ publish }))).toEqual(
    expected.map((message) => `prod/orders/bob: permissions.publish.allow: ${message}`),
  )
})

test('denies of subscriptions are looked at, too', () => {
  const program = userMay({ subscribe: { deny: ['events.audit', 'events.*'] } })
  expect(messagesOf(redundantPermission, program)).toEqual([
    'prod/orders/bob: permissions.subscribe.deny: "events.audit" says nothing beside "events.*"',
  ])
})
