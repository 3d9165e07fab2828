import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { User } from '../../lib/constructs/user'
import { tokenWithUsers } from '../../lib/rules/token-with-users'
import { base, describeRule, messagesOf } from '../support/judge'

const authorization = { token: 'generated' } as const

const tokenOnly = (scope: Construct): NatsCluster =>
  new NatsCluster(scope, 'hub', {
    nodes: { nats1: {} },
    serverVersion: '2.12',
    tls: { issuer: new CertificateAuthority(scope, 'ca') },
    leafnodes: {},
    authorization,
  })

describeRule(tokenWithUsers, {
  fires: {
    program: (scope) => {
      base(scope, { authorization })
    },
    at: ['prod/hub'],
  },
  quiet: {
    'there is no token': base,
    'there are no users': tokenOnly,
    'the users are in another system': (scope) => {
      tokenOnly(scope)
      new User(new Account(new NatsSystem(scope, 'edge'), 'SENSORS'), 'probe')
    },
  },
})

test('leaf remotes log in as users, too', () => {
  const program = (scope: Construct): void => {
    const hub = tokenOnly(scope)
    const orders = new Account(scope, 'ORDERS')
    new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders }] })
  }
  expect(messagesOf(tokenWithUsers, program)).toEqual([
    'prod/hub: authorization.token: is set, but the leaf remote prod/berlin/hub-ORDERS logs in as a user',
  ])
})
