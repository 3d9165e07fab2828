// The program of the tests of commands: a cluster of two and a leaf node. CHANGE names what is different this time.
import {
  Account,
  acknowledge,
  addRules,
  CertificateAuthority,
  deployment,
  LeafNode,
  moved,
  NatsCluster,
  Secret,
  User,
} from 'natsmith'

const changes = (process.env['CHANGE'] ?? '').split(' ')
const has = (change: string): boolean => changes.includes(change)

export default deployment('prod', (scope) => {
  const ca = new CertificateAuthority(scope, 'clients', { commonName: 'Acme clients' })
  const orders = new Account(scope, 'ORDERS', {
    exports: [{ stream: 'orders.created' }],
    ...(has('limit') && { jetstream: { maxStore: '1GB' }, limits: { maxConnections: 10 } }),
  })
  new User(orders, has('rename') || has('moved') ? 'alicia' : 'alice', {
    permissions: {
      publish: has('permission') ? ['billing.>', 'orders.>'] : ['orders.>'],
      subscribe: { allow: ['events.>'], deny: ['events.audit.>'] },
    },
    ...(has('uncertified') && { certificate: 'none' }),
    inboxPrefix: '_INBOX_alice',
  })
  if (has('moved')) moved(scope, 'user/ORDERS/alice', 'user/ORDERS/alicia')
  new User(orders, has('bobby') ? 'bobby' : 'bob', {
    password: Secret.of(process.env['PASSWORD'] ?? 'correct horse battery'),
  })
  if (has('bobby')) moved(scope, 'user/ORDERS/bob', 'user/ORDERS/bobby')
  new User(orders, 'carol', { password: 'generated' })
  if (has('dave')) new User(orders, 'dave', { permissions: { publish: ['dave.>'] } })
  if (has('stdin')) for (const name of ['erin', 'frank']) new User(orders, name, { password: 'stdin' })

  const hub = new NatsCluster(scope, 'hub', {
    nodes: {
      nats1: has('name') ? { dnsNames: ['nats1.internal', 'n1.example.com'] } : 'nats1.internal',
      nats2: 'nats2.internal',
      ...(has('node') && { nats3: 'nats3.internal' }),
    },
    serverVersion: has('upgrade') ? '2.14' : '2.12',
    tls: { issuer: ca },
    leafnodes: {},
    ...(has('folder') && { configDir: '/srv/nats' }),
    ...(has('payload') && { limits: { maxPayload: '2MB' } }),
  })
  if (!has('no-leaf'))
    new LeafNode(scope, 'edge', {
      jetstream: { storeDir: '/data', maxFile: '10GB', encryption: 'aes' },
      remotes: [{ hub, hubAccount: orders, account: orders }],
    })

  if (has('errors')) {
    new NatsCluster(scope, 'lab', { nodes: { lab1: 'lab1.internal' }, serverVersion: '2.12' })
    new Account(scope, 'BILLING', { imports: [{ from: orders, stream: 'nobody.exports.this' }] })
  }
  if (has('warning')) hub.addConfOverride(['lame_duck_duration'], '30s')
  if (has('accepted')) acknowledge(hub, 'conf-override', 'agreed with operations')
  if (has('rule'))
    addRules(scope, {
      code: 'acme/has-owner',
      severity: 'error',
      title: 'every account names its owner',
      why: 'somebody must answer for it',
      change: "give it tags: { owner: 'team' }",
      source: 'Acme handbook',
      check: () => [{ path: 'prod/ORDERS', message: 'tags.owner: is not set', change: 'set it' }],
    })
})
