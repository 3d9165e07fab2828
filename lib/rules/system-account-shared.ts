// Finds system accounts that are used for something else.
import { accountName } from '../model/identity'
import type { Account, Model, Permissions, User, UserScope } from '../model/model'
import { isSystemAccount, permissionsOf, remotesOf, scopeOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import type { Subject } from '../values/subject'
import { covers, splitSubscription } from '../values/subject'
import { localSubject } from '../values/subject-transform'
import { inboxOf } from './support/inbox'
import { systemAccountsOf } from './support/system-account'

const change = 'declare an Account of its own for applications'

export const systemAccountShared: BuiltInRule = {
  code: 'system-account-shared',
  severity: 'warning',
  title: 'a system account is for the servers and for those who run them',
  why: 'Whoever is in it sees the connections of every account, and may disconnect clients and reload servers; it has no JetStream.',
  change,
  source: 'nats-server server/events.go ($SYS.REQ.SERVER.*.KICK, RELOAD); docs.nats.io, System account',
  example: 'exports: stream "orders.>" is of an application, but the account is the systemAccount of "hub"',
  check: ({ model }) => [
    ...[...systemAccountsOf(model)].flatMap(([account, name]) => uses(account, name, model)),
    ...joins(model),
  ],
}

/** Of the server, or of JetStream: what stands under a `$` is of nobody's application. */
const isOfServers = (subject: Subject): boolean => /^([$>*]|_INBOX)/.test(subject)

function uses(account: Account, servers: string, model: Model): readonly Violation[] {
  const { path, exports, imports, mappings, users } = account
  const at = (where: string, what: string): Violation => ({
    path: where,
    message: `${what} is of an application, but the account is the systemAccount of ${show(servers)}`,
    change,
  })
  return [
    ...exports
      .filter(({ subject }) => !isOfServers(subject))
      .map(({ kind, subject }) => at(path, `exports: ${kind} ${show(subject)}`)),
    ...imports
      .filter((given) => !isOfServers(localSubject(given)))
      .map(({ kind, subject }) => at(path, `imports: ${kind} ${show(subject)}`)),
    ...mappings
      .filter(({ source }) => !isOfServers(source))
      .map(({ source }) => at(path, `mappings: ${show(source)}`)),
    ...users.flatMap((user) =>
      grantsOf(user, permissionsOf(model, account, user))
        .slice(0, 1)
        .map(({ side, entry }) =>
          at(user.path, `${propOf(user, scopeOf(model, account, user))}.${side}.allow: ${show(entry)}`),
        ),
    ),
  ]
}

/** Where the permissions of a user stand. */
const propOf = ({ signingKey = '' }: User, scope: UserScope | undefined): string =>
  scope === undefined ? 'permissions' : `signingKeys.${signingKey}.scope.permissions`

/** What a user is allowed that is not the servers'. */
function grantsOf(user: User, permissions: Permissions | undefined) {
  return (['publish', 'subscribe'] as const).flatMap((side) =>
    (permissions?.[side]?.allow ?? [])
      .filter((entry) => {
        const { subject } = splitSubscription(entry)
        return !isOfServers(subject) && !covers(inboxOf(user), subject)
      })
      .map((entry) => ({ side, entry })),
  )
}

/** Remotes that join a system account to another. */
const joins = (model: Model): readonly Violation[] =>
  remotesOf(model).flatMap(({ cluster, remote, hub }) => {
    const { path, account, hubAccount } = remote
    if (hub === undefined || isSystemAccount(cluster, account) === isSystemAccount(hub, hubAccount)) return []
    const [prop, system, servers, other] = isSystemAccount(hub, hubAccount)
      ? ['hubAccount', hubAccount, hub, account]
      : ['account', account, cluster, hubAccount]
    const message = `${prop}: ${accountName(system)} is the systemAccount of ${show(servers.name)}, and joined to ${accountName(other)}, which is of an application`
    return [{ path, message, change }]
  })
