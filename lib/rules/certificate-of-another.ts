// Finds certificates with which their owners would log in as somebody else.
import { userIdentity } from '../model/identity'
import type { Cluster, ConnectionType, Tls } from '../model/model'
import { operatorOf, usersOf } from '../model/query'
import type { BuiltInRule, RuleContext } from '../model/rule'
import { doorsOf } from '../render/conf/doors'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import type { SurfaceName } from '../values/surfaces'
import type { Anchors } from './support/anchors'
import { anchorsOf } from './support/anchors'
import type { ClientCertificate } from './support/client-certificates'
import { clientCertificates, trustedBy } from './support/client-certificates'
import type { Mapping } from './support/mapping'
import { mappingOf } from './support/mapping'

const change =
  "take the user's name out of the certificate, or certify those who log in by certificate with an authority of their own"

export const certificateOfAnother: BuiltInRule = {
  code: 'certificate-of-another',
  severity: 'error',
  title: 'no certificate is taken for that of a user who is not its owner',
  why: 'A listener with verifyAndMap asks for nothing but a certificate that it trusts: whoever has this one, a leaf node or a user of another system perhaps, is let in as the user that it names.',
  change,
  source: 'nats-server server/auth.go checkClientTLSCertSubject, processClientOrLeafAuthentication',
  example: 'certificate: is that of prod/orders/bob to the client listener of "hub"',
  check: (context) => {
    const { model } = context
    // Servers of an operator have no users to map to.
    const doors = model.clusters
      .filter((cluster) => operatorOf(model, cluster) === undefined)
      .flatMap((cluster) => mappingDoors(cluster, context))
    if (doors.length === 0) return []
    const anchors = anchorsOf(context)
    const certificates = clientCertificates(model, anchors)
    const users = groupBy(usersOf(model), (user) => user.account.system)
    const mappings = new Map([...users].map(([system, all]) => [system, mappingOf(all)]))
    const found = doors.flatMap(({ cluster, type, surface }) => {
      const mapsTo = mappings.get(cluster.system)
      if (mapsTo === undefined) return []
      const seen = certificates.filter(acceptedBy(cluster.tls[surface], anchors))
      return seen.flatMap((certificate) => {
        const other = somebodyElse(certificate, type, mapsTo)
        if (other === undefined) return []
        const message = `certificate: is that of ${other} to the ${surface} listener of ${show(cluster.name)}`
        return [{ path: certificate.path, message, change }]
      })
    })
    // Where a certificate fits several doors, the first says enough.
    return new Map(found.toReversed().map((violation) => [violation.path, violation])).values()
  },
}

interface MappingDoor {
  readonly cluster: Cluster
  readonly type: ConnectionType
  readonly surface: SurfaceName
}

function mappingDoors(cluster: Cluster, { conf }: RuleContext): readonly MappingDoor[] {
  const [node] = cluster.nodes
  if (node === undefined) return []
  return [...doorsOf(conf(cluster, node))].flatMap(([type, { maps, surface }]) =>
    maps ? [{ cluster, type, surface }] : [],
  )
}

/** What a file on the node holds nobody here knows, nor what an override names: it may be any of the authorities. */
function acceptedBy(tls: Tls | undefined, anchors: Anchors): (certificate: ClientCertificate) => boolean {
  if (tls === undefined || tls.trust.some(({ kind }) => kind === 'on-node')) return () => true
  return trustedBy(tls.trust, anchors)
}

/** The user as whom the owner of a certificate that is not the user's needs nothing else to log in. */
function somebodyElse(
  certificate: ClientCertificate,
  type: ConnectionType,
  mapsTo: Mapping,
): string | undefined {
  const user = mapsTo(certificate.names(), type)
  if (user?.login.kind !== 'certificate') return undefined
  return certificate.identity === `${userIdentity(user)}/certificate` ? undefined : user.path
}
