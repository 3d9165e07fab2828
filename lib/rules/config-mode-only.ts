// Finds, in operator mode, ways to log in that only a conf can give, and options with which servers of an operator do not start.
import type { Cluster, User } from '../model/model'
import { operatorOf, usersOf } from '../model/query'
import type { BuiltInRule, RuleContext, Violation } from '../model/rule'
import { confAt } from '../values/conf'

const change = "give the user an nkey: nkey: 'generated', or the owner's public key"

export const configModeOnly: BuiltInRule = {
  code: 'config-mode-only',
  severity: 'error',
  title: 'in operator mode, everybody logs in with a JWT',
  why: 'Servers of an operator know no users, passwords or tokens of their own: such a user has no JWT and cannot log in, and with users, accounts or an auth callout in its conf the server does not start.',
  change,
  source:
    'nats-server server/jwt.go validateTrustedOperators; server/auth.go processClientOrLeafAuthentication, validateNoAuthUser',
  example: 'password: nobody logs in with one in operator mode',
  check: (context) => {
    const { model } = context
    return [
      ...usersOf(model)
        .filter(({ account }) => operatorOf(model, account) !== undefined)
        .flatMap(login),
      ...model.clusters.filter((cluster) => operatorOf(model, cluster) !== undefined).flatMap(ofServers),
      ...refused(context),
    ]
  },
}

const login = ({ login: { kind }, path }: User): readonly Violation[] =>
  kind === 'nkey' ? [] : [{ path, message: `${kind}: nobody logs in with one in operator mode`, change }]

const ofServers = ({ path, token, noAuthUser }: Cluster): readonly Violation[] => [
  ...(token === undefined ? [] : [violation(path, 'authorization.token')]),
  ...(noAuthUser === undefined ? [] : [violation(path, 'noAuthUser')]),
]

const violation = (path: string, prop: string): Violation => ({
  path,
  message: `${prop}: is nothing for servers of an operator`,
  change: 'leave it out, and give everybody a User with an nkey',
})

/** What validateTrustedOperators, validateNoAuthUser and validateLeafNode refuse. */
const REFUSED: readonly (readonly string[])[] = [
  ['accounts'],
  ['authorization', 'users'],
  ['authorization', 'user'],
  ['authorization', 'auth_callout'],
  ['leafnodes', 'authorization', 'users'],
  ['no_auth_user'],
  ['trusted_keys'],
]

/** Only an override brings them. */
const refused = ({ model, conf }: RuleContext): readonly Violation[] =>
  model.clusters.flatMap((cluster) => {
    const [node] = cluster.nodes
    if (node === undefined || operatorOf(model, cluster) === undefined) return []
    const written = conf(cluster, node)
    return REFUSED.filter((keys) => confAt(written, keys) !== undefined).map((keys) =>
      violation(cluster.path, keys.join('.')),
    )
  })
