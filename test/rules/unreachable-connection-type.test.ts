import type { Construct } from 'constructs'
import { User } from '../../lib/constructs/user'
import type { ConnectionType } from '../../lib/model/model'
import { unreachableConnectionType } from '../../lib/rules/unreachable-connection-type'
import type { Base } from '../support/judge'
import { base, describeRule, messagesOf } from '../support/judge'

const LISTENER = { port: 8080, no_tls: true }

const bob =
  (connectionTypes: readonly ConnectionType[], declare: (scope: Construct) => Base = base) =>
  (scope: Construct): void => {
    new User(declare(scope).orders, 'bob', { connectionTypes })
  }

const overridden =
  (...blocks: readonly string[]) =>
  (scope: Construct): Base => {
    const declared = base(scope)
    for (const block of blocks) declared.hub.addConfOverride([block], LISTENER)
    return declared
  }

describeRule(unreachableConnectionType, {
  fires: { program: bob(['MQTT', 'WEBSOCKET']), at: ['prod/orders/bob'] },
  quiet: {
    'another type is served': bob(['MQTT', 'STANDARD']),
    'an override listens': bob(['WEBSOCKET'], overridden('websocket')),
    'an override listens for leaf nodes by websocket': bob(['LEAFNODE_WS'], overridden('websocket')),
    'MQTT by websocket': bob(['MQTT_WS'], overridden('websocket', 'mqtt')),
    'leaf nodes are listened for': bob(['LEAFNODE'], (scope) => base(scope, { leafnodes: {} })),
    'a server in the process of somebody listens to it': bob(['IN_PROCESS']),
  },
})

test('MQTT by websocket needs both listeners', () => {
  expect(messagesOf(unreachableConnectionType, bob(['MQTT_WS'], overridden('websocket')))).toEqual([
    'prod/orders/bob: connectionTypes: no server of the system listens for MQTT_WS',
  ])
})
