// In: users. Out: whom of them a listener that maps certificates takes the owner of a certificate for; it asks the few that
// come into question, and not all of them for each certificate.
import type { CertificateNames } from '../../model/mapped-identity'
import { mappedIdentities, mappedUser } from '../../model/mapped-identity'
import type { ConnectionType, User } from '../../model/model'
import { serverName } from '../../model/query'
import type { DistinguishedName } from '../../values/distinguished-name'
import { parseDn } from '../../values/distinguished-name'
import { groupBy } from '../../values/group'

/** The user, by the kind of connection; undefined: the listener refuses. */
export type Mapping = (names: CertificateNames, type: ConnectionType) => User | undefined

export function mappingOf(users: readonly User[]): Mapping {
  const named = users.flatMap((user) => {
    const name = serverName(user)
    return name === undefined ? [] : [{ name, user, dn: parseDn(name) }]
  })
  const byText = groupBy(named, ({ name }) => name)
  const byParts = groupBy(named, ({ dn }) => dn && partsOf(dn))
  return (names, type) => {
    const candidates = mappedIdentities(names)
      .flatMap(
        (identity) =>
          (identity.kind === 'text' ? byText.get(identity.text) : byParts.get(partsOf(identity.name))) ?? [],
      )
      .filter(({ user }) => user.connectionTypes.includes(type))
    const mapped = mappedUser(
      names,
      candidates.map(({ name }) => name),
    )
    return candidates.find(({ name }) => name === mapped)?.user
  }
}

/** Equal for two names that are the same but for their order. */
const partsOf = (dn: DistinguishedName): string =>
  dn
    .flat()
    .map(({ type, value }) => `${type}=${value}`)
    .sort()
    .join('\0')
