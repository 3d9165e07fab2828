// `withServer`: programs that are written for other hosts run on this one, with everything in place, and leave nothing behind.
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { jetstreamManager } from '@nats-io/jetstream'
import {
  Account,
  CertificateAuthority,
  LeafNode,
  NatsCluster,
  Operator,
  TlsSurface,
  User,
  deployment,
} from '../../lib/index'
import { withServer, type Deployment } from '../../lib/testing/index'
import { eventually } from '../../lib/testing/wait'
import { need } from '../../tools/install'
import { LINES } from './support/deployment'

const may = { permissions: { publish: ['orders.>'] } }

/** As it would be deployed: hosts, folders and logs of other machines. */
const shop = (
  serverVersion: '2.10' | '2.15',
  more: (orders: Account) => void = () => undefined,
): Deployment =>
  deployment('prod', (scope) => {
    const ca = new CertificateAuthority(scope, 'ca')
    const sys = new Account(scope, 'SYS')
    new User(sys, 'admin')
    const orders = new Account(scope, 'ORDERS', {
      jetstream: { maxStore: '10MB', maxMemory: '10MB' },
    })
    new User(orders, 'bob', {
      permissions: { subscribe: ['>'], publish: ['_INBOX.>'] },
      inboxPrefix: '_INBOX_bob',
    })
    new User(orders, 'owner')
    more(orders)
    const edge = new Account(scope, 'EDGE')
    new User(edge, 'sensor')
    const hub = new NatsCluster(scope, 'hub', {
      nodes: { nats1: 'nats1.prod.example', nats2: 'nats2.prod.example', nats3: 'nats3.prod.example' },
      serverVersion,
      systemAccount: sys,
      leafnodes: {},
      jetstream: { storeDir: '/var/lib/nats', maxFile: '1GB', maxMemory: '100MB' },
      logging: { file: '/var/log/nats/nats.log' },
      tls: { issuer: ca },
    })
    new TlsSurface(hub, 'leafs', { surface: 'leafnodes', issuer: ca })
    new LeafNode(scope, 'berlin', {
      serverVersion,
      tls: { issuer: ca },
      remotes: [{ hub, hubAccount: orders, account: edge }],
    })
  })

describe.each(LINES)('on nats-server %s', (line) => {
  const program = need(`nats-server-${line}`)

  it('runs a cluster with JetStream, its leaf node, and its users', async () => {
    const heard = new Set<string>()
    const stored = await withServer(
      shop(line, (orders) => new User(orders, 'alice', { ...may, password: 'generated' })),
      async (nats) => {
        const owner = await nats.connect('ORDERS/owner', { node: 'nats1' })
        const manager = await jetstreamManager(owner)
        await manager.streams.add({ name: 'ORDERS', subjects: ['orders.*'], num_replicas: 3 })
        const bob = await nats.connect('ORDERS/bob', { node: 'nats3' })
        bob.subscribe('orders.*', { callback: (_, { subject }) => void heard.add(subject) })
        await bob.flush()
        const alice = await nats.connect('ORDERS/alice', { node: 'nats2' })
        const sensor = await nats.connect('EDGE/sensor', { node: 'berlin' })
        // News of a subscription takes a moment from server to server.
        await eventually(() => {
          alice.publish('orders.created')
          sensor.publish('orders.measured')
          return heard.size === 2
        })
        return eventually(async () => (await manager.streams.info('ORDERS')).state.messages > 0)
      },
      { program },
    )
    expect([...heard].sort()).toEqual(['orders.created', 'orders.measured'])
    expect(stored).toBe(true)
  })

  it('runs an operator with its resolver', async () => {
    const operator = shop(line, (orders) => new Operator(orders.node.root, 'acme'))
    const answered = await withServer(
      operator,
      async (nats) => {
        const bob = await nats.connect('ORDERS/bob', { node: 'nats2' })
        const owner = await nats.connect('ORDERS/owner', { node: 'nats2' })
        bob.subscribe('orders.ask', { callback: (_, message) => void message.respond('yes') })
        await bob.flush()
        return (await owner.request('orders.ask')).string()
      },
      { program },
    )
    expect(answered).toBe('yes')
  })
})

describe('what cannot run, or ends early', () => {
  const program = need('nats-server-2.15')
  const folders = (): readonly string[] =>
    readdirSync(tmpdir()).filter((name) => name.startsWith('natsmith-test-'))

  it('stops the servers, closes connections and removes the files of a test that throws', async () => {
    const before = folders()
    let log = (): string => ''
    let url = ''
    const test = withServer(
      shop('2.15'),
      async (nats) => {
        const bob = await nats.connect('ORDERS/bob')
        ;({ log, url } = nats.node('nats1'))
        void bob.closed()
        throw new Error('as tests do')
      },
      { program },
    )
    await expect(test).rejects.toThrow('as tests do')
    expect(log()).toContain('Server Exiting')
    expect(url).toMatch(/^nats:\/\/127\.0\.0\.1:\d+$/)
    expect(folders()).toEqual(before)
  })

  it('refuses what a deploy would refuse', async () => {
    const plain = deployment('prod', (scope) => {
      new NatsCluster(scope, 'hub', { nodes: { nats1: 'nats1.prod.example' }, serverVersion: '2.15' })
    })
    const work = jest.fn()
    await expect(withServer(plain, work, { program })).rejects.toMatchObject({
      name: 'FindingsError',
      code: 'anonymous-access',
    })
    expect(work).not.toHaveBeenCalled()
  })

  it('says what there is not', async () => {
    const none = withServer(shop('2.15'), () => Promise.resolve(), { program: 'no-nats-server' })
    await expect(none).rejects.toMatchObject({ code: 'server-not-found' })
    await withServer(
      shop('2.15'),
      async (nats) => {
        await expect(nats.connect('ORDERS/nobody')).rejects.toMatchObject({ code: 'user-unknown' })
        await expect(nats.connect('ORDERS/bob', { node: 'nats9' })).rejects.toMatchObject({
          code: 'unknown-node',
        })
        expect(() => nats.node('nats9')).toThrow('there is no node')
      },
      { program },
    )
  })

  it('shows the log of a server that does not start', async () => {
    const test = withServer(shop('2.15'), () => Promise.resolve(), { program: '/bin/false' })
    await expect(test).rejects.toMatchObject({ code: 'server-not-ready' })
  })
})
