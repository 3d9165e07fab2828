// Finds servers that would not hold a leaf node to its permissions.
import type { Account, Cluster, ConnectionType, Model, Permissions, User } from '../model/model'
import { accountsOf, connectionTypesOf, permissionsOf, remotesOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
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
  why: 'Before 2.11.16 and 2.12.7 a hub delivers what a leaf node, or a user who connects as one, publishes against its permissions: only the leaf node itself keeps to them.',
  change,
  source: 'nats-server server/leafnode.go leafMsgAllowed',
  example: 'permissions.publish: is not enforced by "hub", which runs 2.10',
  check: ({ model }) => [
    ...remotesOf(model).flatMap(({ remote, hub }) => {
      const login = hub?.leafUsers.find((user) => user.identity === remote.identity)
      return hub && isLimited(login?.permissions) ? unenforced(hub, remote.path) : []
    }),
    ...accountsOf(model).flatMap((account) => {
      const [hub] = model.clusters.filter(
        (cluster) => cluster.system === account.system && cluster.leafnodes && !enforces(cluster),
      )
      return hub
        ? account.users.filter(isLimitedLeaf(model, account)).flatMap(({ path }) => unenforced(hub, path))
        : []
    }),
  ],
}

const enforces = ({ serverVersion }: Cluster): boolean => atLeast(serverVersion, ENFORCED)

function unenforced(hub: Cluster, path: string): readonly Violation[] {
  if (enforces(hub)) return []
  const message = `permissions.publish: is not enforced by ${show(hub.name)}, which runs ${hub.serverVersion.text}`
  return [{ path, message, change }]
}

/** True for who may not publish everything: leave to answer takes away everything else. */
const isLimited = (permissions: Permissions | undefined): boolean =>
  permissions?.publish !== undefined || permissions?.allowResponses !== undefined

const AS_LEAF: readonly ConnectionType[] = ['LEAFNODE', 'LEAFNODE_WS']

const isLimitedLeaf =
  (model: Model, account: Account) =>
  (user: User): boolean =>
    connectionTypesOf(model, account, user).some((type) => AS_LEAF.includes(type)) &&
    isLimited(permissionsOf(model, account, user))
