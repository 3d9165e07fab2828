// Declared permissions under real nats-servers of the oldest and the newest line, with real clients: who may publish and
// subscribe to what, and which messages cross a leaf node or an account import.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import type { Construct } from 'constructs'

import { Account, CertificateAuthority, LeafNode, NatsCluster, User } from '../../lib/index'
import { usersOf } from '../../lib/model/query'
import { clientFiles, type ClientSettings } from '../../lib/render/client'
import { render } from '../../lib/render/render'
import { need } from '../../tools/install'
import { materialsFor } from '../support/materials'
import { modelOf } from '../support/model'
import { login, mayPublish, maySubscribe, reaches, type Client } from './support/client'
import { place } from './support/place'
import { freeOffset } from './support/ports'
import { startServer, type RunningServer } from './support/server'

const NODES = ['nats1', 'nats2', 'edge'] as const
type NodeName = (typeof NODES)[number]

const portsFrom = (offset: number) => (name: NodeName) => {
  const shift = offset + NODES.indexOf(name)
  return { client: 4222 + shift, cluster: 4232 + shift, leafnodes: 4242 + shift }
}

function declare(
  scope: Construct,
  serverVersion: '2.10' | '2.15',
  ports: ReturnType<typeof portsFrom>,
): void {
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

  const node = (name: NodeName) => ({ dnsNames: ['localhost'], ports: ports(name) })
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
}

describe.each(['2.10', '2.15'] as const)('on nats-server %s', (line) => {
  const root = mkdtempSync(join(tmpdir(), 'natsmith-permissions-'))
  const servers: RunningServer[] = []
  const clients: Client[] = []
  let ports: ReturnType<typeof portsFrom>

  beforeAll(async () => {
    ports = portsFrom(await freeOffset(NODES.flatMap((name) => Object.values(portsFrom(0)(name)))))
    const model = modelOf((scope) => {
      declare(scope, line, ports)
    })
    const materials = materialsFor(model, Date.now())
    for (const rendered of render(model, materials)) {
      const cwd = place(rendered, root)
      servers.push(await startServer(need(`nats-server-${line}`), { cwd, conf: 'nats-server.conf' }))
    }
    for (const file of usersOf(model).flatMap((user) => clientFiles(model, user, materials, root))) {
      mkdirSync(dirname(join(root, file.name)), { recursive: true })
      writeFileSync(join(root, file.name), file.content, { mode: file.mode })
    }
  })
  afterEach(async () => {
    for (const { connection } of clients.splice(0)) await connection.close()
  })
  afterAll(async () => {
    for (const server of servers) await server.stop()
    rmSync(root, { recursive: true })
  })

  const as = async (user: string, node: NodeName = 'nats1'): Promise<Client> => {
    const file = join(root, `prod-${user.replace('/', '-')}`, 'client.json')
    const client = await login(JSON.parse(readFileSync(file, 'utf8')) as ClientSettings, ports(node).client)
    clients.push(client)
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
    const file = join(root, 'prod-ORDERS-pricing', 'client.json')
    const settings = JSON.parse(readFileSync(file, 'utf8')) as ClientSettings
    const attempt = login({ ...settings, pass: 'another' }, ports('nats1').client)
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
    bob.connection.subscribe('>', { callback: (_, { subject }) => void heard.push(subject) })
    alice.connection.publish('orders.cancelled')
    expect(await reaches(alice, bob, 'orders.created', 'from.orders.created')).toBe(true)
    expect(new Set(heard)).toEqual(new Set(['from.orders.created']))
  })

  it('imports a service, whose answers need no permission of their own', async () => {
    const [pricing, bob] = [await as('ORDERS/pricing'), await as('BILLING/bob')]
    pricing.connection.subscribe('orders.price', { callback: (_, request) => void request.respond('42') })
    await pricing.connection.flush()
    const answer = await bob.connection.request('price', '', { timeout: 5_000 })
    expect(answer.string()).toBe('42')
    expect(pricing.refused).toEqual([])
  })
})
