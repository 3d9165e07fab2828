import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { User } from '../../lib/constructs/user'
import { optionTooNew } from '../../lib/rules/option-too-new'
import type { ServerVersion } from '../../lib/values/server-version'
import { base, describeRule, messagesOf } from '../support/judge'

const hybrid =
  (serverVersion: ServerVersion) =>
  (scope: Construct): void => {
    const { hub, ca: issuer } = base(scope, { serverVersion, leafnodes: {} })
    const curvePreferences = ['X25519MLKEM768', 'X25519'] as const
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer, curvePreferences })
  }

describeRule(optionTooNew, {
  fires: { program: hybrid('2.10'), at: ['prod/hub/leaf-tls'] },
  quiet: {
    'the line has it from its start': hybrid('2.14'),
    'the release is the one that brought it': hybrid('2.12.0'),
    'nothing is new': (scope) => {
      base(scope, { serverVersion: '2.10' })
    },
  },
})

test.each<[string, ServerVersion, (scope: Construct, version: ServerVersion) => void, string]>([
  [
    'a connection type, blaming the user',
    '2.10',
    (scope, serverVersion) => {
      new User(base(scope, { serverVersion }).orders, 'bob', { connectionTypes: ['IN_PROCESS', 'STANDARD'] })
    },
    'prod/orders/bob: accounts.ORDERS.users.1.allowed_connection_types: "IN_PROCESS" came with 2.11.0, serverVersion is 2.10',
  ],
  [
    'a user that needs a proxy, blaming the user',
    '2.11',
    (scope, serverVersion) => {
      new User(base(scope, { serverVersion }).orders, 'bob', { proxyRequired: true })
    },
    'prod/orders/bob: accounts.ORDERS.users.1.proxy_required came with 2.12.0, serverVersion is 2.11',
  ],
  [
    'a mapping function, blaming the account',
    '2.11',
    (scope, serverVersion) => {
      base(scope, { serverVersion })
      new Account(scope, 'BILLING', { mappings: { paid: 'paid.{{random(3)}}' } })
    },
    'prod/BILLING: accounts.BILLING.mappings.paid: "paid.{{random(3)}}" came with 2.12.0, serverVersion is 2.11',
  ],
  [
    'what an override brings',
    '2.12.1',
    (scope, serverVersion) => {
      base(scope, { serverVersion }).hub.addConfOverride(['proxy_protocol'], true)
    },
    'prod/hub: proxy_protocol came with 2.12.2, serverVersion is 2.12.1',
  ],
  [
    'the login of a leaf remote',
    '2.10.7',
    (scope, serverVersion) => {
      const { hub, orders } = base(scope, { leafnodes: {} })
      new LeafNode(scope, 'berlin', {
        serverVersion,
        remotes: [{ hub, hubAccount: orders, account: orders }],
      })
    },
    'prod/berlin/hub-ORDERS: leafnodes.remotes.0.nkey came with 2.10.8, serverVersion is 2.10.7',
  ],
  [
    'TLS first for clients',
    '2.10.3',
    (scope, serverVersion) => {
      const { hub, ca: issuer } = base(scope, { serverVersion })
      new TlsSurface(hub, 'client-tls', { surface: 'client', issuer, handshakeFirst: 'auto' })
    },
    'prod/hub/client-tls: tls.handshake_first came with 2.10.4, serverVersion is 2.10.3',
  ],
])('finds %s', (_, version, declare, expected) => {
  const program = (scope: Construct): void => {
    declare(scope, version)
  }
  expect(messagesOf(optionTooNew, program)).toEqual([expected])
})
