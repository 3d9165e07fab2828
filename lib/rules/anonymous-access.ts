// Finds servers that let somebody in who has not said who they are.
import { userName } from '../model/identity'
import type { Cluster } from '../model/model'
import type { BuiltInRule } from '../model/rule'
import type { ConfMap, ConfValue } from '../values/conf'
import { confAt, isConfArray, isConfMap } from '../values/conf'
import { show } from '../values/finding'
import { atLeast } from '../values/server-version'

interface Way {
  readonly message: string
  readonly change: string
}

const NOBODY_LOGS_IN: Way = {
  message: 'users: these servers have none and authorization.token is not set, so nobody has to log in',
  change: "declare a User below an Account, or set authorization: { token: 'generated' }",
}

const ONLY_SYSTEM_USERS: Way = {
  message: 'systemAccount: is the only account, so nats-server lets everybody else in without a login',
  change: 'declare an Account for applications beside the system account',
}

const ANONYMOUS_LEAFS: Way = {
  message: 'leafnodes: lets leaf nodes in without a login, as servers before 2.12 do',
  change: 'remove the override of leafnodes.authorization, or run 2.12 or later',
}

export const anonymousAccess: BuiltInRule = {
  code: 'anonymous-access',
  severity: 'error',
  title: 'whoever connects has to log in',
  why: 'Whoever reaches the port reads and writes as a nameless user of the account $G; with mutual TLS, so does every certificate of the authority.',
  change: 'give every client a User',
  source:
    'nats-server server/auth.go configureAuthorization; server/server.go configureAccounts; server/leafnode.go',
  example: NOBODY_LOGS_IN.message,
  // What is judged is the conf, so that overrides count.
  check: ({ model, conf }) =>
    model.clusters.flatMap((cluster) => {
      const [node] = cluster.nodes
      if (node === undefined) return []
      return ways(cluster, conf(cluster, node)).map((way) => ({ path: cluster.path, ...way }))
    }),
}

function ways(cluster: Cluster, conf: ConfMap): readonly Way[] {
  return [
    ...(authenticates(conf) ? (onlySystemUsers(conf) ? [ONLY_SYSTEM_USERS] : []) : [NOBODY_LOGS_IN]),
    ...[[], ['websocket'], ['mqtt']].flatMap((block) => noAuthUser(cluster, conf, block)),
    ...(anonymousLeafs(cluster, conf) ? [ANONYMOUS_LEAFS] : []),
  ]
}

function authenticates(conf: ConfMap): boolean {
  // In operator mode, everybody needs a JWT.
  if (conf['operator'] !== undefined) return true
  const accounts = Object.values(mapAt(conf, ['accounts']))
  return (
    ['token', 'user', 'auth_callout'].some((key) => confAt(conf, ['authorization', key]) !== undefined) ||
    [conf['authorization'], ...accounts].some(hasUsers)
  )
}

const hasUsers = (block: ConfValue | undefined): boolean => {
  const users = block !== undefined && isConfMap(block) ? block['users'] : undefined
  return users !== undefined && isConfArray(users) && users.length > 0
}

/** With $G and a system account alone, and no authorization block, the server makes up a no_auth_user of its own. */
function onlySystemUsers(conf: ConfMap): boolean {
  const accounts = Object.keys(mapAt(conf, ['accounts']))
  return (
    accounts.length === 1 && accounts[0] === conf['system_account'] && conf['authorization'] === undefined
  )
}

function noAuthUser({ noAuthUser: user }: Cluster, conf: ConfMap, block: readonly string[]): readonly Way[] {
  const keys = [...block, 'no_auth_user']
  if (confAt(conf, keys) === undefined) return []
  if (user !== undefined && block.length === 0)
    return [
      {
        message: `noAuthUser: whoever connects without a login is ${show(userName(user))}`,
        change: 'leave it out; or acknowledge it, with a user that may do no more than anybody may',
      },
    ]
  return [{ message: `${keys.join('.')}: is set, so nobody has to log in`, change: 'remove the override' }]
}

/** What shuts them out is a login of their own, or an account for them that takes no leaf nodes. */
function anonymousLeafs(cluster: Cluster, conf: ConfMap): boolean {
  if (conf['operator'] !== undefined) return false
  if (cluster.leafnodes === undefined || atLeast(cluster.serverVersion, ['2.12.0'])) return false
  const { user, nkey, users, account } = mapAt(conf, ['leafnodes', 'authorization'])
  if ([user, nkey, users].some((login) => login !== undefined)) return false
  return typeof account !== 'string' || confAt(conf, ['accounts', account, 'limits', 'max_leafnodes']) !== 0
}

function mapAt(conf: ConfMap, keys: readonly string[]): ConfMap {
  const value = confAt(conf, keys)
  return value !== undefined && isConfMap(value) ? value : {}
}
