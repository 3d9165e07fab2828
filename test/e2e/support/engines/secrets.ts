// A program with a secret in every prop that takes one, and in everything that natsmith makes secrets for. PLANTED is a JSON
// document with those that are given.
import type { Construct } from 'constructs'
import {
  Account,
  acknowledge,
  CertificateAuthority,
  deployment,
  LeafNode,
  NatsCluster,
  Operator,
  Secret,
  User,
} from 'natsmith'
import type { Planted } from './planted'

const planted = JSON.parse(process.env['PLANTED'] ?? '') as Planted

export default deployment('prod', (scope) => {
  const { certificates, key } = planted.authority
  const imported = new CertificateAuthority(scope, 'imported', {
    imported: { certificates, key: Secret.of(key) },
  })
  const made = new CertificateAuthority(scope, 'made', { commonName: 'Acme clients', intermediate: true })

  const orders = new Account(scope, 'ORDERS')
  new User(orders, 'alice', { permissions })
  if (planted.isOperatorMode) operatorMode(scope, orders)
  else passwords(orders)

  const hub = new NatsCluster(scope, 'hub', {
    nodes: { nats1: 'nats1.internal' },
    serverVersion: '2.12',
    tls: { issuer: made },
    leafnodes: {},
    jetstream: { storeDir: '/data', encryption: 'aes' },
  })
  hub.addConfOverride(['jetstream', 'prev_key'], Secret.of(planted.override))

  new LeafNode(scope, 'edge', {
    remotes: [{ hub, hubAccount: orders, account: orders }],
    tls: {
      certificate: { ...planted.copied, key: Secret.of(planted.copied.key) },
      trust: [imported],
    },
  })
})

const permissions = { publish: ['orders.>'], subscribe: ['orders.>'] }

function passwords(orders: Account): void {
  new User(orders, 'bob', { permissions, password: Secret.of(planted.password) })
  new User(orders, 'carol', { permissions, password: { bcrypt: Secret.of(planted.hash) } })
  new User(orders, 'dave', { permissions, password: 'stdin' })
  new User(orders, 'erin', { permissions, password: 'generated' })
}

/** Seeds sign, and one JWT is a secret itself. */
function operatorMode(scope: Construct, orders: Account): void {
  const systemAccount = new Account(scope, 'SYS')
  new Operator(scope, 'acme', { systemAccount, signingKeys: ['main'] })
  const frank = new User(orders, 'frank', { permissions, bearer: true })
  acknowledge(frank, 'bearer-token', 'browsers cannot sign')
  acknowledge(frank, 'probable-rename', 'frank is none of those who had passwords')
  acknowledge(scope, 'jetstream-mode-switch', 'its streams are not needed any more')
}
