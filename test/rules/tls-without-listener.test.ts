import type { Construct } from 'constructs'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import type { ListenerSurface } from '../../lib/constructs/tls-surface'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { tlsWithoutListener } from '../../lib/rules/tls-without-listener'
import { base, describeRule, messagesOf } from '../support/judge'

const surface =
  (name: ListenerSurface, props: Partial<NatsClusterProps> = {}) =>
  (scope: Construct): void => {
    const { hub, ca: issuer } = base(scope, props)
    new TlsSurface(hub, 'extra-tls', { surface: name, issuer })
  }

const oneNode = { nodes: { nats1: {} } }

describeRule(tlsWithoutListener, {
  fires: { program: surface('leafnodes'), at: ['prod/hub/extra-tls'] },
  quiet: {
    'clients have a listener everywhere': surface('client', oneNode),
    'there is a listener for leaf nodes': surface('leafnodes', { leafnodes: {} }),
    'several nodes have routes': surface('cluster'),
    'one node has them when told': surface('cluster', { ...oneNode, routes: {} }),
  },
})

test.each<[string, (scope: Construct) => void, string]>([
  ['routes of one node', surface('cluster', oneNode), 'a cluster of one node has no routes'],
  ['websockets', surface('websocket'), 'this version of natsmith makes no such listener'],
  ['mqtt', surface('mqtt'), 'this version of natsmith makes no such listener'],
  ['gateways', surface('gateway'), 'this version of natsmith makes no such listener'],
])('finds %s', (_, program, expected) => {
  expect(messagesOf(tlsWithoutListener, program)).toEqual([expect.stringContaining(`, but ${expected}`)])
})

test('finds routes of a leaf node', () => {
  const program = (scope: Construct): void => {
    const { hub, orders, ca: issuer } = base(scope, { leafnodes: {} })
    const leaf = new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders }] })
    new TlsSurface(leaf, 'routes-tls', { surface: 'cluster', issuer })
  }
  expect(messagesOf(tlsWithoutListener, program)).toEqual([
    'prod/berlin/routes-tls: surface: "cluster", but a LeafNode is one server, which has no routes',
  ])
})
