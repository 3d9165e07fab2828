import type { TimeProps } from '../../lib/constructs/user-restrictions'
import { User } from '../../lib/constructs/user'
import { hoursPastMidnight } from '../../lib/rules/hours-past-midnight'
import type { ServerVersion } from '../../lib/values/server-version'
import { base, describeRule, messagesOf } from '../support/judge'
import { operatorBase, scopedUser } from '../support/operator'

const night = { start: '22:00', end: '06:00' }

const works =
  (times: readonly TimeProps[], serverVersion: ServerVersion = '2.10') =>
  (scope: Parameters<typeof operatorBase>[0]): void => {
    new User(operatorBase(scope, { cluster: { serverVersion } }).orders, 'guard', { times })
  }

describeRule(hoursPastMidnight, {
  fires: { program: works([night]), at: ['prod/orders/guard'] },
  quiet: {
    'the server is the first that knows the morning after': works([night], '2.12.8'),
    'the newest of the line does': works([night], '2.11'),
    'they are given as two': works([
      { start: '22:00', end: '23:59:59' },
      { start: '00:00', end: '06:00' },
    ]),
    'they are hours of one day': works([{ start: '08:00', end: '18:00' }]),
    'without an operator there are no hours': (scope) => {
      new User(base(scope, { serverVersion: '2.10' }).orders, 'guard', { times: [night] })
    },
  },
})

test('finds the hours of a scope, and says how to give them', () => {
  const found = messagesOf(hoursPastMidnight, (scope) => {
    operatorBase(scope, { cluster: { serverVersion: '2.11.16' } })
    scopedUser(scope, { times: [night] })
  })
  expect(found).toEqual([
    'prod/SHOP: signingKeys.client.scope.times: from 22:00:00 to 06:00:00 ends at midnight on "hub", which runs 2.11.16',
  ])
})
