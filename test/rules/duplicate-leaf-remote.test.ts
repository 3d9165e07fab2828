import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { duplicateLeafRemote } from '../../lib/rules/duplicate-leaf-remote'
import { base, describeRule } from '../support/judge'

/** A leaf node with two remotes, the second of which differs in this. */
const twice =
  (differs?: 'hub' | 'hubAccount' | 'account') =>
  (scope: Construct): void => {
    const { ca: issuer, hub, orders } = base(scope, { leafnodes: {} })
    const billing = new Account(scope, 'BILLING')
    const other = new NatsCluster(scope, 'other', {
      nodes: { other1: 'other1.internal' },
      serverVersion: '2.12',
      tls: { issuer },
      leafnodes: {},
    })
    const remote = { hub, hubAccount: orders, account: orders }
    const changes = {
      hub: { hub: other },
      hubAccount: { hubAccount: billing },
      account: { account: billing },
    }
    const second = { ...remote, name: 'second', ...(differs && changes[differs]) }
    new LeafNode(scope, 'berlin', { tls: { issuer }, remotes: [remote, second] })
  }

describeRule(duplicateLeafRemote, {
  fires: { program: twice(), at: ['prod/berlin/second'] },
  quiet: {
    'they dial two hubs': twice('hub'),
    'they join two accounts of the hub': twice('hubAccount'),
    'they join two accounts of their own': twice('account'),
  },
})
