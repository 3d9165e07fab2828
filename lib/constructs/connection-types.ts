// The kinds of connection that nats-server tells apart (server/client.go, jwt.ConnectionType…).
import type { ConnectionType } from '../model/model'

export const CONNECTION_TYPES: readonly ConnectionType[] = [
  'STANDARD',
  'WEBSOCKET',
  'LEAFNODE',
  'LEAFNODE_WS',
  'MQTT',
  'MQTT_WS',
  'IN_PROCESS',
]
