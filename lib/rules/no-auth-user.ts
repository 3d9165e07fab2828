// Finds servers whose noAuthUser is no user that somebody without a login should be, or can be.
import { userIdentity } from '../model/identity'
import { isSame } from '../model/callout'
import type { Cluster, User } from '../model/model'
import { operatorOf, usersOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { doorsOf } from '../render/conf/doors'
import type { ConfMap } from '../values/conf'
import { show } from '../values/finding'

export const noAuthUser: BuiltInRule = {
  code: 'no-auth-user',
  severity: 'error',
  title: 'who connects without a login can be the noAuthUser, and nobody else is taken for it',
  why: "nats-server compares the hash of such a user's password with itself, which never fits; and where certificates are mapped, it takes their owners for a noAuthUser with an nkey before it looks at the certificate.",
  change: "give it a user of its own: nkey: 'generated', in an account for what anybody may do",
  source: 'nats-server server/auth.go processClientOrLeafAuthentication, comparePasswords',
  example: 'noAuthUser: "bob" logs in by password, and so nobody would be let in as it',
  check: ({ model, conf }) => {
    const users = new Map(usersOf(model).map((user) => [userIdentity(user), user]))
    return model.clusters.flatMap((cluster) => {
      const user = cluster.noAuthUser && users.get(userIdentity(cluster.noAuthUser))
      const [node] = cluster.nodes
      // In operator mode there is none: rule config-mode-only.
      if (user === undefined || node === undefined || operatorOf(model, cluster) !== undefined) return []
      return [...problems(cluster, user, conf(cluster, node))]
    })
  },
}

function* problems(
  { path, systemAccount }: Cluster,
  { name, login, account }: User,
  conf: ConfMap,
): Generator<Violation> {
  const say = (what: string, change: string): Violation => ({
    path,
    message: `noAuthUser: ${show(name)} ${what}`,
    change,
  })
  if (login.kind !== 'nkey')
    yield say(
      `logs in by ${login.kind}, and so nobody would be let in as it`,
      "give it an nkey: nkey: 'generated'",
    )
  else if (doorsOf(conf).get('STANDARD')?.maps === true)
    yield say(
      'is whom clients with a certificate are taken for, whatever verifyAndMap says of them',
      'leave it out, or leave verifyAndMap out of tls, and give users nkeys',
    )
  if (systemAccount !== undefined && isSame(account, systemAccount))
    yield say(
      'is a user of the system account: everybody could watch the servers, and stop them',
      'take a user of another account',
    )
}
