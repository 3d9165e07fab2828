import type { Construct } from 'constructs'
import type { AccountProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { jetstreamOvercommitted } from '../../lib/rules/jetstream-overcommitted'
import { base, describeRule, messagesOf } from '../support/judge'

type Limits = Omit<NonNullable<NatsClusterProps['jetstream']>, 'storeDir'>

const oneNode =
  (limits: Limits, accounts: readonly AccountProps['jetstream'][], props: Partial<NatsClusterProps> = {}) =>
  (scope: Construct): void => {
    base(scope, { nodes: { nats1: {} }, jetstream: { storeDir: '/var/lib/nats', ...limits }, ...props })
    for (const [i, jetstream] of accounts.entries())
      new Account(scope, `a${String(i)}`, jetstream === undefined ? {} : { jetstream })
  }

describeRule(jetstreamOvercommitted, {
  fires: {
    program: oneNode({ maxFile: '1GB' }, [{ maxStore: '2GB' }, { maxStore: '1GB' }]),
    at: ['prod/hub'],
  },
  quiet: {
    'the accounts fit': oneNode({ maxFile: '3GB' }, [{ maxStore: '2GB' }, { maxStore: '1GB' }]),
    'accounts without a limit take what is there': oneNode({ maxFile: '1GB' }, [
      true,
      undefined,
      { maxStore: '1GB' },
    ]),
    'the server takes what the machine has': oneNode({}, [{ maxStore: '2GB' }]),
    'nodes of a cluster share what accounts are promised': oneNode(
      { maxFile: '1GB' },
      [{ maxStore: '2GB' }],
      {
        nodes: { nats1: {}, nats2: {} },
      },
    ),
    'the account is of another system': (scope) => {
      oneNode({ maxFile: '1GB' }, [])(scope)
      new Account(new NatsSystem(scope, 'edge'), 'SENSORS', { jetstream: { maxStore: '2GB' } })
    },
  },
})

test('finds memory, too', () => {
  expect(messagesOf(jetstreamOvercommitted, oneNode({ maxMemory: 1024 }, [{ maxMemory: 1025 }]))).toEqual([
    'prod/hub: jetstream.maxMemory: 1024 bytes, but the accounts of the system are promised 1025',
  ])
})

test('0 is nothing, and not no limit', () => {
  expect(messagesOf(jetstreamOvercommitted, oneNode({ maxFile: 0 }, [true, { maxStore: 1 }]))).toEqual([
    'prod/hub: jetstream.maxFile: 0 bytes, but the accounts of the system are promised 1',
  ])
})
