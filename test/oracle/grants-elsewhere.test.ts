// Grants where the JetStream API is elsewhere, with NATS's own clients and running servers: in a domain behind a leaf node, in the domain where
// the user logs in, and in another account. All works with a grant, and not without any part of it.
import { jetstream, jetstreamManager, type JetStreamOptions } from '@nats-io/jetstream'
import { Kvm } from '@nats-io/kv'
import { Objm } from '@nats-io/obj'
import type { NatsConnection } from '@nats-io/transport-node'
import {
  Account,
  CertificateAuthority,
  LeafNode,
  NatsCluster,
  grants,
  type ImportProps,
  type JetStreamApiProps,
} from '../../lib/index'
import { HERE, PATIENCE, declareHub, provesGrants, take, type Intent, type Site } from './support/grants'

const LINE = '2.15'

/** `options` are the client's, `props` the grant's. */
function intentsOf(options: JetStreamOptions, props: JetStreamApiProps): Readonly<Record<string, Intent>> {
  const js = (nc: NatsConnection) => jetstream(nc, { ...options })
  const settings = (nc: NatsConnection) => new Kvm(js(nc)).open('settings')
  const consumers = (nc: NatsConnection) => js(nc).consumers
  return {
    'consume by pull': {
      grant: grants.consume('ORDERS', { consumer: 'billing', ...props }),
      calls: async (user) => {
        const message = await (await consumers(user).get('ORDERS', 'billing')).next({ expires: 1000 })
        await message?.ackAck({ timeout: PATIENCE })
        if (message === null) throw new Error('no message')
      },
    },
    'consume in order': {
      grant: grants.consume('ORDERS', { ordered: true, ...props }),
      calls: async (user) => take(await (await consumers(user).get('ORDERS')).fetch({ max_messages: 1 }), 1),
    },
    'read keys': {
      grant: grants.keyValue('settings', 'read', { keys: 'color', ...props }),
      calls: async (user) => {
        const entry = await (await new Kvm(js(user)).open('settings', { allow_direct: true })).get('color')
        if (entry === null) throw new Error('no entry')
      },
    },
    'write keys': {
      grant: grants.keyValue('settings', 'write', props),
      calls: async (user) => (await settings(user)).put('color', 'red'),
    },
    'watch keys': {
      grant: grants.keyValue('settings', 'watch', props),
      calls: async (user) => {
        const kv = await settings(user)
        await take(await kv.watch(), COUNT)
        await take(await kv.keys(), COUNT)
      },
    },
    'read objects': {
      grant: grants.objectStore('files', 'read', props),
      calls: async (user) => {
        const files = await new Objm(js(user)).open('files')
        if ((await files.getBlob('much')) === null) throw new Error('no object')
      },
    },
    'write objects': {
      grant: grants.objectStore('files', 'write', props),
      calls: async (user) => {
        const files = await new Objm(js(user)).open('files')
        await files.putBlob({ name: 'new' }, Buffer.from('1'))
        await files.delete('new')
      },
    },
  }
}

/** More than a server sends without an answer from flow control. */
const VALUE = Buffer.alloc(64 * 1024)
const COUNT = 64

async function prepare(admin: NatsConnection): Promise<void> {
  const { streams, consumers } = await jetstreamManager(admin)
  await streams.add({ name: 'ORDERS', subjects: ['orders.>'] })
  await consumers.add('ORDERS', { durable_name: 'billing', ack_policy: 'explicit' })
  for (let i = 0; i < 50; i++) await jetstream(admin).publish('orders.created')
  const kv = await new Kvm(admin).create('settings')
  await kv.put('color', 'red')
  for (let i = 1; i < COUNT; i++) await kv.put(String(i), VALUE)
  const files = await new Objm(admin).create('files')
  await files.putBlob({ name: 'much' }, Buffer.alloc(COUNT * VALUE.length))
}

const hubOf =
  (domain?: string, leafs = false): Site['declare'] =>
  (scope, node, serverVersion) => {
    const ca = new CertificateAuthority(scope, 'ca')
    const account = new Account(scope, 'APP', { jetstream: {} })
    const hub = new NatsCluster(scope, 'hub', {
      ...HERE,
      nodes: { nats1: node('nats1') },
      serverVersion,
      jetstream: { storeDir: './jetstream', ...(domain !== undefined && { domain }) },
      tls: { issuer: ca },
      ...(leafs && { leafnodes: {} }),
    })
    if (leafs)
      new LeafNode(scope, 'edge', {
        ...HERE,
        address: node('edge'),
        tls: { issuer: ca },
        remotes: [{ hub, hubAccount: account, account }],
      })
    return { admin: account, users: account }
  }

describe('in a domain behind a leaf node', () => {
  const intents = intentsOf({ domain: 'hub' }, { domain: 'hub' })
  provesGrants(LINE, intents, prepare, { nodes: ['nats1', 'edge'], declare: hubOf('hub', true) })
})

describe('in the domain where the user logs in', () => {
  const all = Object.entries(intentsOf({ domain: 'hub' }, {}))
  const some = all.filter(([name]) => ['consume by pull', 'read keys', 'write keys'].includes(name))
  provesGrants(LINE, Object.fromEntries(some), prepare, { nodes: ['nats1'], declare: hubOf('hub') })
})

describe('in another account', () => {
  const apiPrefix = 'JS.app'
  const intents = intentsOf({ apiPrefix }, { apiPrefix })
  provesGrants(LINE, intents, prepare, {
    nodes: ['nats1'],
    declare: (scope, node, serverVersion, names) => {
      // What is pushed comes to inboxes of users.
      const inboxes = names.map((name) => `_INBOX_${name}.>`)
      const services = ['$JS.API.>', '$KV.settings.>', '$JS.ACK.>', '$JS.FC.>', '$O.files.>']
      const app = new Account(scope, 'APP', {
        jetstream: {},
        exports: [
          ...services.map((service) => ({ service, response: 'stream' }) as const),
          ...inboxes.map((stream) => ({ stream })),
        ],
      })
      const to = (service: string, local: string): ImportProps => ({ from: app, service, to: local })
      const users = new Account(scope, 'PARTNER', {
        imports: [
          to('$JS.API.>', `${apiPrefix}.>`),
          to('$KV.settings.>', `${apiPrefix}.$KV.settings.>`),
          ...inboxes.map((stream) => ({ from: app, stream })),
          ...['$JS.ACK.>', '$JS.FC.>', '$O.files.>'].map((service) => ({ from: app, service })),
        ],
      })
      declareHub(scope, node, serverVersion)
      return { admin: app, users }
    },
  })
})
