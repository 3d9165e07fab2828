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
    'they are in two accounts': (scope) => {
      users({ bob: limited('_INBOX.>') })(scope)
      new User(new Account(scope, 'BILLING'), 'zoe', limited('_INBOX.>'))
    },
  },
})

test('finds who may read the answers to another', () => {
  const program = users({ bob: withInbox('_INBOX_bob'), zoe: withInbox('_INBOX_zoe', limited('*.>')) })
  expect(messagesOf(sharedInbox, program)).toEqual([
    'prod/orders/the zoe: permissions.subscribe.allow: "*.>" lets the user read the answers to prod/orders/the bob, below "_INBOX_bob.>"',
  ])
})

test('finds the same prefix given to several', () => {
  const program = users({ bob: withInbox('_I'), zoe: withInbox('_I'), yan: withInbox('_I') })
  expect(messagesOf(sharedInbox, program)).toEqual([
    'prod/orders: users: "bob" and 2 others may all subscribe to the inbox "_I.>"',
  ])
})
