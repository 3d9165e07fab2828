import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { Permissions } from '../../lib/constructs/permissions'
import { User } from '../../lib/constructs/user'
import { wildcardGrantsMore } from '../../lib/rules/wildcard-grants-more'
import { base, describeRule, messagesOf } from '../support/judge'

const may =
  (subscribe: Permissions['subscribe']) =>
  (scope: Construct): void => {
    new User(base(scope).orders, 'bob', { permissions: { ...(subscribe && { subscribe }) } })
  }

describeRule(wildcardGrantsMore, {
  fires: { program: may(['orders.*']), at: ['prod/orders/bob'] },
  quiet: {
    'the wildcard is not the last token': may(['orders.*.new', 'orders.>', 'orders']),
    'everything below is denied': may({ allow: ['orders.*'], deny: ['orders.*.>'] }),
    'more than that is denied': may({ allow: ['orders.eu.*'], deny: ['orders.*.*.>'] }),
    'everything below is allowed': may(['orders.*', 'orders.>']),
    'it is no wildcard': may(['orders.a*']),
    'it is about publishing': (scope) => {
      new User(base(scope).orders, 'bob', { permissions: { publish: ['orders.*'] } })
    },
  },
})

test.each<[string, Permissions['subscribe'], string]>([
  ['everything', ['*'], '"*" also allows ">"'],
  ['the subject of a queue', ['jobs.* workers'], '"jobs.*" also allows "jobs.>"'],
  [
    'what is denied in part',
    { allow: ['orders.*'], deny: ['orders.*.new', 'orders.*.> workers'] },
    '"orders.*" also allows "orders.>"',
  ],
])('finds %s', (_, subscribe, expected) => {
  expect(messagesOf(wildcardGrantsMore, may(subscribe))).toEqual([
    `prod/orders/bob: permissions.subscribe.allow: ${expected}`,
  ])
})

test('finds what an account allows by default, and what leaf nodes may', () => {
  const program = (scope: Construct): void => {
    const { ca: issuer, hub, orders } = base(scope, { leafnodes: {} })
    const subscribe = ['a.*']
    new Account(scope, 'BILLING', { defaultPermissions: { subscribe } })
    const remote = { hub, hubAccount: orders, account: orders, permissions: { subscribe } }
    new LeafNode(scope, 'berlin', { tls: { issuer }, remotes: [remote] })
  }
  expect(messagesOf(wildcardGrantsMore, program)).toEqual([
    'prod/BILLING: defaultPermissions.subscribe.allow: "a.*" also allows "a.>"',
    'prod/berlin/hub-ORDERS: permissions.subscribe.allow: "a.*" also allows "a.>"',
  ])
})
