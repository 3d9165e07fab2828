// Grants of streams beyond a consumer that exists, with NATS's own client and a running nats-server: push with flow control, ordered
// consumers, every way to acknowledge, and managing a stream. All works with a grant, and not without any part of it.
import { jetstream, jetstreamManager, type ConsumerConfig } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { grants } from '../../lib/index'
import { eventually } from '../../lib/testing/wait'
import { LINES } from './support/deployment'
import { PATIENCE, provesGrants, take, type Intent } from './support/grants'

/** More than a server sends without an answer from flow control. */
const MUCH = 4 * 1024 * 1024
const BODY = 64 * 1024
const COUNT = MUCH / BODY

const FLOW = {
  durable_name: 'flow',
  ack_policy: 'explicit',
  deliver_subject: 'to.flow',
  flow_control: true,
  idle_heartbeat: 1_000_000_000,
} as const

const PINNED = {
  durable_name: 'pinned',
  ack_policy: 'explicit',
  priority_groups: ['all'],
  priority_policy: 'pinned_client',
} satisfies Partial<ConsumerConfig>

const INTENTS: Readonly<Record<string, Intent>> = {
  'acknowledge in every way': {
    grant: grants.consume('ORDERS', { consumer: 'billing' }),
    calls: async (user, admin) => {
      const { consumers } = await jetstreamManager(admin)
      await consumers.delete('ORDERS', 'billing').catch(() => undefined)
      await consumers.add('ORDERS', { durable_name: 'billing', ack_policy: 'explicit' })
      const messages = []
      const consumer = await jetstream(user).consumers.get('ORDERS', 'billing')
      for await (const message of await consumer.fetch({ max_messages: 5, expires: 1000 }))
        messages.push(message)
      const [first, second, third, fourth, fifth] = messages
      if (fifth === undefined) throw new Error('too few messages')
      fifth.working()
      fifth.ack()
      first?.nak()
      second?.term('no use')
      await third?.ackAck({ timeout: PATIENCE })
      fourth?.ack()
      await user.flush()
      const done = async () => (await consumers.info('ORDERS', 'billing')).num_ack_pending === 1
      if ((await eventually(done, PATIENCE)) === undefined) throw new Error('not all is acknowledged')
      await (await consumer.next({ expires: 1000 }))?.ackAck({ timeout: PATIENCE })
    },
  },
  'be pushed to, with flow control and heartbeats': {
    grant: grants.consume('MUCH', { consumer: 'flow', deliverSubject: 'to.flow', flowControl: true }),
    calls: async (user, admin) => {
      const { consumers } = await jetstreamManager(admin)
      await consumers.delete('MUCH', 'flow').catch(() => undefined)
      await consumers.add('MUCH', FLOW)
      const messages = await take(
        await (await jetstream(user).consumers.getPushConsumer('MUCH', 'flow')).consume(),
        COUNT,
      )
      for (const message of messages) await message.ackAck({ timeout: PATIENCE })
    },
  },
  'be pushed to in order': {
    grant: grants.consume('MUCH', { ordered: true, push: true }),
    calls: async (user) =>
      take(await (await jetstream(user).consumers.getPushConsumer('MUCH')).consume(), COUNT),
  },
  'be pushed to in order what is filtered': {
    grant: grants.consume('MUCH', { ordered: true, push: true, filter: 'much' }),
    calls: async (user) => {
      const options = { filter_subjects: 'much' }
      return take(await (await jetstream(user).consumers.getPushConsumer('MUCH', options)).consume(), COUNT)
    },
  },
  manage: {
    grant: grants.manage('SHOP'),
    calls: async (user, admin) => {
      await (await jetstreamManager(admin)).streams.delete('SHOP').catch(() => undefined)
      const { streams, consumers } = await jetstreamManager(user)
      await streams.add({ name: 'SHOP', subjects: ['shop.>'] })
      await streams.update('SHOP', { max_msgs: 10 })
      for (const subject of ['shop.a', 'shop.b']) await jetstream(admin).publish(subject)
      await streams.getMessage('SHOP', { seq: 1 })
      await streams.deleteMessage('SHOP', 1)
      await streams.purge('SHOP')
      await consumers.add('SHOP', { durable_name: 'plain', ack_policy: 'explicit' })
      await consumers.add('SHOP', { name: 'filtered', filter_subject: 'shop.a' })
      await consumers.add('SHOP', { filter_subjects: ['shop.a', 'shop.b'] })
      await consumers.add('SHOP', { durable_name: 'both', filter_subjects: ['shop.a', 'shop.b'] })
      await consumers.info('SHOP', 'plain')
      await consumers.list('SHOP').next()
      await consumers.pause('SHOP', 'plain', new Date(Date.now() + 60_000))
      await consumers.add('SHOP', PINNED)
      await jetstream(user).consumers.get('SHOP', 'pinned')
      await consumers.unpin('SHOP', 'pinned', 'all')
      await consumers.delete('SHOP', 'plain')
      await streams.delete('SHOP')
    },
  },
}

async function prepare(admin: NatsConnection): Promise<void> {
  const { streams } = await jetstreamManager(admin)
  await streams.add({ name: 'ORDERS', subjects: ['orders.>'] })
  for (let i = 0; i < 10; i++) await jetstream(admin).publish('orders.created')
  await streams.add({ name: 'MUCH', subjects: ['much'] })
  for (let i = 0; i < COUNT; i++) await jetstream(admin).publish('much', Buffer.alloc(BODY))
}

/** What only newer servers know is not asked of the oldest. */
describe.each(LINES)('on nats-server %s', (line) => {
  const { manage, ...others } = INTENTS
  provesGrants(line, line === '2.10' ? others : { ...others, ...(manage && { manage }) }, prepare)
})
