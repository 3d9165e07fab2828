import { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { LeafRemote } from '../../lib/constructs/leaf-remote'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { duplicateIdentity } from '../../lib/rules/duplicate-identity'
import { base, describeRule, messagesOf } from '../support/judge'

describeRule(duplicateIdentity, {
  fires: {
    program: (scope) => {
      base(scope)
      new Account(scope, 'purchase', { name: 'ORDERS' })
      new Account(new Construct(scope, 'team'), 'orders', { name: 'ORDERS' })
    },
    at: ['prod/purchase', 'prod/team/orders'],
  },
  quiet: {
    'two systems have accounts of one name': (scope) => {
      base(scope)
      new Account(new NatsSystem(scope, 'edge'), 'orders', { name: 'ORDERS' })
    },
    'two constructs have one id': (scope) => {
      base(scope)
      new Account(new Construct(scope, 'team'), 'orders', { name: 'TEAM_ORDERS' })
    },
  },
})

const cluster = (scope: Construct, id: string, name: string, nodes: readonly string[]): NatsCluster =>
  new NatsCluster(scope, id, {
    name,
    nodes: Object.fromEntries(nodes.map((node) => [node, `${id}-${node}.internal`])),
    serverVersion: '2.12',
    tls: { issuer: new CertificateAuthority(scope, `${id}-ca`) },
  })

test.each<[string, (scope: Construct) => void, string[]]>([
  [
    'clusters',
    (scope) => {
      cluster(scope, 'a', 'hub', ['a1', 'a2'])
      cluster(scope, 'b', 'hub', ['b1', 'b2'])
    },
    ['prod/b: name: "hub" is also the name of the cluster prod/a'],
  ],
  [
    'nodes of different clusters',
    (scope) => {
      cluster(scope, 'a', 'a', ['nats1'])
      cluster(scope, 'b', 'b', ['nats2', 'nats1'])
    },
    ['prod/b: nodes: "nats1" is also the name of the node prod/a'],
  ],
  [
    'nodes, whose folders would be one where case does not count,',
    (scope) => {
      cluster(scope, 'a', 'a', ['NATS1', 'nats1'])
    },
    ['prod/a: nodes: "nats1" is also, but for its case, the name of the node prod/a'],
  ],
  [
    'authorities',
    (scope) => {
      new CertificateAuthority(scope, 'one', { name: 'acme' })
      new CertificateAuthority(scope, 'two', { name: 'acme' })
    },
    ['prod/two: name: "acme" is also the name of the certificate authority prod/one'],
  ],
  [
    'an authority and that of some routes',
    (scope) => {
      cluster(scope, 'hub', 'hub', ['nats1', 'nats2'])
      new CertificateAuthority(scope, 'hub-routes')
    },
    ['prod/hub-routes: name: "hub-routes" is also the name of the certificate authority prod/hub'],
  ],
  [
    'systems, whose accounts would be one',
    (scope) => {
      new Account(new NatsSystem(scope, 'one', { name: 'edge' }), 'SENSORS')
      new Account(new NatsSystem(scope, 'two', { name: 'edge' }), 'ORDERS')
    },
    ['prod/two: name: "edge" is also the name of the system prod/one'],
  ],
  [
    'remotes of one leaf node',
    (scope) => {
      const { hub, orders } = base(scope, { leafnodes: {} })
      const remote = { hub, hubAccount: orders, account: orders }
      const berlin = new LeafNode(scope, 'berlin', { remotes: [{ ...remote, name: 'up' }] })
      new LeafRemote(berlin, 'second', { ...remote, name: 'up' })
    },
    ['prod/berlin/up: name: "up" is also the name of the leaf remote prod/berlin/second'],
  ],
])('finds two %s of one name', (_, program, expected) => {
  expect(messagesOf(duplicateIdentity, program)).toEqual(expected)
})
