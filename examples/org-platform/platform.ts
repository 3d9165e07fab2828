// Acme's NATS, with the company's own constructs. Every engine hosts this value.
import { StandardAccount, acmeRules } from '@acme/nats-constructs'
import { CertificateAuthority, NatsCluster, deployment } from 'natsmith'

export const platform = deployment('platform', (scope) => {
  acmeRules(scope)
  new StandardAccount(scope, 'SHOP', { team: 'shop', services: ['cart', 'checkout'] })
  new StandardAccount(scope, 'BILLING', { team: 'billing', services: ['invoices'] })
  new NatsCluster(scope, 'hub', {
    nodes: { nats1: 'nats1.acme.example', nats2: 'nats2.acme.example', nats3: 'nats3.acme.example' },
    serverVersion: '2.12',
    tls: { issuer: new CertificateAuthority(scope, 'ca', { commonName: 'Acme NATS' }) },
  })
})
