import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import type { UserProps } from '../../lib/constructs/user'
import { User } from '../../lib/constructs/user'
import { sharedInbox } from '../../lib/rules/shared-inbox'
import { base, describeRule, messagesOf } from '../support/judge'

/** Users of ORDERS, beside one who may do everything. */
const users =
  (props: Readonly<Record<string, UserProps>>) =>
  (scope: Construct): void => {
    const { orders } = base(scope)
    for (const [name, own] of Object.entries(props)) new User(orders, `the ${name}`, { name, ...own })
  }

const limited = (...subscribe: readonly string[]): UserProps => ({ permissions: { subscribe } })
const withInbox = (inboxPrefix: string, props = limited('orders.>')): UserProps => ({ ...props, inboxPrefix })

describeRule(sharedInbox, {
  fires: {
    program: (scope) => {
      const { orders } = base(scope)
      for (const name of ['zoe', 'yan']) new User(orders, name, limited('orders.>', '_INBOX.>'))
    },
    at: ['prod/orders'],
  },
  quiet: {
    'each has an inbox of its own': users({ bob: withInbox('_INBOX_bob'), zoe: withInbox('_INBOX_zoe') }),
    'one may not subscribe to it': users({ bob: limited('_INBOX.>'), zoe: limited('orders.>') }),
    'those who are not limited may read anything': users({
      bob: withInbox('_INBOX_bob'),
      admin: limited('>'),
      root: {},
    }),
    'the inbox of another is denied': users({
      bob: withInbox('_INBOX_bob'),
      zoe: { permissions: { subscribe: { allow: ['*.*.*'], deny: ['_INBOX_bob.>', '_INBOX.>'] } } },
    }),
    'all of it is denied, by pieces': users({
      bob: withInbox('_INBOX_bob'),
      zoe: { permissions: { subscribe: { allow: ['_INBOX_bob.>'], deny: ['*.*', '_INBOX_bob.*.>'] } } },
    }),
    'they are in two accounts': (scope) => {
      users({ bob: limited('_INBOX.>') })(scope)
      new User(new Account(scope, 'BILLING'), 'zoe', limited('_INBOX.>'))
    },
  },
})

test.each([
  ['a queue is given them, too', limited('_INBOX_bob.> spies'), '_INBOX_bob.any'],
  [
    'a last * lets in >',
    { permissions: { subscribe: { allow: ['*'], deny: ['_INBOX.>'] } } },
    '_INBOX_bob.any',
  ],
  [
    'something is left',
    { permissions: { subscribe: { allow: ['*.>'], deny: ['_INBOX_bob.*', '_INBOX.>'] } } },
    '_INBOX_bob.any.any',
  ],
  ['others take the inbox of clients', limited('_INBOX.>'), '_INBOX.any'],
])('finds who may read the answers to another: %s', (_, props, witness) => {
  const program = users({ bob: withInbox('_INBOX_bob'), zoe: withInbox('_INBOX_zoe', props) })
  expect(messagesOf(sharedInbox, program)).toEqual([expect.stringContaining(`such as "${witness}"`)])
})

test('names who may read the answers to another', () => {
  const program = users({
    bob: withInbox('_INBOX_bob'),
    zoe: withInbox('_INBOX_zoe', limited('_INBOX_bob.*.>')),
  })
  expect(messagesOf(sharedInbox, program)).toEqual([
    'prod/orders/the zoe: permissions.subscribe.allow: "_INBOX_bob.*.>" lets the user read the answers to prod/orders/the bob, such as "_INBOX_bob.any.any"',
  ])
})

test('finds the same prefix given to several', () => {
  const program = users({ bob: withInbox('_I'), zoe: withInbox('_I'), yan: withInbox('_I') })
  expect(messagesOf(sharedInbox, program)).toEqual([
    'prod/orders: users: "bob" and 2 others may all subscribe to the inbox "_I.>"',
  ])
})
