import type { Construct } from 'constructs'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import type { NodeProps } from '../../lib/constructs/servers'
import { portCollision } from '../../lib/rules/port-collision'
import { base, describeRule, messagesOf } from '../support/judge'

const nodes =
  (given: Readonly<Record<string, string | NodeProps>>, props: Partial<NatsClusterProps> = {}) =>
  (scope: Construct): void => {
    base(scope, { nodes: given, ...props })
  }

const OTHERS = { client: 5222, cluster: 5223, leafnodes: 5224, monitoring: 5225 }

describeRule(portCollision, {
  fires: {
    program: nodes({ nats1: '10.0.0.1', nats2: { ipAddresses: ['10.0.0.1'], ports: { cluster: 5223 } } }),
    at: ['prod/hub'],
  },
  quiet: {
    'nodes on one machine have ports of their own': nodes(
      { nats1: '127.0.0.1', nats2: { ipAddresses: ['127.0.0.1'], ports: OTHERS } },
      { monitoring: {}, leafnodes: {} },
    ),
    'a name for all nodes comes second': nodes({
      nats1: { dnsNames: ['nats1.internal', 'nats.internal'] },
      nats2: { dnsNames: ['nats2.internal', 'nats.internal'] },
    }),
    'every machine has a loopback address': nodes({
      nats1: { dnsNames: ['nats1.internal'], ipAddresses: ['127.0.0.1', '::1'] },
      nats2: { dnsNames: ['nats2.internal'], ipAddresses: ['127.0.0.1', '::1'] },
    }),
    'monitoring has the port of another address': nodes(
      { nats1: { host: '10.0.0.1' }, nats2: {} },
      { monitoring: { port: 5222, host: '127.0.0.1' } },
    ),
    'a listener that is not there takes no port': nodes({ nats1: { ports: { client: 7422 } } }),
    'sites number their machines alike': (scope) => {
      const { hub, orders } = base(scope, { leafnodes: {} })
      for (const site of ['berlin', 'paris'])
        new LeafNode(scope, site, {
          address: { dnsNames: [`${site}.internal`], ipAddresses: ['192.168.0.10'] },
          remotes: [{ hub, hubAccount: orders, account: orders }],
        })
    },
  },
})

test.each<[string, (scope: Construct) => void, string]>([
  [
    'two listeners of a node',
    nodes({ nats1: {} }, { port: 6000, leafnodes: { port: 6000 } }),
    'nodes.nats1.ports.leafnodes: 6000 is also nodes.nats1.ports.client of prod/hub, both at nats1',
  ],
  [
    'monitoring on the loopback address and clients on all',
    nodes({ nats1: {} }, { port: 6000, monitoring: { port: 6000 } }),
    'nodes.nats1.ports.monitoring: 6000 is also nodes.nats1.ports.client of prod/hub, both at nats1',
  ],
  [
    'different listeners of two nodes',
    nodes({ nats1: '127.0.0.1', nats2: { ipAddresses: ['127.0.0.1'], ports: { ...OTHERS, cluster: 4222 } } }),
    'nodes.nats2.ports.cluster: 4222 is also nodes.nats1.ports.client of prod/hub, both at 127.0.0.1',
  ],
  [
    'a second address that two nodes of a cluster share',
    nodes({
      nats1: { dnsNames: ['nats1.internal'], ipAddresses: ['10.0.0.1'] },
      nats2: { dnsNames: ['nats2.internal'], ipAddresses: ['10.0.0.1'], ports: { cluster: 5223 } },
    }),
    'nodes.nats2.ports.client: 4222 is also nodes.nats1.ports.client of prod/hub, both at nats2.internal',
  ],
])('finds %s', (_, program, expected) => {
  expect(messagesOf(portCollision, program)).toEqual([`prod/hub: ${expected}`])
})

test('finds a leaf node beside a hub', () => {
  const program = (scope: Construct): void => {
    const { hub, orders } = base(scope, { nodes: { nats1: '127.0.0.1' }, leafnodes: {} })
    const remotes = [{ hub, hubAccount: orders, account: orders }] as const
    new LeafNode(scope, 'leaf', { address: '127.0.0.1', remotes })
  }
  expect(messagesOf(portCollision, program)).toEqual([
    'prod/leaf: address.ports.client: 4222 is also nodes.nats1.ports.client of prod/hub, both at 127.0.0.1',
  ])
})
