import type { Construct } from 'constructs'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { sharedDirectory } from '../../lib/rules/shared-directory'
import { base, describeRule, messagesOf } from '../support/judge'

const node = (host: string, shift: number) => ({
  ipAddresses: [host],
  ports: { client: 4222 + shift, cluster: 6222 + shift },
})

const nodes = (first: string, second: string) => ({ nats1: node(first, 0), nats2: node(second, 1) })

const cluster =
  (props: Partial<NatsClusterProps>) =>
  (scope: Construct): void => {
    base(scope, { configDir: '.', nodes: nodes('10.0.0.1', '10.0.0.1'), ...props })
  }

describeRule(sharedDirectory, {
  fires: { program: cluster({ jetstream: { storeDir: '/var/lib/nats' } }), at: ['prod/hub'] },
  quiet: {
    'there are two machines': cluster({
      configDir: '/etc/nats',
      jetstream: { storeDir: '/var/lib/nats' },
      nodes: nodes('10.0.0.1', '10.0.0.2'),
    }),
    'every server starts in its own directory': cluster({ jetstream: { storeDir: 'jetstream' } }),
    'clusters have directories of their own': (scope) => {
      base(scope, { nodes: { nats1: node('10.0.0.1', 0) } })
      const own = { nodes: { eu1: node('10.0.0.1', 1) }, configDir: '/etc/nats-eu' }
      new NatsCluster(scope, 'eu', { ...own, serverVersion: '2.12' })
    },
  },
})

test('finds the conf and the log of two clusters on one machine', () => {
  const program = (scope: Construct): void => {
    const logging = { file: '/var/log/nats.log' }
    base(scope, { nodes: { nats1: node('10.0.0.1', 0) }, logging })
    const own = { nodes: { eu1: node('10.0.0.1', 1) }, configDir: '/etc/nats/', logging }
    new NatsCluster(scope, 'eu', { ...own, serverVersion: '2.12' })
  }
  expect(messagesOf(sharedDirectory, program)).toEqual([
    'prod/hub: configDir: "/etc/nats" of "nats1" is also that of "eu1", both at 10.0.0.1',
    'prod/hub: logging.file: "/var/log/nats.log" of "nats1" is also that of "eu1", both at 10.0.0.1',
  ])
})
