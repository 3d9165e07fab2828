import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { Permissions } from '../../lib/constructs/permissions'
import { User } from '../../lib/constructs/user'
import type { ConnectionType } from '../../lib/model/model'
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

interface Guest {
  readonly serverVersion?: ServerVersion
  readonly types?: readonly ConnectionType[]
  readonly permissions?: Permissions
  readonly defaultPermissions?: Permissions
  readonly leafnodes?: false
}

/** A user who may connect as a leaf node, without a remote that natsmith knows of. */
const guest =
  ({ serverVersion = '2.10', types = ['LEAFNODE'], permissions, defaultPermissions, leafnodes }: Guest) =>
  (scope: Construct): void => {
    base(scope, { serverVersion, ...(leafnodes !== false && { leafnodes: {} }) })
    const guests = new Account(scope, 'GUESTS', { ...(defaultPermissions && { defaultPermissions }) })
    new User(guests, 'bob', { connectionTypes: types, ...(permissions && { permissions }) })
  }

test.each<[string, number, Guest]>([
  ['a user who connects as a leaf node', 1, { permissions: { publish } }],
  ['one over websockets', 1, { permissions: { publish }, types: ['LEAFNODE_WS'] }],
  ['what the account allows by default', 1, { defaultPermissions: { publish } }],
  ['leave to answer alone', 1, { permissions: { allowResponses: true } }],
  ['permissions that take the place of the default', 0, { defaultPermissions: { publish }, permissions: {} }],
  ['a hub that enforces them', 0, { permissions: { publish }, serverVersion: '2.12' }],
  ['a client', 0, { permissions: { publish }, types: ['STANDARD'] }],
  ['who may do everything', 0, {}],
  ['servers that no leaf node dials', 0, { permissions: { publish }, leafnodes: false }],
])('of %s: %i', (_, expected, given) => {
  expect(messagesOf(leafPermissionsUnenforced, guest(given))).toEqual(
    expected === 0 ? [] : ['prod/GUESTS/bob: permissions.publish: is not enforced by "hub", which runs 2.10'],
  )
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
