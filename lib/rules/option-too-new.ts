// Finds options that the declared nats-server does not know.
import type { Account, Cluster, Model, User } from '../model/model'
import { accountsOf, connectionTypesOf, operatorOf, scopeOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { doorsOf } from '../render/conf/doors'
import { newOptionsFinder } from '../render/conf/options'
import { hasEntry } from '../render/conf/users'
import type { ConfMap, ConfPath, ConfValue } from '../values/conf'
import { show } from '../values/finding'
import { remember } from '../values/remember'
import { atLeast, formatSince } from '../values/server-version'
import { SURFACES, SURFACE_NAMES } from '../values/surfaces'

const change = 'leave the option out, or raise serverVersion to what really runs there'

export const optionTooNew: BuiltInRule = {
  code: 'option-too-new',
  severity: 'error',
  title: 'every option is known to the serverVersion',
  why: 'nats-server refuses a conf with an option or a value that it does not know.',
  change,
  source: "nats-server server/opts.go at each release's tag",
  example: 'leafnodes.tls.curve_preferences: "X25519MLKEM768" came with 2.12.0, serverVersion is 2.10',
  check: ({ model, conf }) => {
    const newOptions = newOptionsFinder()
    return model.clusters.flatMap((cluster) => {
      const [node] = cluster.nodes
      if (node === undefined) return []
      const { serverVersion } = cluster
      const own = conf(cluster, node)
      const operator = operatorOf(model, cluster)
      const judged = operator ? { ...own, accounts: accountsInJwts(model, cluster) } : own
      const blame = blamer(model, cluster, own)
      return newOptions(judged)
        .filter(({ since }) => !atLeast(serverVersion, since))
        .map(({ path, value, since }) => {
          const message = `${describe(path, value)} came with ${formatSince(since)}, serverVersion is ${serverVersion.text}`
          return { path: blame(path), message, change }
        })
    })
  },
}

/**
 * What JWTs say that not every server knows, as a conf would say it. What it does not know it passes over, and so a limit with it;
 * of a user's kinds of connection it takes those that it knows, unless there are none.
 */
const accountsInJwts = (model: Model, { system }: Cluster): ConfMap =>
  Object.fromEntries(
    accountsOf(model)
      .filter((account) => account.system === system)
      .map((account) => [
        account.name,
        {
          mappings: Object.fromEntries(
            account.mappings.map(({ source, destinations }) => [
              source,
              destinations.map(({ destination }) => ({ destination })),
            ]),
          ),
          users: account.users.map((user) => userInJwt(model, account, user)),
        },
      ]),
  )

function userInJwt(model: Model, account: Account, user: User): ConfMap {
  const types = connectionTypesOf(model, account, user)
  const { proxyRequired } = scopeOf(model, account, user) ?? user.restrictions
  return {
    ...(types.join() === 'IN_PROCESS' && { allowed_connection_types: types }),
    ...(proxyRequired === true && { proxy_required: true }),
  }
}

/** Values are shown where the value is what is too new: an element of a list, or the destination of a mapping. */
function describe(path: ConfPath, value: ConfValue): string {
  if (typeof path.at(-1) === 'number') return `${path.slice(0, -1).join('.')}: ${show(value)}`
  return path[0] === 'accounts' && path[2] === 'mappings'
    ? `${path.join('.')}: ${show(value)}`
    : path.join('.')
}

/** A function from an option to the construct that it comes from, as the renderer puts it. */
function blamer(model: Model, cluster: Cluster, conf: ConfMap): (path: ConfPath) => string {
  const accounts = accountsOf(model).filter(({ system }) => system === cluster.system)
  const isInConf = operatorOf(model, cluster) === undefined
  const entered = remember(({ users }: Account) =>
    isInConf ? users.filter((user) => hasEntry(user, doorsOf(conf))) : users,
  )
  return (path) => {
    const [block, name, list, position] = path
    if (block === 'accounts') {
      const account = accounts.find((a) => a.name === name)
      const isUser = account !== undefined && list === 'users' && typeof position === 'number'
      const user = isUser ? entered(account)[position] : undefined
      return (user ?? account ?? cluster).path
    }
    if (block === 'leafnodes' && name === 'remotes' && typeof list === 'number')
      return (cluster.remotes[list] ?? cluster).path
    const surface = SURFACE_NAMES.find(
      (s) => s !== 'leaf-remote' && s !== 'monitoring' && SURFACES[s].conf.every((key, i) => path[i] === key),
    )
    return ((surface && cluster.tls[surface]) ?? cluster).path
  }
}
