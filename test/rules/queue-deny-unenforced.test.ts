import type { Construct } from 'constructs'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { SubjectRules } from '../../lib/constructs/permissions'
import { queueDenyUnenforced } from '../../lib/rules/queue-deny-unenforced'
import type { ServerVersion } from '../../lib/values/server-version'
import { base, describeRule, messagesOf } from '../support/judge'
import { userMay } from '../support/user-may'

const may = (subscribe: SubjectRules, serverVersion: ServerVersion = '2.11') =>
  userMay({ subscribe }, { cluster: { serverVersion } })

const deny = ['orders.eu workers']

describeRule(queueDenyUnenforced, {
  fires: { program: may({ deny }), at: ['prod/orders/bob'] },
  quiet: {
    'the server looks at queues': may({ deny }, '2.12'),
    'the server is the first that does': may({ deny }, '2.14.4'),
    'no wildcard is allowed': may({ allow: ['orders.eu', 'orders.us'], deny }),
    'no wildcard is wider': may({ allow: ['orders.*', 'billing.>'], deny: ['orders.* workers'] }),
    'it is denied without a queue': may({ deny: ['orders.eu'] }),
  },
})

test('finds a wildcard that is allowed, and leaf nodes whose hub is old', () => {
  expect(messagesOf(queueDenyUnenforced, may({ allow: ['orders.*'], deny }, '2.12.13'))).toHaveLength(1)
  const leaf = (scope: Construct): void => {
    const { ca: issuer, hub, orders } = base(scope, { leafnodes: {}, serverVersion: '2.14.3' })
    const remote = { hub, hubAccount: orders, account: orders, permissions: { subscribe: { deny } } }
    new LeafNode(scope, 'berlin', { tls: { issuer }, remotes: [remote], serverVersion: '2.15' })
  }
  expect(messagesOf(queueDenyUnenforced, leaf)).toEqual([
    'prod/berlin/hub-ORDERS: permissions.subscribe.deny: "orders.eu workers" is not enforced on wildcards by "hub", which runs 2.14.3',
  ])
})
