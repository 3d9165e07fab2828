// The kinds of connection that nats-server tells apart (server/client.go, jwt.ConnectionType…), and the prop that names some.
import type { ConnectionType } from '../model/model'
import { oneOf } from './parsers'
import type { Props } from './props'

export const CONNECTION_TYPES: readonly ConnectionType[] = [
  'STANDARD',
  'WEBSOCKET',
  'LEAFNODE',
  'LEAFNODE_WS',
  'MQTT',
  'MQTT_WS',
  'IN_PROCESS',
]

const STANDARD: readonly ConnectionType[] = ['STANDARD']

export interface ConnectionTypesProps {
  /** Kinds of connection that may be made; `'any'`: every one that there is. @defaultValue `['STANDARD']` */
  readonly connectionTypes?: readonly ConnectionType[] | 'any'
}

/** Adds `invalid-choice`, `empty-list`. */
export function readConnectionTypes(read: Props<keyof ConnectionTypesProps>): readonly ConnectionType[] {
  read.refuseEmpty('connectionTypes', 'which allows no connection', 'name one, or leave it out')
  if (read.raw('connectionTypes') === 'any') return CONNECTION_TYPES
  return read.list('connectionTypes', oneOf(...CONNECTION_TYPES)) ?? STANDARD
}
