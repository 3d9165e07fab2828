import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafRemote } from '../../lib/constructs/leaf-remote'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { jetstreamWithoutPeers } from '../../lib/rules/jetstream-without-peers'
import { base, describeRule } from '../support/judge'

const cluster =
  (props: Partial<NatsClusterProps>) =>
  (scope: Construct): void => {
    base(scope, { jetstream: { storeDir: '/var/lib/nats' }, ...props })
  }

const oneNode = { nodes: { nats1: {} } }

describeRule(jetstreamWithoutPeers, {
  fires: { program: cluster({ ...oneNode, routes: {} }), at: ['prod/hub'] },
  quiet: {
    'the node has no routes': cluster(oneNode),
    'there are several nodes': cluster({}),
    'there is no JetStream': (scope) => {
      base(scope, { ...oneNode, routes: {} })
    },
    'it joins the JetStream of a hub': (scope) => {
      const { hub } = base(scope, { leafnodes: {} })
      const SYS = new Account(scope, 'SYS')
      const site = { nodes: { site1: {} }, serverVersion: '2.12', systemAccount: SYS } as const
      const jetstream = { storeDir: '/var/lib/nats' }
      const edge = new NatsCluster(scope, 'edge', { ...site, jetstream, routes: {} })
      new LeafRemote(edge, 'up', { hub, hubAccount: SYS, account: SYS })
    },
  },
})
