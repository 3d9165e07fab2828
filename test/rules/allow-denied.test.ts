import { allowDenied } from '../../lib/rules/allow-denied'
import { describeRule, messagesOf } from '../support/judge'
import { userMay } from '../support/user-may'

describeRule(allowDenied, {
  fires: {
    program: userMay({ publish: { allow: ['orders.eu', 'billing'], deny: ['orders.>'] } }),
    at: ['prod/orders/bob'],
  },
  quiet: {
    'a part is denied': userMay({ publish: { allow: ['orders.>'], deny: ['orders.eu'] } }),
    'nothing is allowed, and all is denied': userMay({ publish: { deny: ['>'] } }),
    'it is denied to a queue, and allowed without': userMay({
      subscribe: { allow: ['orders.>'], deny: ['orders.> workers'] },
    }),
    'it is denied to another queue': userMay({ subscribe: { allow: ['jobs a'], deny: ['jobs b'] } }),
    'what is denied leaves something': userMay({ publish: { allow: ['a.>'], deny: ['a.*', 'a.*.*.>'] } }),
    'it is denied for the other side': userMay({
      publish: ['orders.eu'],
      subscribe: { deny: ['orders.>'] },
    }),
  },
})

test.each([
  [['jobs workers'], ['jobs'], '"jobs workers" is denied by "jobs"'],
  [['jobs workers.eu'], ['jobs workers.*'], '"jobs workers.eu" is denied by "jobs workers.*"'],
  [['jobs.*'], ['>'], '"jobs.*" is denied by ">"'],
  [['jobs.>'], ['jobs.*', '*.*.>', 'other'], '"jobs.>" is denied by "*.*.>" and "jobs.*"'],
])('subscribing to %j is taken away by %j', (allow, deny, expected) => {
  expect(messagesOf(allowDenied, userMay({ subscribe: { allow, deny } }))).toEqual([
    `prod/orders/bob: permissions.subscribe.allow: ${expected}`,
  ])
})
