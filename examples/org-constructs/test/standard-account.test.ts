import { Account, CertificateAuthority, NatsCluster, addTags, deployment } from 'natsmith'
import type { Construct } from 'constructs'
import { describeRule, matchers, synthInMemory } from 'natsmith/testing'
import { StandardAccount, acmeRules } from '../lib'
import { hasOwner } from '../lib/rules'

expect.extend(matchers)

const program = (nodes: number, declare: (scope: Construct) => void) =>
  deployment('test', (scope) => {
    acmeRules(scope)
    declare(scope)
    new NatsCluster(scope, 'hub', {
      nodes: Object.fromEntries(
        Array.from({ length: nodes }, (_, i) => [`n${String(i)}`, `n${String(i)}.acme.example`]),
      ),
      serverVersion: '2.12',
      tls: { issuer: new CertificateAuthority(scope, 'ca') },
    })
  })

const shop = (scope: Construct) => {
  new StandardAccount(scope, 'SHOP', { team: 'shop', services: ['cart', 'checkout'] })
}

test('a standard account passes, with a user for each service that stays below its subject', () => {
  const { findings, files } = synthInMemory(program(3, shop))
  expect(findings).toEqual([])
  const conf = files['n0/etc/nats/nats-server.conf']
  expect(conf).toContain('"shop.>"')
  expect(conf).toContain('"_INBOX_checkout.>"')
})

test("a service talks below its team's subject, and has an inbox of its own", () => {
  const cart = synthInMemory(program(3, shop)).user('SHOP/cart')
  expect(cart).toBeAllowedTo('publish', 'shop.cart.filled')
  expect(cart).toReach('SHOP/checkout', 'shop.cart.filled')
  expect(cart).not.toBeAllowedTo('publish', 'billing.invoice')
  expect(cart).not.toBeAllowedTo('subscribe', '_INBOX_checkout.>')
})

test('an account without an owner, and a cluster of two, are found', () => {
  const found = synthInMemory(program(2, (scope) => new Account(scope, 'ORPHAN')))
  expect(found).toHaveFinding('acme/has-owner', { path: 'test/ORPHAN', severity: 'error' })
  expect(found).toHaveFinding('acme/quorum', { severity: 'warning' })
})

describeRule(hasOwner, {
  fires: {
    program: (scope) => {
      new Account(scope, 'ORPHAN')
    },
    at: ['test/ORPHAN'],
  },
  quiet: {
    'it is a standard account': shop,
    'the scope around it has an owner': (scope) => {
      addTags(scope, { owner: 'shop' })
      new Account(scope, 'SHOP')
    },
  },
})
