// Declared permissions under real nats-servers of the oldest and the newest line, with real clients: who may publish and
// subscribe to what, and which messages cross a leaf node or an account import.
import { Account, CertificateAuthority, LeafNode, NatsCluster, User } from '../../lib/index'
import { login, mayPublish, maySubscribe, reaches, type Client } from './support/client'
import { LINES, runDeployment, type Line, type RunningDeployment } from './support/deployment'
import { handOut, settingsOf } from './support/hand-out'

type NodeName = 'nats1' | 'nats2' | 'edge'

const run = (serverVersion: Line): Promise<RunningDeployment<NodeName>> =>
  runDeployment(serverVersion, {
    nodes: ['nats1', 'nats2', 'edge'],
    declare: (scope, node) => {
      const ca = new CertificateAuthority(scope, 'ca')
      const orders = new Account(scope, 'ORDERS', {
        defaultPermissions: { publish: ['inherited'], subscribe: { deny: ['>'] } },
        exports: [{ stream: 'orders.created' }, { service: 'orders.price' }],
      })
      new User(orders, 'alice', {
        permissions: {
          publish: { allow: ['orders.>'], deny: ['orders.secret.>'] },
          subscribe: { allow: ['orders.*', 'jobs workers'], deny: ['orders.hidden'] },
        },
        inboxPrefix: '_INBOX_alice',
      })
      new User(orders, 'pricing', {
        password: 'generated',
        permissions: { publish: { deny: ['>'] }, subscribe: ['orders.price'], allowResponses: true },
      })
      new User(orders, 'plain')
      const billing = new Account(scope, 'BILLING', {
        imports: [
          { from: orders, stream: 'orders.created', prefix: 'from' },
          { from: orders, service: 'orders.price', to: 'price' },
        ],
      })
      new User(billing, 'bob')

      const here = { host: '127.0.0.1', configDir: '.' }
      const hub = new NatsCluster(scope, 'hub', {
        ...here,
        nodes: { nats1: node('nats1'), nats2: node('nats2') },
        serverVersion,
        tls: { issuer: ca },
        leafnodes: {},
      })
      new LeafNode(scope, 'edge', {
        ...here,
        address: node('edge'),
        remotes: [{ hub, hubAccount: orders, account: orders }],
      })
    },
  })

describe.each(LINES)('on nats-server %s', (line) => {
  const clients = new Map<string, Client>()
  let running: RunningDeployment<NodeName>

  beforeAll(async () => {
    running = await run(line)
    handOut(running)
  })
  afterAll(async () => {
    for (const { connection } of clients.values()) await connection.close()
    await running.stop()
  })

  /** One connection for each user and node: nats.js takes its time to sign with an nkey. */
  const as = async (user: string, node: NodeName = 'nats1'): Promise<Client> => {
    const key = `${user} ${node}`
    const client = clients.get(key) ?? (await login(settingsOf(running, user), running.ports(node).client))
    clients.set(key, client)
    return client
  }

  it.each([
    ['ORDERS/alice', 'orders.created', true],
    ['ORDERS/alice', 'orders.secret.x', false],
    ['ORDERS/alice', 'billing.invoice', false],
    ['ORDERS/plain', 'inherited', true],
    ['ORDERS/plain', 'orders.created', false],
    ['ORDERS/pricing', 'orders.created', false],
    ['BILLING/bob', 'billing.invoice', true],
  ])('%s publishes %s: %s', async (user, subject, allowed) => {
    expect(await mayPublish(await as(user), subject)).toBe(allowed)
  })

  it.each([
    ['ORDERS/alice', 'orders.created', undefined, true],
    ['ORDERS/alice', '_INBOX_alice.1', undefined, true],
    ['ORDERS/alice', '_INBOX.1', undefined, false],
    ['ORDERS/alice', 'orders.hidden', undefined, false],
    ['ORDERS/alice', 'jobs', undefined, false],
    ['ORDERS/alice', 'jobs', 'others', false],
    ['ORDERS/alice', 'jobs', 'workers', true],
    ['ORDERS/plain', 'inherited', undefined, false],
    ['BILLING/bob', 'anything', undefined, true],
  ])('%s subscribes to %s in queue %s: %s', async (user, subject, queue, allowed) => {
    expect(await maySubscribe(await as(user), subject, queue)).toBe(allowed)
  })

  it('refuses a login with another password', async () => {
    const attempt = login(
      { ...settingsOf(running, 'ORDERS/pricing'), pass: 'another' },
      running.ports('nats1').client,
    )
    await expect(attempt).rejects.toThrow(/Authorization Violation/)
  })

  it('carries messages across the leaf node, both ways', async () => {
    const [hub, edge] = [await as('ORDERS/alice'), await as('ORDERS/alice', 'edge')]
    expect(await reaches(hub, edge, 'orders.created')).toBe(true)
    expect(await reaches(edge, hub, 'orders.created')).toBe(true)
  })

  it('imports a stream, and nothing that is not exported', async () => {
    const [alice, bob] = [await as('ORDERS/alice'), await as('BILLING/bob', 'nats2')]
    const heard: string[] = []
    bob.connection.subscribe('>', {
      callback: (_, { subject }) => {
        heard.push(subject)
      },
    })
    alice.connection.publish('orders.cancelled')
    expect(await reaches(alice, bob, 'orders.created', 'from.orders.created')).toBe(true)
    expect(new Set(heard)).toEqual(new Set(['from.orders.created']))
  })

  it('imports a service, whose answers need no permission of their own', async () => {
    const [pricing, bob] = [await as('ORDERS/pricing'), await as('BILLING/bob')]
    pricing.connection.subscribe('orders.price', {
      callback: (_, request) => {
        request.respond('42')
      },
    })
    await pricing.connection.flush()
    const answer = await bob.connection.request('price', '', { timeout: 5_000 })
    expect(answer.string()).toBe('42')
  })
})
