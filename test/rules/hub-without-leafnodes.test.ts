import type { Construct } from 'constructs'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { hubWithoutLeafnodes } from '../../lib/rules/hub-without-leafnodes'
import type { Base } from '../support/judge'
import { base, describeRule, messagesOf } from '../support/judge'

const leaf =
  (props: Partial<NatsClusterProps>) =>
  (scope: Construct): void => {
    const { hub, orders } = base(scope, props)
    new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders }] })
  }

describeRule(hubWithoutLeafnodes, {
  fires: { program: leaf({}), at: ['prod/berlin/hub-ORDERS'] },
  quiet: { 'the hub listens': leaf({ leafnodes: {} }) },
})

test('a hub of another deployment is not known', () => {
  const others: Base[] = []
  buildTree(deployment('staging', (scope) => others.push(base(scope, { name: 'core', leafnodes: {} }))))
  const program = (scope: Construct): void => {
    const { orders } = base(scope)
    for (const { hub } of others)
      new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders }] })
  }
  expect(messagesOf(hubWithoutLeafnodes, program)).toEqual([
    'prod/berlin/core-ORDERS: hub: "core" is not in this deployment',
  ])
})
