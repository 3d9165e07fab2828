// Finds users that may make no kind of connection that a server listens for.
import type { ConnectionType } from '../model/model'
import { accountsOf, connectionTypesOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import type { ServerConf } from './support/servers'
import { serversOf } from './support/servers'

const change = 'add STANDARD to connectionTypes, or let the servers listen for these connections'

export const unreachableConnectionType: BuiltInRule = {
  code: 'unreachable-connection-type',
  severity: 'warning',
  title: 'a user may make a kind of connection that a server listens for',
  why: 'Every server refuses the user: the connections it may make end nowhere, and all others are not allowed.',
  change,
  source: 'nats-server server/auth.go connectionTypes; server/websocket.go wsUpgrade',
  example: 'connectionTypes: no server of the system listens for MQTT, WEBSOCKET',
  check: (context) => {
    const servers = serversOf(context)
    const { model } = context
    return accountsOf(model).flatMap((account) => {
      const confs = servers(account.system)
      if (confs.length === 0) return []
      return account.users.flatMap((user) => {
        const types = connectionTypesOf(model, account, user)
        if (confs.some((conf) => types.some((type) => LISTENS[type](conf)))) return []
        const message = `connectionTypes: no server of the system listens for ${types.join(', ')}`
        return [{ path: user.path, message, change }]
      })
    })
  },
}

const always = (): boolean => true
const websocket = (conf: ServerConf): boolean => conf.listens('websocket')
const mqtt = (conf: ServerConf): boolean => conf.listens('mqtt')

const LISTENS: Readonly<Record<ConnectionType, (conf: ServerConf) => boolean>> = {
  STANDARD: always,
  // Inside the process of whoever runs the server.
  IN_PROCESS: always,
  LEAFNODE: (conf) => conf.listens('leafnodes') || conf.listens('leaf'),
  WEBSOCKET: websocket,
  LEAFNODE_WS: websocket,
  MQTT: mqtt,
  MQTT_WS: (conf) => websocket(conf) && mqtt(conf),
}
