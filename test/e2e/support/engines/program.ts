// The program that every engine deploys: a cluster of two, and a user; with `operator` in operator mode, and a leaf node that dials
// it. CHANGE names what is different this time.
import {
  Account,
  CertificateAuthority,
  deployment,
  LeafNode,
  moved,
  NatsCluster,
  Operator,
  Secret,
  User,
} from 'natsmith'

const changes = (process.env['CHANGE'] ?? '').split(' ')
const has = (change: string): boolean => changes.includes(change)

export default deployment('prod', (scope) => {
  const orders = new Account(scope, 'ORDERS')
  new User(orders, has('moved') ? 'alicia' : 'alice', {
    ...(!has('operator') && { password: Secret.of(process.env['PASSWORD'] ?? 'correct horse battery') }),
    permissions: { publish: ['orders.>'], subscribe: ['orders.>'] },
    inboxPrefix: '_INBOX_alice',
  })
  if (has('moved')) moved(scope, 'user/ORDERS/alice', 'user/ORDERS/alicia')

  const ca = new CertificateAuthority(scope, 'ca', { commonName: 'Acme clients' })
  const hub = new NatsCluster(scope, 'hub', {
    nodes: { nats1: 'nats1.internal', ...(!has('one-node') && { nats2: 'nats2.internal' }) },
    serverVersion: '2.12',
    tls: { issuer: ca },
    ...(has('operator') && { leafnodes: {} }),
    ...(has('payload') && { limits: { maxPayload: '2MB' } }),
  })
  if (has('operator')) {
    new Operator(scope, 'acme')
    new LeafNode(scope, 'edge', {
      address: 'edge.internal',
      remotes: [{ hub, hubAccount: orders, account: orders }],
    })
  }
})
