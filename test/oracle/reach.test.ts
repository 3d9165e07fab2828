// Whom a message can reach, as `natsmith reach` says it, against running servers of the oldest and the newest line: mappings, imports of
// streams and services, chains of them, permissions, and a leaf node. Every user listens in every way on every server; what each hears of
// each message is what the simulator says, and nothing else.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Account, CertificateAuthority, LeafNode, NatsCluster, User } from '../../lib/index'
import { accountName, userName } from '../../lib/model/identity'
import { usersOf } from '../../lib/model/query'
import type { Way } from '../../lib/permissions/receive'
import { reach } from '../../lib/permissions/reach'
import { clientFiles, type ClientSettings } from '../../lib/render/client'
import { login, type Client } from './support/client'
import { LINES, runDeployment, type Line, type RunningDeployment } from './support/deployment'
import { eventually } from '../../lib/testing/wait'

const NODES = ['nats1', 'edge'] as const
type NodeName = (typeof NODES)[number]

const run = (serverVersion: Line): Promise<RunningDeployment<NodeName>> =>
  runDeployment(serverVersion, {
    nodes: NODES,
    declare: (scope, node) => {
      const ca = new CertificateAuthority(scope, 'ca')
      const orders = new Account(scope, 'ORDERS', {
        mappings: {
          'orders.old.*': 'orders.new.$1',
          // One node alone has no cluster, and a leaf node that of its own name.
          'orders.far': [{ destination: 'orders.lost', cluster: 'hub' }],
        },
        // What is asked for comes to no stream of the same subject.
        exports: [{ stream: 'orders.>' }, { service: 'price.*.*' }, { stream: 'price.*.*' }],
      })
      new User(orders, 'free')
      new User(orders, 'one', { permissions: { subscribe: ['orders.*'] } })
      new User(orders, 'masked', { permissions: { subscribe: { deny: ['orders.new.secret', 'price.>'] } } })
      new User(orders, 'worker', { permissions: { subscribe: ['orders.> workers', 'price.*.*'] } })
      const billing = new Account(scope, 'BILLING', {
        imports: [
          { from: orders, stream: 'orders.>', prefix: 'in' },
          { from: orders, service: 'price.*.*', to: 'ask.$2.$1' },
        ],
        exports: [{ service: 'ask.*.*' }, { stream: 'in.>' }],
        mappings: { 'ask.old.*': 'ask.x.$1' },
      })
      new User(billing, 'free')
      new User(billing, 'some', { permissions: { subscribe: ['in.orders.new.*', 'ask.>'] } })
      const audit = new Account(scope, 'AUDIT', {
        mappings: { up: [{ destination: 'orders.mapped', cluster: 'edge' }] },
        imports: [
          { from: billing, service: 'ask.*.*', to: 'q.*.*' },
          { from: billing, stream: 'in.>' },
          { from: orders, stream: 'orders.*', to: 'seen.*' },
          { from: orders, stream: 'price.*.*', prefix: 'heard' },
        ],
      })
      new User(audit, 'free')
      // Old releases hold what a leaf node is sent of an import against the name that it had before.
      const notes = new Account(scope, 'NOTES', {
        exports: [{ stream: 'note.*' }, { stream: 'orders.note.*' }],
      })
      new User(notes, 'free')
      orders.addImport({ from: notes, stream: 'note.*', prefix: 'orders' })
      orders.addImport({ from: notes, stream: 'orders.note.*', to: 'memo.*' })
      const here = { host: '127.0.0.1', configDir: '.', tls: { issuer: ca } }
      const hub = new NatsCluster(scope, 'hub', {
        ...here,
        nodes: { nats1: node('nats1') },
        serverVersion,
        leafnodes: {},
      })
      new LeafNode(scope, 'edge', {
        ...here,
        address: node('edge'),
        remotes: [
          {
            hub,
            hubAccount: orders,
            account: audit,
            denyImports: ['orders.new.b'],
            denyExports: ['quiet.>'],
            permissions: { subscribe: ['orders.>'], publish: { deny: ['secret.>'] } },
          },
        ],
      })
    },
  })

const SUBJECTS = [
  ...['orders.far', 'up'],
  ...['orders.a', 'orders.new.a', 'orders.new.b', 'orders.old.b', 'orders.new.secret', 'orders.old.secret'],
  ...[
    'price.a.b',
    'ask.a.b',
    'ask.old.b',
    'q.a.b',
    'q.old.b',
    'in.orders.a',
    'seen.a',
    'quiet.a',
    'note.a',
    'orders.note.a',
    '$JS.API.INFO',
    '$KV.bucket.key',
    '$O.store.C.x',
    'secret.a',
  ],
]

/**
 * What a leaf node must not import, it may export; but once the hub has listened to more than that, the leaf node sends none of it: denies
 * are of the connection (nats-server server/leafnode.go processLeafSub, loadMsgDenyFilterIfNeeded).
 */
const LEFT_OPEN = 'AUDIT orders.new.b'

/** Each subject and what is wider. */
const LISTENED = [
  ...new Set(
    SUBJECTS.flatMap((subject) => {
      const before = subject.split('.').slice(0, -1).join('.')
      return [subject, `${before}.*`, `${before}.>`, '>']
    }),
  ),
  ...['in.orders.new.*', 'in.orders.>', 'price.*.*', 'ask.>'],
]

describe.each(LINES)('on nats-server %s', (line) => {
  let running: RunningDeployment<NodeName>
  const clients: { user: string; client: Client }[] = []
  /** By what was published, `ORDERS orders.a`: who heard it under which subject. */
  const heard = new Map<string, Set<string>>()

  beforeAll(async () => {
    running = await run(line)
    const { model, materials, folder } = running
    for (const user of usersOf(model)) {
      for (const { name, content, mode } of clientFiles(model, user, materials, folder)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        writeFileSync(join(folder, name), content, { mode })
      }
      const file = join(folder, `prod-${userName(user).replace('/', '-')}`, 'client.json')
      const settings = JSON.parse(readFileSync(file, 'utf8')) as ClientSettings
      const ways = SUBJECTS.flatMap((subject) =>
        reach(model, subject).flatMap(({ arrivals }) =>
          arrivals.flatMap((one) => (one.user === user ? [one.way] : [])),
        ),
      )
      const all = LISTENED.map((subscription) => ({ subscription }))
      // What is denied may be kept from a connection as soon as it listens to more.
      for (const node of NODES)
        for (const subscriptions of [all, ways]) {
          const client = await login(settings, running.ports(node).client)
          clients.push({ user: userName(user), client })
          listen(userName(user), client, subscriptions)
        }
    }
  }, 60_000)
  afterAll(async () => {
    for (const { client } of clients) await client.connection.close()
    await running.stop()
  })

  function listen(user: string, { connection }: Client, ways: readonly Way[]): void {
    for (const { subscription, queue } of ways)
      connection.subscribe(subscription, {
        ...(queue !== undefined && { queue }),
        // The error is that this user may not.
        callback: (error, message) => {
          if (error === null) heard.get(message.string())?.add(`${user} ${message.subject}`)
        },
      })
  }

  it.each(SUBJECTS)('%s reaches whom it is said to reach', async (subject) => {
    for (const { account, publishers, arrivals } of reach(running.model, subject)) {
      const origin = `${accountName(account)} ${subject}`
      if (origin === LEFT_OPEN) continue
      const said = new Set(arrivals.map(({ user, subject: as }) => `${userName(user)} ${as}`))
      const seen = new Set<string>()
      heard.set(origin, seen)
      const [sender] = publishers.map(userName)
      const senders = clients.filter(({ user }) => user === sender)
      const publish = async (): Promise<void> => {
        for (const { client } of senders) client.connection.publish(subject, origin)
        for (const { client } of clients) await client.connection.flush()
      }
      // News of subscriptions takes a moment from server to server.
      await eventually(async () => {
        await publish()
        return [...said].every((one) => seen.has(one))
      }, 3_000)
      await publish()
      expect([origin, [...seen].sort()]).toEqual([origin, [...said].sort()])
    }
  })
})
