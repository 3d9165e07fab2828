// A program of Pulumi: a NATS deployment, and what other resources may use of it.
import * as pulumi from '@pulumi/pulumi'
import { Account, CertificateAuthority, deployment, NatsCluster, User } from 'natsmith'
import { NatsDeployment } from 'natsmith/pulumi'

const config = new pulumi.Config()
const bobPassword = config.getSecret('bobPassword')

const shop = deployment('shop', (scope) => {
  const ca = new CertificateAuthority(scope, 'ca', { commonName: 'Example CA' })

  const orders = new Account(scope, 'ORDERS')
  new User(orders, 'alice', {
    permissions: { publish: ['orders.>'], subscribe: ['orders.>'] },
    inboxPrefix: '_INBOX_alice',
  })
  if (bobPassword) new User(orders, 'bob', { password: 'stdin' })

  new NatsCluster(scope, 'hub', {
    nodes: { nats1: 'nats1.internal', nats2: 'nats2.internal' },
    serverVersion: '2.12',
    tls: { issuer: ca },
  })
})

const nats = new NatsDeployment('shop', {
  deployment: shop,
  ...(bobPassword && { passwords: { 'ORDERS/bob': bobPassword } }),
})

/** Digest of the conf, end of the first certificate, fingerprints. */
export const nodes = nats.nodes

/** What clients of nats1 trust. */
export const trust = nats.artifacts('nats1').apply(({ client }) => client?.ca?.content)
