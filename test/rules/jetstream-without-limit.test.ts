import type { Construct } from 'constructs'
import type { AccountProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { jetstreamWithoutLimit } from '../../lib/rules/jetstream-without-limit'
import { base, describeRule, messagesOf } from '../support/judge'

const oneNode =
  (limits: object, jetstream: AccountProps['jetstream'], props: Partial<NatsClusterProps> = {}) =>
  (scope: Construct): void => {
    base(scope, { nodes: { nats1: {} }, jetstream: { storeDir: '/var/lib/nats', ...limits }, ...props })
    new Account(scope, 'BILLING', { ...(jetstream !== undefined && { jetstream }) })
  }

describeRule(jetstreamWithoutLimit, {
  fires: { program: oneNode({ maxMemory: '1GB' }, { maxStore: '3GB' }), at: ['prod/hub'] },
  quiet: {
    'the server says what it has': oneNode({ maxFile: '3GB' }, { maxStore: '3GB' }),
    'it has nothing': oneNode({ maxFile: 0 }, true),
    'accounts take what is there': oneNode({}, true),
    'no account has JetStream': oneNode({}, undefined),
    'nodes of a cluster share what accounts are promised': oneNode(
      {},
      { maxStore: '3GB' },
      {
        nodes: { nats1: {}, nats2: {} },
      },
    ),
  },
})

test('finds memory, too', () => {
  expect(messagesOf(jetstreamWithoutLimit, oneNode({ maxFile: 1 }, { maxMemory: 1025 }))).toEqual([
    'prod/hub: jetstream.maxMemory: is not set, but the accounts of the system are promised 1025 bytes',
  ])
})
