import { Account } from '../../lib/constructs/account'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { User } from '../../lib/constructs/user'
import { authCalloutDecides } from '../../lib/rules/auth-callout-decides'
import { calloutBase, operatorCallout } from '../support/callout'
import { describeRule } from '../support/judge'

describeRule(authCalloutDecides, {
  fires: {
    program: (scope) => {
      const { auth, orders } = calloutBase(scope)
      new User(auth, 'admin')
      new User(orders, 'bob')
    },
    at: ['prod/AUTH/admin', 'prod/orders/bob'],
  },
  quiet: {
    'its account is not among those that are allowed': (scope) => {
      const { orders } = calloutBase(scope, ({ auth }) => ({ allowedAccounts: [auth] }))
      new User(orders, 'bob')
    },
    'it is of another system': (scope) => {
      calloutBase(scope)
      new User(new Account(new NatsSystem(scope, 'edge'), 'FAR'), 'bob')
    },
    'in operator mode, it leads clients to the callout': (scope) => {
      new User(operatorCallout(scope).auth, 'guest')
    },
  },
})

describeRule(authCalloutDecides, {
  fires: {
    program: (scope) => {
      const { auth, hub, ca } = operatorCallout(scope)
      const edge = new NatsSystem(scope, 'edge')
      const local = new Account(edge, 'LOCAL')
      new LeafNode(edge, 'berlin', {
        remotes: [{ hub, hubAccount: auth, account: local }],
        serverVersion: '2.12',
        tls: { issuer: ca },
      })
    },
    at: ['prod/edge/berlin/hub-AUTH'],
  },
  quiet: {},
})
