// Grants of key-value buckets and object stores, with NATS's own clients and a running nats-server: their calls work with a grant, and one of
// them fails when any single subject is taken away.
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { Kvm, type KV } from '@nats-io/kv'
import { Objm, type ObjectStore } from '@nats-io/obj'
import { headers, type NatsConnection } from '@nats-io/transport-node'
import { grants } from '../../lib/index'
import { LINES } from './support/deployment'
import { provesGrants, take, type Intent } from './support/grants'

/** More than a server sends without an answer from flow control. */
const MUCH = 4 * 1024 * 1024
const VALUE = 64 * 1024

const ONE = Buffer.from('1')

const bucket = (nc: NatsConnection, direct = false): Promise<KV> =>
  new Kvm(nc).open('settings', direct ? { allow_direct: true } : {})

const store = (nc: NatsConnection): Promise<ObjectStore> => new Objm(nc).open('files')

function must(value: unknown): void {
  if (value === null || value === undefined) throw new Error('nothing is there')
}

const INTENTS: Readonly<Record<string, Intent>> = {
  'read keys': {
    grant: grants.keyValue('settings', 'read'),
    calls: async (user) => {
      const kv = await bucket(user)
      must(await kv.get('config.color'))
      await kv.status()
      const direct = await bucket(user, true)
      const entry = await direct.get('config.color')
      must(entry)
      must(await direct.get('config.color', { revision: entry?.revision ?? 0 }))
    },
  },
  'read some keys': {
    grant: grants.keyValue('settings', 'read', { keys: 'config.>' }),
    calls: async (user) => {
      must(await (await bucket(user, true)).get('config.color'))
    },
  },
  'write keys': {
    grant: grants.keyValue('settings', 'write'),
    calls: (user) => write(user, 'new'),
  },
  'write some keys': {
    grant: grants.keyValue('settings', 'write', { keys: 'config.>' }),
    calls: (user) => write(user, 'config.new'),
  },
  'watch keys': {
    grant: grants.keyValue('settings', 'watch'),
    calls: async (user) => {
      const kv = await bucket(user)
      await take(await kv.watch(), MUCH / VALUE)
      await take(await kv.watch({ key: 'config.*' }), 1)
      await take(await kv.history({ key: 'config.color' }), 1)
      await take(await kv.keys(), MUCH / VALUE)
    },
  },
  'watch some keys': {
    grant: grants.keyValue('settings', 'watch', { keys: 'much.>' }),
    calls: async (user) => {
      const kv = await bucket(user)
      await take(await kv.watch({ key: 'much.>' }), MUCH / VALUE)
      await take(await kv.keys('much.1'), 1)
    },
  },
  'read objects': {
    grant: grants.objectStore('files', 'read'),
    calls: async (user) => {
      const files = await store(user)
      must(await files.getBlob('much'))
      must(await files.info('much'))
      await files.status()
    },
  },
  'write objects': {
    grant: grants.objectStore('files', 'write'),
    calls: async (user) => {
      const files = await store(user)
      const name = `by ${String(user.info?.client_id)}`
      await files.putBlob({ name }, ONE)
      await files.update(name, { name: `${name}, again` })
      await files.delete(`${name}, again`)
    },
  },
  'watch objects': {
    grant: grants.objectStore('files', 'watch'),
    calls: async (user) => {
      const files = await store(user)
      if ((await files.list()).length < MUCH / VALUE) throw new Error('not all')
      await take(await files.watch({ includeHistory: true }), MUCH / VALUE)
    },
  },
}

async function write(user: NatsConnection, key: string): Promise<void> {
  const kv = await bucket(user)
  const revision = await kv.put(key, '1')
  await kv.update(key, '2', revision)
  await kv.delete(key)
  await kv.purge(key)
}

async function prepare(admin: NatsConnection): Promise<void> {
  const kv = await new Kvm(admin).create('settings')
  await kv.put('config.color', 'red')
  const value = Buffer.alloc(VALUE)
  for (let i = 0; i < MUCH / VALUE; i++) await kv.put(`much.${String(i)}`, value)
  const files = await new Objm(admin).create('files')
  await files.putBlob({ name: 'much' }, Buffer.alloc(MUCH))
  const description = ' '.repeat(VALUE)
  for (let i = 0; i < MUCH / VALUE; i++) await files.putBlob({ name: String(i), description }, ONE)
}

/** What grants do not keep a user from, as their documentation says. */
const LIMITS: Readonly<Record<string, Intent>> = {
  'who may write one key can empty the bucket': {
    grant: grants.keyValue('settings', 'write', { keys: 'one' }),
    calls: async (user, admin) => {
      await (await bucket(admin)).put('two', '2')
      const rollup = headers()
      rollup.set('Nats-Rollup', 'all')
      await jetstream(user).publish('$KV.settings.one', ONE, { headers: rollup })
      if ((await (await bucket(admin)).get('two')) !== null) throw new Error('it is kept')
    },
  },
  'a last * lets > through': {
    grant: grants.keyValue('settings', 'read', { keys: 'config.*' }),
    calls: async (user, admin) => {
      await (await bucket(admin)).put('config.deep.down', '1')
      const { headers: found } = await user.request('$JS.API.DIRECT.GET.KV_settings.$KV.settings.config.>')
      if (found?.get('Nats-Subject') !== '$KV.settings.config.deep.down') throw new Error('it is kept')
    },
  },
  'who may make consumers can have them deliver anywhere': {
    grant: grants.publish('$JS.API.CONSUMER.CREATE.KV_settings.*.$KV.settings.>'),
    calls: async (user, admin) => {
      await (await bucket(admin)).put('one', '1')
      const heard = new Promise<unknown>((resolve) =>
        admin.subscribe('elsewhere', { max: 1, callback: resolve }),
      )
      const { consumers } = await jetstreamManager(user, { checkAPI: false })
      const config = {
        filter_subject: '$KV.settings.>',
        deliver_subject: 'elsewhere',
        ack_policy: 'none',
      } as const
      await consumers.add('KV_settings', { ...config, name: `by-${String(user.info?.client_id)}` })
      await heard
    },
  },
}

describe.each(LINES)('on nats-server %s', (line) => {
  provesGrants(line, INTENTS, prepare)
})

describe('what a grant does not keep from', () => {
  provesGrants('2.15', LIMITS, (admin) => new Kvm(admin).create('settings'))
})
