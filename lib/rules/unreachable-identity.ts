// Finds users that no listener takes anybody for.
import { namesOf } from '../model/mapped-identity'
import type { ConnectionType, User } from '../model/model'
import { operatorOf, serverName, usersOf } from '../model/query'
import type { BuiltInRule, RuleContext, Violation } from '../model/rule'
import type { Door } from '../render/conf/doors'
import { doorsOf } from '../render/conf/doors'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import type { Mapping } from './support/mapping'
import { mappingOf } from './support/mapping'

export const unreachableIdentity: BuiltInRule = {
  code: 'unreachable-identity',
  severity: 'error',
  title: 'a listener that maps certificates takes the owner of each for its user',
  why: 'A login by certificate works on listeners with verifyAndMap only; there, a certificate that maps to nobody is refused, whatever password comes with it.',
  change:
    'set verifyAndMap where users log in by certificate; elsewhere log in by nkey, which no certificate decides',
  source: 'nats-server server/auth.go processClientOrLeafAuthentication, checkClientTLSCertSubject',
  example: 'certificate: is the only login, but no listener that the user may dial has verifyAndMap',
  // What is judged is the conf, so that overrides count.
  check: (context) =>
    [...groupBy(usersOf(context.model), (user) => user.account.system)].flatMap(([system, users]) => {
      const doors = doorsTo(system, context)
      if (doors === undefined) return []
      const mapsTo = mappingOf(users)
      return users.flatMap((user) => problem(user, doors, mapsTo))
    }),
}

/** Every door to a system for a kind of connection; undefined: it has no servers that look for one. */
function doorsTo(
  system: string,
  { model, conf }: RuleContext,
): ((type: ConnectionType) => readonly Door[]) | undefined {
  // Servers of an operator ask for a JWT, whatever the certificate: rule config-mode-only.
  if (operatorOf(model, { system }) !== undefined) return undefined
  const servers = model.clusters
    .filter((cluster) => cluster.system === system)
    .flatMap((cluster) => cluster.nodes.slice(0, 1).map((node) => doorsOf(conf(cluster, node))))
  return servers.length === 0 ? undefined : (type) => servers.flatMap((doors) => doors.get(type) ?? [])
}

function problem(
  user: User,
  doors: (type: ConnectionType) => readonly Door[],
  mapsTo: Mapping,
): readonly Violation[] {
  const { login, certificate, connectionTypes, path } = user
  // An nkey is decisive where it is sent, and what another authority certified nobody here knows.
  if (login.kind === 'nkey' || certificate === undefined) return []
  const open = connectionTypes.filter((type) => doors(type).some(({ maps }) => !maps))
  const mapped = connectionTypes.filter((type) => doors(type).some(({ maps }) => maps))
  if (login.kind === 'password' && open.length > 0) return []
  const unmapped = open.filter((type) => !mapped.includes(type))
  if (login.kind === 'certificate' && (mapped.length === 0 || unmapped.length > 0)) {
    const which = mapped.length === 0 ? 'that the user may dial' : `for ${unmapped.join(', ')}`
    return [
      {
        path,
        message: `certificate: is the only login, but no listener ${which} has verifyAndMap`,
        change: 'set verifyAndMap: true in tls of the servers, or give the user an nkey',
      },
    ]
  }
  const others = mapped.map((type) => mapsTo(namesOf(certificate), type)).filter((other) => other !== user)
  return others.slice(0, 1).map((other) => ({
    path,
    message: `${login.kind}: listeners with verifyAndMap take the user for ${nameOf(other)}, by its certificate`,
    change: `put the name into the certificate, certificate: { dnsNames: [${show(user.name)}] }, or log in by nkey`,
  }))
}

const nameOf = (user: User | undefined): string => (user === undefined ? 'nobody' : show(serverName(user)))
