// Finds servers with a token beside users.
import { accountsOf, operatorOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'

const change = 'remove authorization.token and give every client a User, or remove the users'

export const tokenWithUsers: BuiltInRule = {
  code: 'token-with-users',
  severity: 'error',
  title: 'servers have a token or users, not both',
  why: 'nats-server refuses to start with both.',
  change,
  source:
    'nats-server server/opts.go parseAuthorization, parseAccounts ("Can not have a token and accounts")',
  example: 'authorization.token: is set, but the system of the servers has users',
  check: ({ model }) => {
    const systems = new Set(accountsOf(model).flatMap((a) => (a.users.length > 0 ? [a.system] : [])))
    return model.clusters.flatMap((cluster) => {
      const { path, system, token, leafUsers } = cluster
      // In operator mode neither stands in a conf: rule config-mode-only.
      if (token === undefined || operatorOf(model, cluster) !== undefined) return []
      const [rival] = [
        ...(systems.has(system) ? ['the system of the servers has users'] : []),
        ...leafUsers.map((user) => `the leaf remote ${user.path} logs in as a user`),
      ]
      return rival === undefined
        ? []
        : [{ path, message: `authorization.token: is set, but ${rival}`, change }]
    })
  },
}
