// A program with a secret that is hostile text in every place that takes one. CHANGE puts one where it does not belong.
import { Account, CertificateAuthority, deployment, NatsCluster, Secret, User } from 'natsmith'

const secrets = JSON.parse(process.env['SECRETS'] ?? '[]') as readonly string[]
const change = process.env['CHANGE'] ?? ''

export default deployment('prod', (scope) => {
  const orders = new Account(scope, 'ORDERS')
  const permissions = { publish: ['orders.>'], subscribe: ['orders.>'] }
  for (const [i, text] of secrets.entries())
    new User(orders, `u${String(i)}`, { permissions, password: Secret.of(text) })
  new User(orders, 'erin', { permissions, password: 'stdin' })
  const hub = new NatsCluster(scope, 'hub', {
    nodes: { nats1: 'nats1.internal' },
    serverVersion: '2.12',
    tls: { issuer: new CertificateAuthority(scope, 'ca') },
    ...(change === 'refused' && { jetstream: { storeDir: '/data', maxFile: 'all' as '1GB' } }),
  })
  hub.addConfOverride(['server_metadata', 'note'], Secret.of(process.env['OVERRIDE'] ?? ''))
  if (change === 'wrong-place')
    for (const [i, text] of secrets.entries())
      new User(orders, `w${String(i)}`, { password: text as 'stdin' })
})
