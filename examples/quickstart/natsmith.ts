// A cluster of three and a leaf node on this machine, for two accounts. `npm run quickstart` deploys and runs it.
import {
  Account,
  CertificateAuthority,
  deployment,
  LeafNode,
  NatsCluster,
  User,
  type ServerVersion,
} from 'natsmith'

const { QUICKSTART_PORTS = '0', QUICKSTART_SERVER_VERSION = '2.15' } = process.env

/** Everything runs on localhost, so each node has ports of its own: NATS's, shifted. */
export function node(number: number) {
  const shift = Number(QUICKSTART_PORTS) + number
  const ports = {
    client: 4222 + shift,
    cluster: 6222 + shift,
    leafnodes: 7422 + shift,
    monitoring: 8222 + shift,
  }
  return { dnsNames: ['localhost'], ports }
}

export default deployment('quickstart', (scope) => {
  const ca = new CertificateAuthority(scope, 'ca', { commonName: 'Quickstart CA' })

  const orders = new Account(scope, 'orders', { name: 'ORDERS', exports: [{ stream: 'orders.created' }] })
  new User(orders, 'alice', {
    permissions: { publish: ['orders.>'], subscribe: ['orders.>'] },
    inboxPrefix: '_INBOX_alice',
  })
  const billing = new Account(scope, 'billing', {
    name: 'BILLING',
    imports: [{ from: orders, stream: 'orders.created' }],
  })
  new User(billing, 'bob', {
    permissions: { publish: ['billing.>'], subscribe: ['orders.created'] },
    inboxPrefix: '_INBOX_bob',
  })

  const here = { host: '127.0.0.1', configDir: '.', monitoring: {} }
  const hub = new NatsCluster(scope, 'hub', {
    ...here,
    serverVersion: QUICKSTART_SERVER_VERSION as ServerVersion,
    nodes: { nats1: node(1), nats2: node(2), nats3: node(3) },
    leafnodes: {},
    tls: { issuer: ca },
  })
  new LeafNode(scope, 'edge', {
    ...here,
    address: node(4),
    remotes: [{ hub, hubAccount: orders, account: orders }],
  })
})
