import type { Construct } from 'constructs'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { Permissions } from '../../lib/constructs/permissions'
import { leafPermissionsUnenforced } from '../../lib/rules/leaf-permissions-unenforced'
import type { ServerVersion } from '../../lib/values/server-version'
import { base, describeRule, messagesOf } from '../support/judge'

const leaf =
  (serverVersion: ServerVersion, permissions?: Permissions) =>
  (scope: Construct): void => {
    const { hub, orders } = base(scope, { serverVersion, leafnodes: {} })
    new LeafNode(scope, 'berlin', {
      serverVersion: '2.15',
      remotes: [{ hub, hubAccount: orders, account: orders, ...(permissions && { permissions }) }],
    })
  }

const publish = ['sensors.berlin.>']

describeRule(leafPermissionsUnenforced, {
  fires: { program: leaf('2.10', { publish }), at: ['prod/berlin/hub-ORDERS'] },
  quiet: {
    'the hub enforces them': leaf('2.12', { publish }),
    'the leaf node may do everything': leaf('2.10'),
    'it is held to what it may subscribe to': leaf('2.10', { subscribe: ['orders.>'] }),
  },
})

test.each<[ServerVersion, number]>([
  ['2.11.15', 1],
  ['2.11.16', 0],
  ['2.12.6', 1],
  ['2.12.7', 0],
  ['2.14.0', 0],
])('on %s: %i', (version, expected) => {
  expect(messagesOf(leafPermissionsUnenforced, leaf(version, { publish }))).toHaveLength(expected)
})
