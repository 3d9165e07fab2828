import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { User } from '../../lib/constructs/user'
import { duplicateUser } from '../../lib/rules/duplicate-user'
import { encodePublic } from '../../lib/values/nkey'
import { base, describeRule, messagesOf } from '../support/judge'

const nkey = encodePublic('U', Buffer.alloc(32, 7))

const two = (scope: Construct): readonly [Account, Account] => [
  new Account(scope, 'billing', { name: 'BILLING' }),
  new Account(scope, 'orders', { name: 'ORDERS' }),
]

describeRule(duplicateUser, {
  fires: {
    program: (scope) => {
      for (const account of two(scope)) new User(account, 'alice', { password: 'generated' })
    },
    at: ['prod/orders/alice'],
  },
  quiet: {
    'users that log in by nkey have one name in two accounts': (scope) => {
      for (const account of two(scope)) new User(account, 'alice')
    },
    'two systems have users of one name': (scope) => {
      const [orders] = two(scope)
      new User(orders, 'alice', { password: 'generated' })
      const sensors = new Account(new NatsSystem(scope, 'edge'), 'SENSORS')
      new User(sensors, 'alice', { password: 'generated' })
    },
    'two certificates differ': (scope) => {
      const { orders, ca: issuer } = base(scope)
      for (const id of ['bob', 'carol']) new User(orders, id, { certificate: { issuer } })
    },
  },
})

test('finds two users of an account with one name, however they log in', () => {
  const program = (scope: Construct): void => {
    const { orders } = base(scope)
    new User(orders, 'other', { name: 'alice', password: 'generated' })
  }
  expect(messagesOf(duplicateUser, program)).toEqual([
    'prod/orders/other: name: "alice" is also the name of prod/orders/alice',
  ])
})

test('finds an nkey that two users have', () => {
  const program = (scope: Construct): void => {
    const [billing, orders] = two(scope)
    new User(billing, 'bob', { nkey })
    new User(orders, 'carol', { nkey })
  }
  expect(messagesOf(duplicateUser, program)).toEqual([
    `prod/orders/carol: nkey: "${nkey}" is also that of prod/billing/bob`,
  ])
})

test('finds what two certificates map to', () => {
  const program = (scope: Construct): void => {
    const [billing, orders] = two(scope)
    const issuer = new CertificateAuthority(scope, 'ca')
    new User(billing, 'bob', { certificate: { issuer, subject: { CN: 'bob', O: 'Acme' } } })
    new User(orders, 'carol', { certificate: { issuer, subject: { O: 'Acme', CN: 'bob' } } })
    new User(orders, 'dave', { certificate: { issuer, emails: ['dave@acme.com'] } })
    new User(billing, 'dave', { name: 'dave@acme.com', password: 'generated' })
  }
  expect(messagesOf(duplicateUser, program)).toEqual([
    'prod/orders/carol: certificate: maps to "CN=bob,O=Acme", the login of prod/billing/bob',
    'prod/orders/dave: certificate: maps to "dave@acme.com", the login of prod/billing/dave',
  ])
})
