import fc from 'fast-check'
import {
  accountIdentity,
  accountName,
  authorityIdentity,
  intermediateIdentity,
  jetstreamIdentity,
  leafIdentity,
  tlsIdentity,
  tokenIdentity,
  userIdentity,
  userName,
} from '../../lib/model/identity'

const hub = { name: 'hub' }
const nats1 = { name: 'nats1' }
const ref = { system: '', account: 'ORDERS' }

test('identities are made of the names of NATS', () => {
  expect([
    authorityIdentity('acme'),
    intermediateIdentity('acme'),
    tlsIdentity(hub, nats1, 'client'),
    tlsIdentity(hub, nats1, 'leaf-remote', { name: 'up' }),
    accountIdentity(ref),
    userIdentity({ account: ref, name: 'alice' }),
    leafIdentity('berlin', 'hub-ORDERS'),
    tokenIdentity(hub),
    jetstreamIdentity(hub, nats1),
  ]).toEqual([
    'ca/acme',
    'ca/acme/intermediate',
    'tls/hub/nats1/client',
    'tls/hub/nats1/leaf-remote/up',
    'account/ORDERS',
    'user/ORDERS/alice',
    'leaf/berlin/hub-ORDERS',
    'token/hub',
    'jetstream/hub/nats1',
  ])
})

test('people name an account and a user with the system, if it has a name', () => {
  const edge = { system: 'edge', account: 'ORDERS' }
  expect([accountName(ref), accountName(edge)]).toEqual(['ORDERS', 'edge/ORDERS'])
  expect([userName({ account: ref, name: 'a' }), userName({ account: edge, name: 'a' })]).toEqual([
    'ORDERS/a',
    'edge/ORDERS/a',
  ])
})

test('different things have different identities', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_@+-]{0,5}$/)
  const user = fc.record({
    account: fc.record({ system: fc.oneof(fc.constant(''), name), account: name }),
    name,
  })
  fc.assert(
    fc.property(user, user, (a, b) => {
      const same = JSON.stringify(a) === JSON.stringify(b)
      for (const document of ['nkey', 'password', 'certificate'])
        expect(`${userIdentity(a)}/${document}` === `${userIdentity(b)}/${document}`).toBe(same)
    }),
  )
})
