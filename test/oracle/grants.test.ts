// Grants from intent, with NATS's own client and a running nats-server: its calls work with a grant, and one of them fails when any
// single subject is taken away.
import { jetstream, jetstreamManager, type Consumer } from '@nats-io/jetstream'
import { Svcm } from '@nats-io/services'
import type { Msg, NatsConnection } from '@nats-io/transport-node'
import { grants } from '../../lib/index'
import { LINES } from './support/deployment'
import { PATIENCE, provesGrants, type Intent } from './support/grants'

/** Refused subscriptions come as errors. */
function answer(error: Error | null, message: Pick<Msg, 'respond'>): void {
  if (error === null) message.respond('1')
}

async function next(consumer: Consumer): Promise<void> {
  const [first, second, third] = await several(consumer)
  await first?.ackAck({ timeout: PATIENCE })
  second?.nak()
  third?.term()
}

async function several(consumer: Consumer) {
  const messages = []
  for await (const message of await consumer.fetch({ max_messages: 3, expires: 1000 })) messages.push(message)
  if (messages.length === 0) throw new Error('no message')
  return messages
}

const INTENTS: Readonly<Record<string, Intent>> = {
  request: {
    grant: grants.request('price'),
    calls: async (user, admin) => {
      const service = admin.subscribe('price', { callback: answer })
      await admin.flush()
      await user.request('price', '', { timeout: PATIENCE }).finally(() => {
        service.unsubscribe()
      })
    },
  },
  serve: {
    grant: grants.serve('price.workers', { queue: 'workers' }),
    calls: async (user, admin) => {
      user.subscribe('price.workers', { queue: 'workers', callback: answer })
      await user.flush()
      await admin.request('price.workers', '', { timeout: PATIENCE })
    },
  },
  'serve without a queue': {
    grant: grants.serve('quote'),
    calls: async (user, admin) => {
      user.subscribe('quote', { callback: answer })
      await user.flush()
      await admin.request('quote', '', { timeout: PATIENCE })
    },
  },
  microService: {
    grant: grants.microService('shop', { endpoints: ['shop.cart', 'stock'] }),
    calls: async (user, admin) => {
      const service = await new Svcm(user).add({ name: 'shop', version: '1.0.0' })
      service.addGroup('shop').addEndpoint('cart', answer)
      service.addEndpoint('stock', answer)
      await user.flush()
      await admin.request('shop.cart', '', { timeout: PATIENCE })
      await admin.request('stock', '', { timeout: PATIENCE })
      const { id } = service.info()
      for (const verb of ['PING', 'INFO', 'STATS'])
        for (const whom of ['', '.shop', `.shop.${id}`])
          await admin.request(`$SRV.${verb}${whom}`, '', { timeout: PATIENCE })
    },
  },
  publish: {
    grant: grants.publish('orders.created', 'orders.paid'),
    calls: async (user) => {
      await jetstream(user).publish('orders.created', '', { timeout: PATIENCE })
      await jetstream(user).publish('orders.paid', '', { timeout: PATIENCE })
    },
  },
  'consume by pull': {
    grant: grants.consume('ORDERS', { consumer: 'billing' }),
    calls: async (user) => next(await jetstream(user).consumers.get('ORDERS', 'billing')),
  },
  'consume by push': {
    grant: grants.consume('ORDERS', { consumer: 'pushed', deliverSubject: 'to.pushed', deliverGroup: 'all' }),
    calls: async (user, admin) => {
      const consumer = await jetstream(user).consumers.getPushConsumer('ORDERS', 'pushed')
      await jetstream(admin).publish('orders.more')
      const messages = await consumer.consume()
      const stop = setTimeout(() => void messages.close(), PATIENCE)
      let done = false
      for await (const message of messages) {
        await message.ackAck({ timeout: PATIENCE })
        done = true
        break
      }
      clearTimeout(stop)
      if (!done) throw new Error('no message')
    },
  },
  'consume in order': {
    grant: grants.consume('ORDERS', { ordered: true }),
    calls: async (user) => several(await jetstream(user).consumers.get('ORDERS')),
  },
  'consume in order what is filtered': {
    grant: grants.consume('ORDERS', { ordered: true, filter: 'orders.created' }),
    calls: async (user) =>
      several(await jetstream(user).consumers.get('ORDERS', { filter_subjects: 'orders.created' })),
  },
}

describe.each(LINES)('on nats-server %s', (line) => {
  provesGrants(line, INTENTS, prepare)
})

async function prepare(admin: NatsConnection): Promise<void> {
  const { streams, consumers } = await jetstreamManager(admin)
  await streams.add({ name: 'ORDERS', subjects: ['orders.>'] })
  await consumers.add('ORDERS', { durable_name: 'billing', ack_policy: 'explicit' })
  const push = { deliver_subject: 'to.pushed', deliver_group: 'all' }
  await consumers.add('ORDERS', { durable_name: 'pushed', ack_policy: 'explicit', ...push })
  for (let i = 0; i < 200; i++) await jetstream(admin).publish('orders.created')
}
