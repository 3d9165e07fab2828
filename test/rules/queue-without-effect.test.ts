import type { SubjectRules } from '../../lib/constructs/permissions'
import { queueWithoutEffect } from '../../lib/rules/queue-without-effect'
import { describeRule, messagesOf } from '../support/judge'
import { userMay } from '../support/user-may'

const may = (subscribe: SubjectRules) => userMay({ subscribe })

describeRule(queueWithoutEffect, {
  fires: { program: may({ deny: ['orders.>', 'orders.eu workers'] }), at: ['prod/orders/bob'] },
  quiet: {
    'a queue is limited': may(['orders.> workers', 'orders.>']),
    'a queue is denied what may be subscribed to': may({ allow: ['orders.>'], deny: ['orders.eu workers'] }),
    'a queue is denied of everything': may({ deny: ['orders.eu workers'] }),
    'the last * lets in more': may({ allow: ['orders.*'], deny: ['orders.*.> workers'] }),
    'the queue may be of those allowed': may({ allow: ['jobs v.*'], deny: ['jobs v.1'] }),
  },
})

test.each<[SubjectRules, string]>([
  [['jobs _sys_'], 'allow: "jobs _sys_" names a queue that nats-server refuses to everybody'],
  [{ deny: ['jobs _sys_'] }, 'deny: "jobs _sys_" names a queue that nats-server refuses to everybody'],
  [{ allow: ['orders'], deny: ['jobs a'] }, 'deny: "jobs a" denies what allow does not let in'],
  [{ allow: ['jobs b'], deny: ['jobs a'] }, 'deny: "jobs a" denies what allow does not let in'],
])('finds %j', (subscribe, expected) => {
  expect(messagesOf(queueWithoutEffect, may(subscribe))).toEqual([
    `prod/orders/bob: permissions.subscribe.${expected}`,
  ])
})
