import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { User } from '../../lib/constructs/user'
import { accountOfOtherSystem } from '../../lib/rules/account-of-other-system'
import { base, describeRule, messagesOf } from '../support/judge'

/** A leaf site with accounts of its own; `swap` gives the remote the wrong ones. */
function leafSite(scope: Construct, swap: boolean): void {
  const { hub, orders } = base(scope, { leafnodes: {} })
  const edge = new NatsSystem(scope, 'edge')
  const sensors = new Account(edge, 'sensors', { name: 'SENSORS' })
  new User(sensors, 'probe')
  const [hubAccount, account] = swap ? [sensors, orders] : [orders, sensors]
  new LeafNode(edge, 'berlin', { remotes: [{ name: 'hub', hub, hubAccount, account }] })
}

describeRule(accountOfOtherSystem, {
  fires: {
    program: (scope) => {
      leafSite(scope, true)
    },
    at: ['prod/edge/berlin/hub', 'prod/edge/berlin/hub'],
  },
  quiet: {
    'each end has an account of its own system': (scope) => {
      leafSite(scope, false)
    },
  },
})

test('a system account must be of the system of the servers', () => {
  const program = (scope: Construct): void => {
    const systemAccount = new Account(new NatsSystem(scope, 'edge'), 'SYS')
    base(scope, { systemAccount })
  }
  expect(messagesOf(accountOfOtherSystem, program)).toEqual([
    'prod/hub: systemAccount: "edge/SYS" is not an account of the system of "hub"',
  ])
})

test('a user for who has no login must be of the system of the servers', () => {
  const program = (scope: Construct): void => {
    const noAuthUser = new User(new Account(new NatsSystem(scope, 'edge'), 'GUESTS'), 'guest')
    base(scope, { noAuthUser })
  }
  expect(messagesOf(accountOfOtherSystem, program)).toEqual([
    'prod/hub: noAuthUser: "edge/GUESTS" is not an account of the system of "hub"',
  ])
})

test('an account of another deployment is not known', () => {
  const others: Account[] = []
  buildTree(deployment('staging', (scope) => others.push(new Account(scope, 'SYS'))))
  const program = (scope: Construct): void => {
    for (const systemAccount of others) base(scope, { systemAccount })
  }
  expect(messagesOf(accountOfOtherSystem, program)).toHaveLength(1)
})
