// In: a conf. Out: the doors that it opens: for each kind of connection whether a listener takes it, and whether that takes
// the owner of a certificate for a user. Every kind has its own switch (nats-server server/auth.go
// processClientOrLeafAuthentication).
import type { ConnectionType } from '../../model/model'
import type { ConfMap } from '../../values/conf'
import { confAt } from '../../values/conf'
import type { SurfaceName } from '../../values/surfaces'
import { SURFACES } from '../../values/surfaces'

export interface Door {
  /** `verify_and_map`: who it is says the certificate; otherwise CONNECT says it. */
  readonly maps: boolean
  /** The listener that asks for the certificate. */
  readonly surface: ListenerSurface
}

type ListenerSurface = Extract<SurfaceName, 'client' | 'leafnodes' | 'websocket' | 'mqtt'>

interface Way {
  /** The listener that the connection comes in by. */
  readonly surface: ListenerSurface
  /** The block whose users, and whose switch, count. */
  readonly users: ListenerSurface
}

/** In-process connections have no certificate and come from whoever runs the server. */
const WAYS: Readonly<Partial<Record<ConnectionType, Way>>> = {
  STANDARD: { surface: 'client', users: 'client' },
  LEAFNODE: { surface: 'leafnodes', users: 'leafnodes' },
  WEBSOCKET: { surface: 'websocket', users: 'websocket' },
  LEAFNODE_WS: { surface: 'websocket', users: 'leafnodes' },
  MQTT: { surface: 'mqtt', users: 'mqtt' },
  MQTT_WS: { surface: 'websocket', users: 'mqtt' },
}

/** The doors that there are, by what comes in. */
export type Doors = ReadonlyMap<ConnectionType, Door>

export function doorsOf(conf: ConfMap): Doors {
  const open = Object.entries(WAYS).filter(
    ([, way]) => listens(conf, way.surface) && listens(conf, way.users),
  )
  return new Map(
    open.map(([type, { surface, users }]) => {
      const maps = confAt(conf, [...SURFACES[users].conf, 'verify_and_map']) === true
      return [type as ConnectionType, { maps, surface }]
    }),
  )
}

/** True when the conf opens a listener for `surface`. */
export function listens(conf: ConfMap, surface: Exclude<SurfaceName, 'leaf-remote' | 'monitoring'>): boolean {
  const block = SURFACES[surface].conf.slice(0, -1)
  // nats-server listens for clients in any case.
  return block.length === 0 || ['port', 'listen'].some((key) => confAt(conf, [...block, key]) !== undefined)
}
