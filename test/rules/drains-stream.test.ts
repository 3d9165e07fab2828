import type { Account } from '../../lib/constructs/account'
import { User } from '../../lib/constructs/user'
import { grants } from '../../lib/index'
import { drainsStream } from '../../lib/rules/drains-stream'
import { base, describeRule, messagesOf } from '../support/judge'
import { operatorBase } from '../support/operator'
import { userMay } from '../support/user-may'

const publishing = (...publish: readonly string[]) => userMay({ publish })

describeRule(drainsStream, {
  fires: { program: publishing('$JS.API.>', 'orders.>'), at: ['prod/orders/bob'] },
  quiet: {
    'it may do everything': (scope) => {
      const { orders } = base(scope)
      new User(orders, 'ann', { permissions: { publish: ['>'] } })
      new User(orders, 'zoe', { permissions: { publish: { deny: ['billing.>'] } } })
    },
    'the calls are those of a reader': userMay(
      grants.all(
        grants.consume('ORDERS', { consumer: 'billing' }),
        grants.consume('EVENTS', { ordered: true, filter: 'a.b' }),
      ),
    ),
    'they are named': publishing('$JS.API.STREAM.PURGE.ORDERS', '$JS.API.STREAM.MSG.DELETE.*'),
    'they are denied': userMay({
      publish: { allow: ['$JS.API.>'], deny: ['$JS.API.STREAM.>', '$JS.API.CONSUMER.DELETE.>'] },
    }),
    'messages are pushed to it': publishing('$JS.ACK.>'),
    'it fetches all that it acknowledges': publishing(
      '$JS.API.CONSUMER.MSG.NEXT.ORDERS.*',
      '$JS.ACK.ORDERS.>',
    ),
    'acknowledging for others is denied': userMay({
      publish: {
        allow: ['$JS.API.CONSUMER.MSG.NEXT.ORDERS.billing', '$JS.ACK.ORDERS.>'],
        deny: ['$JS.ACK.>'],
      },
    }),
    'the consumers are named behind a domain': publishing(
      '$JS.API.CONSUMER.MSG.NEXT.ORDERS.billing',
      '$JS.ACK.*.*.ORDERS.billing.>',
    ),
    'a system account has no streams': (scope) => {
      operatorBase(scope)
      const sys = scope.node.findChild('SYS') as Account
      new User(sys, 'ops', { permissions: { publish: ['$JS.API.STREAM.>'] } })
    },
  },
})

test.each([
  ['$JS.API.STREAM.*.ORDERS', '"$JS.API.STREAM.DELETE.ORDERS", "$JS.API.STREAM.PURGE.ORDERS"'],
  [
    '$JS.hub.API.>',
    '"$JS.hub.API.STREAM.DELETE.any", "$JS.hub.API.STREAM.PURGE.any", "$JS.hub.API.STREAM.MSG.DELETE.any"',
  ],
  ['$JS.>', '"$JS.API.STREAM.DELETE.any", "$JS.API.STREAM.PURGE.any", "$JS.API.STREAM.MSG.DELETE.any"'],
  ['$JS.API.STREAM.MSG.>', '"$JS.API.STREAM.MSG.DELETE.any"'],
])('%s lets in calls that nobody wrote down', (entry, calls) => {
  expect(messagesOf(drainsStream, publishing(entry))).toEqual([
    `prod/orders/bob: permissions.publish.allow: "${entry}" also lets in ${calls}`,
  ])
})

test.each([
  ['$JS.ACK.>', '$JS.ACK.ORDERS.any.any.any.any.any.any'],
  ['$JS.ACK.*.billing.>', '$JS.ACK.any.billing.any.any.any.any.any'],
  ['$JS.ACK.ORDERS.>', '$JS.ACK.ORDERS.any.any.any.any.any.any'],
  ['$JS.ACK.ORDERS.*.*.*.*.*.*', '$JS.ACK.ORDERS.any.any.any.any.any.any'],
])('%s acknowledges for others', (entry, call) => {
  const program = publishing('$JS.API.CONSUMER.MSG.NEXT.ORDERS.billing', entry)
  expect(messagesOf(drainsStream, program)).toEqual([
    `prod/orders/bob: permissions.publish.allow: "${entry}" also lets in "${call}"`,
  ])
})
