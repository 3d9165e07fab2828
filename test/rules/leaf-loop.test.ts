import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { LeafRemote } from '../../lib/constructs/leaf-remote'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { leafLoop } from '../../lib/rules/leaf-loop'
import { base, describeRule, messagesOf } from '../support/judge'

/** Clusters, and who dials whom; each for ORDERS, unless another account is named: `a>b`, `a>b BILLING`. */
const dialling =
  (...dials: readonly string[]) =>
  (scope: Construct): void => {
    const { orders, hub } = base(scope, { leafnodes: {} })
    const billing = new Account(scope, 'BILLING')
    const clusters = new Map([['hub', hub]])
    const cluster = (name: string): NatsCluster => {
      const known = clusters.get(name)
      if (known !== undefined) return known
      const site = new NatsCluster(scope, name, {
        nodes: { [`${name}1`]: `${name}1.internal` },
        serverVersion: '2.12',
        leafnodes: {},
      })
      clusters.set(name, site)
      return site
    }
    for (const dial of dials) {
      const [names = '', other] = dial.split(' ')
      const [from = '', to = ''] = names.split('>')
      const account = other === undefined ? orders : billing
      new LeafRemote(cluster(from), dial.replace(/\W/g, '-'), {
        hub: cluster(to),
        hubAccount: account,
        account,
      })
    }
  }

describeRule(leafLoop, {
  fires: { program: dialling('hub>edge', 'edge>hub'), at: ['prod/hub/hub-edge'] },
  quiet: {
    'several dial one': dialling('a>hub', 'b>hub', 'c>hub'),
    'one dials several': dialling('a>hub', 'a>b'),
    'it is a chain': dialling('a>b', 'b>hub', 'hub>c'),
    'each way is for another account': dialling('hub>edge', 'edge>hub BILLING'),
    'a leaf node dials twice for two accounts': (scope) => {
      const { orders, hub } = base(scope, { leafnodes: {} })
      const billing = new Account(scope, 'BILLING')
      const remoteFor = (account: Account) => ({ hub, hubAccount: account, account })
      new LeafNode(scope, 'berlin', { remotes: [remoteFor(orders), remoteFor(billing)] })
    },
  },
})

test('finds a loop of three, and names the way', () => {
  expect(messagesOf(leafLoop, dialling('a>b', 'b>hub', 'a>hub', 'c>hub'))).toEqual([
    'prod/b/b-hub: hub: closes a loop of leaf nodes for ORDERS: "b", "hub", "a", "b"',
  ])
})

test('finds servers that dial themselves', () => {
  expect(messagesOf(leafLoop, dialling('hub>hub'))).toEqual([
    'prod/hub/hub-hub: hub: closes a loop of leaf nodes for ORDERS: "hub", "hub"',
  ])
})
