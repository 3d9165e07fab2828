import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { jetstreamDomain } from '../../lib/rules/jetstream-domain'
import { base, describeRule, messagesOf } from '../support/judge'

const storeDir = '/var/lib/nats'

interface Sites {
  readonly hub: string | undefined
  /** The domains of leaf nodes; `none` for one without JetStream. */
  readonly leafs: readonly (string | undefined)[]
  /** Joins the system accounts, too. */
  readonly extended?: boolean
  readonly streams?: boolean
}

const sites =
  ({ hub: domain, leafs, extended = false, streams = true }: Sites) =>
  (scope: Construct): void => {
    const jetstreamOf = (own: string | undefined) => ({ storeDir, ...(own !== undefined && { domain: own }) })
    const systemAccount = new Account(scope, 'SYS')
    const account = new Account(scope, 'APP', streams ? { jetstream: {} } : {})
    const { hub } = base(scope, {
      leafnodes: {},
      jetstream: jetstreamOf(domain),
      systemAccount,
    })
    leafs.forEach((own, i) => {
      const remoteFor = (joined: Account) => ({ hub, hubAccount: joined, account: joined })
      new LeafNode(scope, `leaf${String(i)}`, {
        systemAccount,
        ...(own !== 'none' && { jetstream: jetstreamOf(own) }),
        remotes: [remoteFor(account), ...(extended ? [remoteFor(systemAccount)] : [])],
      })
    })
  }

describeRule(jetstreamDomain, {
  fires: { program: sites({ hub: 'main', leafs: ['main'] }), at: ['prod/leaf0'] },
  quiet: {
    'each has a domain': sites({ hub: 'main', leafs: ['a', 'b'] }),
    'the hub has none, and each leaf node one': sites({ hub: undefined, leafs: ['a', 'b'] }),
    'they are one JetStream': sites({ hub: 'main', leafs: ['main', 'main'], extended: true }),
    'only the hub has JetStream': sites({ hub: 'main', leafs: ['none'] }),
    'the account has no JetStream': sites({ hub: 'main', leafs: ['main'], streams: false }),
  },
})

test.each<[string, Sites, string]>([
  [
    'no domain on both sides',
    { hub: undefined, leafs: [undefined] },
    'prod/leaf0: jetstream.domain: is not set, nor is that of "hub", which APP joins',
  ],
  [
    'two leaf nodes with one domain',
    { hub: 'main', leafs: ['edge', 'edge'] },
    'prod/leaf1: jetstream.domain: "edge" is also that of "leaf0", and both dial "hub"',
  ],
])('finds %s', (_, given, expected) => {
  expect(messagesOf(jetstreamDomain, sites(given))).toEqual([expected])
})
