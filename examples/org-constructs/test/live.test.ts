// A standard account on running servers. Needs nats-server on the PATH.
import { CertificateAuthority, NatsCluster, deployment } from 'natsmith'
import { withServer } from 'natsmith/testing'
import { StandardAccount } from '../lib'

const acme = deployment('test', (scope) => {
  new StandardAccount(scope, 'SHOP', { team: 'shop', services: ['cart', 'checkout'] })
  new NatsCluster(scope, 'hub', {
    nodes: { n0: 'n0.acme.example' },
    serverVersion: '2.12',
    tls: { issuer: new CertificateAuthority(scope, 'ca') },
  })
})

test('services of a team ask each other', async () => {
  const answer = await withServer(acme, async (nats) => {
    const checkout = await nats.connect('SHOP/checkout')
    checkout.subscribe('shop.checkout', { callback: (_, message) => void message.respond('paid') })
    await checkout.flush()
    const cart = await nats.connect('SHOP/cart')
    return (await cart.request('shop.checkout')).string()
  })
  expect(answer).toBe('paid')
}, 30_000)
