import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { monitoringExposed } from '../../lib/rules/monitoring-exposed'
import type { ConfPath, ConfValue } from '../../lib/values/conf'
import type { Case } from '../support/judge'
import { base, describeRule, messagesOf } from '../support/judge'

const monitored =
  (
    monitoring: NatsClusterProps['monitoring'],
    override?: readonly [ConfPath, ConfValue],
    host?: string,
  ): Case['program'] =>
  (scope) => {
    const { hub } = base(scope, { ...(monitoring && { monitoring }), ...(host !== undefined && { host }) })
    if (override) hub.addConfOverride(...override)
  }

describeRule(monitoringExposed, {
  fires: { program: monitored({ host: '0.0.0.0' }), at: ['prod/hub'] },
  quiet: {
    'there is none': base,
    'it is on a loopback address': monitored({}),
    'it is on another loopback address': monitored({ host: '127.8.0.1' }),
    'it is on the IPv6 loopback address': monitored({ host: '::1' }),
    'it has TLS': monitored({ host: '0.0.0.0', https: true }),
    'a port is on the address of clients, which is a loopback one': monitored(
      undefined,
      [['http_port'], 8222],
      '127.0.0.1',
    ),
  },
})

test.each<[string, Case['program'], string]>([
  ['an address', monitored({ host: '10.0.0.1' }), '10.0.0.1'],
  ['an IPv6 address', monitored({ host: '::' }), '::'],
  ['an override', monitored(undefined, [['HTTP'], '0.0.0.0:8222']), '0.0.0.0'],
  ['a port alone, by a name of its own', monitored(undefined, [['Monitor_Port'], 8222]), '0.0.0.0'],
  ['a port alone', monitored(undefined, [['http'], 8222], '10.0.0.1'), '10.0.0.1'],
])('finds %s', (_, program, host) => {
  expect(messagesOf(monitoringExposed, program)).toEqual([
    `prod/hub: monitoring: listens on ${JSON.stringify(host)} without tls`,
  ])
})
