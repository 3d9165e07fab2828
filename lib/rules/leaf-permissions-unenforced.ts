// Finds hubs that would not hold a leaf node to its permissions.
import { remotesOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import type { Since } from '../values/server-version'
import { atLeast } from '../values/server-version'

/** The releases that check what a leaf node sends (nats-server server/leafnode.go leafMsgAllowed). */
const ENFORCED: Since = ['2.11.16', '2.12.7']

const change =
  'run the hub on 2.11.16, 2.12.7 or later; or accept the risk where the leaf node is trusted like the hub'

export const leafPermissionsUnenforced: BuiltInRule = {
  code: 'leaf-permissions-unenforced',
  severity: 'error',
  title: 'a hub enforces what it lets a leaf node publish',
  why: 'Before 2.11.16 and 2.12.7 a hub delivers what a leaf node publishes against its permissions: only the leaf node itself keeps to them.',
  change,
  source: 'nats-server server/leafnode.go leafMsgAllowed',
  example: 'permissions.publish: is not enforced by "hub", which runs 2.10',
  check: ({ model }) =>
    remotesOf(model).flatMap(({ remote, hub }) => {
      const login = hub?.leafUsers.find((user) => user.identity === remote.identity)
      if (hub === undefined || login?.permissions?.publish === undefined) return []
      if (atLeast(hub.serverVersion, ENFORCED)) return []
      const message = `permissions.publish: is not enforced by ${show(hub.name)}, which runs ${hub.serverVersion.text}`
      return [{ path: remote.path, message, change }]
    }),
}
