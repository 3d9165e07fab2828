import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafRemote } from '../../lib/constructs/leaf-remote'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { jetstreamEvenCluster } from '../../lib/rules/jetstream-even-cluster'
import { base, describeRule, messagesOf } from '../support/judge'

const jetstream = { storeDir: '/var/lib/nats' }

const nodes = (number: number) =>
  Object.fromEntries(Array.from({ length: number }, (_, i) => [`n${String(i)}`, `n${String(i)}.internal`]))

const cluster =
  (number: number) =>
  (scope: Construct): void => {
    base(scope, { jetstream, nodes: nodes(number) })
  }

describeRule(jetstreamEvenCluster, {
  fires: { program: cluster(2), at: ['prod/hub'] },
  quiet: {
    'there are three nodes': cluster(3),
    'there is one node': cluster(1),
    'there is no JetStream': (scope) => {
      base(scope, { nodes: nodes(4) })
    },
    'it joins the JetStream of a hub': (scope) => {
      const { hub } = base(scope, { leafnodes: {} })
      const SYS = new Account(scope, 'SYS')
      const site = { nodes: nodes(2), serverVersion: '2.12', systemAccount: SYS } as const
      const edge = new NatsCluster(scope, 'edge', { ...site, jetstream })
      new LeafRemote(edge, 'up', { hub, hubAccount: SYS, account: SYS })
    },
  },
})

test('counts what may be lost', () => {
  expect(messagesOf(jetstreamEvenCluster, cluster(4))).toEqual([
    'prod/hub: nodes: JetStream on 4 nodes stops when 2 are lost, as on 3 nodes',
  ])
})
