// A cluster of two, and who may use it. In: the scope to declare it in, of any engine. Out: the cluster.
import type { Construct } from 'constructs'
import { Account, CertificateAuthority, NatsCluster, User } from 'natsmith'

export function site(scope: Construct): NatsCluster {
  const ca = new CertificateAuthority(scope, 'ca', { commonName: 'Example CA' })

  const orders = new Account(scope, 'ORDERS')
  new User(orders, 'alice', {
    permissions: { publish: ['orders.>'], subscribe: ['orders.>'] },
    inboxPrefix: '_INBOX_alice',
  })

  return new NatsCluster(scope, 'hub', {
    nodes: { nats1: 'nats1.internal', nats2: 'nats2.internal' },
    serverVersion: '2.12',
    tls: { issuer: ca },
  })
}
