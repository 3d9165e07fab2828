import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { jetstreamWithoutServers } from '../../lib/rules/jetstream-without-servers'
import { base, describeRule } from '../support/judge'

const jetstream = { storeDir: '/var/lib/nats' }

const storing =
  (declareServers: (scope: Construct) => void) =>
  (scope: Construct): void => {
    declareServers(scope)
    new Account(scope, 'STORE', { jetstream: true })
  }

describeRule(jetstreamWithoutServers, {
  fires: { program: storing(base), at: ['prod/STORE'] },
  quiet: {
    'the servers have it': storing((scope) => base(scope, { jetstream })),
    'a leaf node of the system has it': storing((scope) => {
      const { hub, orders } = base(scope, { leafnodes: {} })
      new LeafNode(scope, 'edge', { jetstream, remotes: [{ hub, hubAccount: orders, account: orders }] })
    }),
    'an override turns it on': storing((scope) => {
      base(scope).hub.addConfOverride(['jetstream'], { store_dir: '/var/lib/nats' })
    }),
    'the system has no servers here': storing(() => undefined),
  },
})
