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

/** All nodes share one machine and its name, so each has NATS's own ports, shifted. */
export const ports = (shift: number) => ({
  client: 4222 + shift,
  cluster: 6222 + shift,
  leafnodes: 7422 + shift,
  monitoring: 8222 + shift,
})

const node = (number: number) => ({
  dnsNames: ['localhost'],
  ports: ports(Number(QUICKSTART_PORTS) + number),
})

export default deployment('quickstart', (scope) => {
  const ca = new CertificateAuthority(scope, 'ca', { commonName: 'Quickstart CA' })

  const orders = new Account(scope, 'ORDERS', { exports: [{ stream: 'orders.created' }] })
  new User(orders, 'alice', {
    permissions: { publish: ['orders.>'], subscribe: ['orders.>'] },
    inboxPrefix: '_INBOX_alice',
  })

  const billing = new Account(scope, 'BILLING', { imports: [{ from: orders, stream: 'orders.created' }] })
  new User(billing, 'bob', {
    permissions: { publish: ['billing.>'], subscribe: ['orders.created'] },
    inboxPrefix: '_INBOX_bob',
  })

  const here = { host: '127.0.0.1', configDir: '.', monitoring: {} }
  const hub = new NatsCluster(scope, 'hub', {
    ...here,
    serverVersion: QUICKSTART_SERVER_VERSION as ServerVersion,
    nodes: { nats1: node(0), nats2: node(1), nats3: node(2) },
    leafnodes: {},
    tls: { issuer: ca },
  })
  new LeafNode(scope, 'edge', {
    ...here,
    address: node(3),
    remotes: [{ hub, hubAccount: orders, account: orders }],
  })
})
