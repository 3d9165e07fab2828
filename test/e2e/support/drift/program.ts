// A program with a node for each fault: NODES names them.
import { Account, CertificateAuthority, deployment, NatsCluster, User } from 'natsmith'

export default deployment('prod', (scope) => {
  const ca = new CertificateAuthority(scope, 'ca', { commonName: 'Acme' })
  const partner = new CertificateAuthority(scope, 'partner', { commonName: 'Partner' })
  new User(new Account(scope, 'ORDERS'), 'alice', {
    permissions: { publish: ['orders.>'], subscribe: ['orders.>'] },
  })
  new NatsCluster(scope, 'hub', {
    nodes: Object.fromEntries(
      (process.env['NODES'] ?? '').split(' ').map((node) => [node, `${node}.internal`]),
    ),
    serverVersion: '2.12',
    tls: { issuer: ca, trust: [ca, partner] },
  })
})
