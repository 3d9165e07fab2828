import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import type { UserProps } from '../../lib/constructs/user'
import { User } from '../../lib/constructs/user'
import { noAuthUser } from '../../lib/rules/no-auth-user'
import { base, describeRule, messagesOf, type Base } from '../support/judge'
import { operatorBase } from '../support/operator'

/** Servers whose guest is a user with these `props` of an account of its own. */
function withGuest(
  scope: Construct,
  props: UserProps = {},
  cluster: (guests: Account) => Partial<NatsClusterProps> = () => ({}),
): Base {
  const guests = new Account(scope, 'GUESTS')
  return base(scope, { noAuthUser: new User(guests, 'guest', props), ...cluster(guests) })
}

describeRule(noAuthUser, {
  fires: {
    program: (scope) => {
      base(scope, { noAuthUser: new User(new Account(scope, 'GUESTS'), 'bob', { password: 'generated' }) })
    },
    at: ['prod/hub'],
  },
  quiet: {
    'there is none': base,
    'it logs in by nkey': withGuest,
    'it logs in by nkey, and listeners for leaf nodes map': (scope) => {
      withGuest(scope, {}, () => ({ leafnodes: {} })).hub.addConfOverride(
        ['leafnodes', 'tls', 'verify_and_map'],
        true,
      )
    },
    'in operator mode there is none': (scope) => {
      const guest = new User(new Account(scope, 'GUESTS'), 'guest', { password: 'generated' })
      operatorBase(scope, { cluster: { noAuthUser: guest } })
    },
  },
})

test.each<[string, (scope: Construct) => void]>([
  [
    'is whom clients with a certificate are taken for, whatever verifyAndMap says of them',
    (scope) => {
      withGuest(scope).hub.addConfOverride(['tls', 'verify_and_map'], true)
    },
  ],
  [
    'logs in by certificate, and so nobody would be let in as it',
    (scope) => {
      withGuest(scope, { certificate: {} })
    },
  ],
  [
    'is a user of the system account: everybody could watch the servers, and stop them',
    (scope) => {
      withGuest(scope, {}, (systemAccount) => ({ systemAccount }))
    },
  ],
])('finds a guest that %s', (what, program) => {
  expect(messagesOf(noAuthUser, program)).toEqual([`prod/hub: noAuthUser: "guest" ${what}`])
})
