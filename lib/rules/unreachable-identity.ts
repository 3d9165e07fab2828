// Finds users that no listener takes anybody for.
import { mappedIdentities, mappedUser, namesOf } from '../model/mapped-identity'
import type { Cluster, ConnectionType, User, UserCertificate } from '../model/model'
import { listenersOf, serverName, usersOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import type { DistinguishedName } from '../values/distinguished-name'
import { parseDn } from '../values/distinguished-name'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import type { SurfaceName } from '../values/surfaces'

export const unreachableIdentity: BuiltInRule = {
  code: 'unreachable-identity',
  severity: 'error',
  title: 'a listener that maps certificates takes the owner of each for its user',
  why: 'A login by certificate works on listeners with verifyAndMap only; there, a certificate that maps to nobody is refused, whatever password comes with it.',
  change:
    'set verifyAndMap where users log in by certificate; elsewhere log in by nkey, which no certificate decides',
  source: 'nats-server server/auth.go processClientOrLeafAuthentication, checkClientTLSCertSubject',
  example: 'certificate: is the only login, but no listener that the user may dial has verifyAndMap',
  check: ({ model }) =>
    [...groupBy(usersOf(model), (user) => user.account.system)].flatMap(([system, users]) => {
      const clusters = model.clusters.filter((c) => c.system === system)
      if (clusters.length === 0) return []
      const doors = doorsOf(clusters)
      const mapsTo = mapping(users)
      return users.flatMap((user) => problem(user, doors, mapsTo))
    }),
}

const LISTENERS: Readonly<Record<ConnectionType, SurfaceName | undefined>> = {
  STANDARD: 'client',
  LEAFNODE: 'leafnodes',
  WEBSOCKET: 'websocket',
  LEAFNODE_WS: 'websocket',
  MQTT: 'mqtt',
  MQTT_WS: 'websocket',
  IN_PROCESS: undefined,
}

/** Of the listeners for a kind of connection: whether some map certificates, and whether others do not. */
interface Doors {
  readonly map: boolean
  readonly open: boolean
}

function doorsOf(clusters: readonly Cluster[]): (type: ConnectionType) => Doors {
  const listeners = clusters.flatMap((c) => listenersOf(c).map((name) => ({ name, tls: c.tls[name] })))
  const doors = groupBy(listeners, ({ name }) => name as SurfaceName | undefined)
  return (type) => {
    const maps = (doors.get(LISTENERS[type]) ?? []).map(({ tls }) => tls?.verifyAndMap === true)
    return { map: maps.includes(true), open: maps.includes(false) }
  }
}

function problem(user: User, doors: (type: ConnectionType) => Doors, mapsTo: MapsTo): readonly Violation[] {
  const { login, certificate, connectionTypes, path } = user
  // An nkey is decisive where it is sent, and what another authority certified nobody here knows.
  if (login.kind === 'nkey' || certificate === undefined) return []
  if (login.kind === 'password' && connectionTypes.some((type) => doors(type).open)) return []
  const mapped = connectionTypes.filter((type) => doors(type).map)
  if (login.kind === 'certificate' && mapped.length === 0)
    return [
      {
        path,
        message: 'certificate: is the only login, but no listener that the user may dial has verifyAndMap',
        change: 'set verifyAndMap: true in tls of the servers, or give the user an nkey',
      },
    ]
  const others = mapped.map((type) => mapsTo(certificate, type)).filter((name) => name !== serverName(user))
  return others.slice(0, 1).map((other) => ({
    path,
    message: `${login.kind}: listeners with verifyAndMap take the user for ${other === undefined ? 'nobody' : show(other)}, by its certificate`,
    change: `put the name into the certificate, certificate: { dnsNames: [${show(user.name)}] }, or log in by nkey`,
  }))
}

/** The user that a listener takes the owner of a certificate for; undefined: it refuses. */
type MapsTo = (certificate: UserCertificate, type: ConnectionType) => string | undefined

/** Asks the few users that come into question for a certificate, and not all of them for each. */
function mapping(users: readonly User[]): MapsTo {
  const named = users.flatMap((user) => {
    const name = serverName(user)
    return name === undefined ? [] : [{ name, types: user.connectionTypes, dn: parseDn(name) }]
  })
  const byText = groupBy(named, ({ name }) => name)
  const byParts = groupBy(named, ({ dn }) => dn && partsOf(dn))
  return (certificate, type) => {
    const names = namesOf(certificate)
    const candidates = mappedIdentities(names).flatMap(
      (identity) =>
        (identity.kind === 'text' ? byText.get(identity.text) : byParts.get(partsOf(identity.name))) ?? [],
    )
    return mappedUser(
      names,
      candidates.filter(({ types }) => types.includes(type)).map(({ name }) => name),
    )
  }
}

/** Equal for two names that are the same but for their order. */
const partsOf = (dn: DistinguishedName): string =>
  dn
    .flat()
    .map(({ type, value }) => `${type}=${value}`)
    .sort()
    .join('\0')
