// Finds certificates whose authority the other end of the connection does not trust.
import type { Cluster, LeafRemote, Model, Tls, Trust } from '../model/model'
import { remotesOf, tlsProp, usersOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import type { Anchors } from './support/anchors'
import { anchorsOf } from './support/anchors'

const change = 'take another issuer, or add it to trust at the other end'

export const untrustedCertificate: BuiltInRule = {
  code: 'untrusted-certificate',
  severity: 'error',
  title: 'a certificate is issued by an authority that the other end trusts',
  why: 'The other end refuses the handshake: the connection is never made.',
  change,
  source: 'RFC 5280 6.1; Go crypto/tls Config.ClientCAs, Config.RootCAs',
  example: 'certificate.issuer: "partner" is trusted by no client listener of the system',
  check: (context) => {
    const { model } = context
    const anchors = anchorsOf(context)
    return [
      ...model.clusters.flatMap((cluster) => routeProblems(cluster, anchors)),
      ...remotesOf(model).flatMap(({ remote, hub }) =>
        hub?.tls.leafnodes && remote.tls
          ? remoteProblems(remote, remote.tls, hub.name, hub.tls.leafnodes, anchors)
          : [],
      ),
      ...userProblems(model, anchors),
    ]
  },
}

function routeProblems(cluster: Cluster, anchors: Anchors): readonly Violation[] {
  const { cluster: tls } = cluster.tls
  const issuer = tls && issuerOf(tls)
  if (tls === undefined || issuer === undefined || accepts(tls.trust, issuer, anchors)) return []
  const message = `${tlsProp(cluster, tls)}issuer: ${show(issuer)} is not in trust, so the nodes refuse each other`
  return [{ path: tls.path, message, change }]
}

function remoteProblems(
  { path }: LeafRemote,
  dials: Tls,
  hub: string,
  listens: Tls,
  anchors: Anchors,
): readonly Violation[] {
  const shown = issuerOf(dials)
  const seen = issuerOf(listens)
  return [
    ...(shown === undefined || !listens.verify || accepts(listens.trust, shown, anchors)
      ? []
      : [
          {
            path,
            message: `tls.issuer: ${show(shown)} is not trusted by the leafnodes listener of ${show(hub)}`,
            change,
          },
        ]),
    ...(seen === undefined || accepts(dials.trust, seen, anchors)
      ? []
      : [{ path, message: `tls.trust: does not hold ${show(seen)}, which certifies ${show(hub)}`, change }]),
  ]
}

function userProblems(model: Model, anchors: Anchors): readonly Violation[] {
  return [...groupBy(usersOf(model), (user) => user.account.system)].flatMap(([system, users]) => {
    const listeners = model.clusters.filter((c) => c.system === system).map((c) => c.tls.client)
    if (listeners.length === 0 || listeners.some((tls) => tls?.verify !== true)) return []
    return [...groupBy(users, (user) => user.certificate?.authority)].flatMap(([issuer, owners]) => {
      if (issuer === undefined || listeners.some((tls) => tls && accepts(tls.trust, issuer, anchors)))
        return []
      const message = `certificate.issuer: ${show(issuer)} is trusted by no client listener of the system`
      return owners.map(({ path }) => ({ path, message, change }))
    })
  })
}

const issuerOf = ({ certificate }: Tls): string | undefined =>
  certificate?.kind === 'issued' ? certificate.authority : undefined

/** False only when it is certain: of a file on a node nothing is known, and other rules report what is not there. */
function accepts(trust: readonly Trust[], issuer: string, anchors: Anchors): boolean {
  const own = anchors.of({ kind: 'authority', name: issuer })
  const trusted = trust.flatMap(anchors.of)
  return (
    own.length === 0 ||
    trusted.length === 0 ||
    trust.some((t) => t.kind === 'on-node') ||
    own.some((a) => trusted.includes(a))
  )
}
