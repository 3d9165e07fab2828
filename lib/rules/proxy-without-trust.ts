// Finds users who may come through a trusted proxy only, where no server trusts one.
import { usersOf, accountsByIdentity, scopeOf } from '../model/query'
import { accountIdentity } from '../model/identity'
import type { BuiltInRule } from '../model/rule'
import { confAt, isConfArray } from '../values/conf'
import { groupBy } from '../values/group'

const change =
  "name the proxy's public key: addConfOverride(['proxies'], { trusted: [{ public_key: 'U…' }] }), or leave proxyRequired out"

export const proxyWithoutTrust: BuiltInRule = {
  code: 'proxy-without-trust',
  severity: 'error',
  title: 'who may come through a proxy only has one that servers trust',
  why: 'nats-server refuses such a user on every connection that no trusted proxy has signed for: with no proxy trusted, it can never log in.',
  change,
  source: 'nats-server server/auth.go processClientOrLeafAuthentication, server/client.go proxyCheck',
  example: 'proxyRequired: no server of its system trusts a proxy',
  check: ({ model, conf }) => {
    const trusting = model.clusters.filter((cluster) => {
      const [node] = cluster.nodes
      const trusted = node && confAt(conf(cluster, node), ['proxies', 'trusted'])
      return trusted !== undefined && isConfArray(trusted) && trusted.length > 0
    })
    const bySystem = groupBy(trusting, ({ system }) => system)
    const accounts = accountsByIdentity(model)
    return usersOf(model).flatMap((user) => {
      const account = accounts.get(accountIdentity(user.account))
      const scope = account && scopeOf(model, account, user)
      if ((scope ?? user.restrictions).proxyRequired !== true || bySystem.has(user.account.system)) return []
      const prop = scope ? `signingKeys.${user.signingKey ?? ''}.scope.proxyRequired` : 'proxyRequired'
      return [{ path: user.path, message: `${prop}: no server of its system trusts a proxy`, change }]
    })
  },
}
