// Finds certificates whose authority the other end of the connection does not trust.
import { X509Certificate } from 'node:crypto'
import type { Cluster, LeafRemote, Model, Tls, Trust } from '../model/model'
import { givenIn, remotesOf, tlsProp, usersOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'
import { readCertificates } from '../x509/read'
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
  if (tls === undefined) return []
  return refusedBy(tls.trust, shownIn(tls, anchors), anchors).map(({ prop, authority }) => ({
    path: tls.path,
    message: `${tlsProp(cluster, tls)}${prop}: ${authority} is not in trust, so the nodes refuse each other`,
    change,
  }))
}

function remoteProblems(
  { path }: LeafRemote,
  dials: Tls,
  hub: string,
  listens: Tls,
  anchors: Anchors,
): readonly Violation[] {
  const untrusted = listens.verify ? refusedBy(listens.trust, shownIn(dials, anchors), anchors) : []
  const unknown = refusedBy(dials.trust, shownIn(listens, anchors), anchors)
  return [
    ...untrusted.map(({ prop, authority }) => ({
      path,
      message: `tls.${prop}: ${authority} is not trusted by the leafnodes listener of ${show(hub)}`,
      change,
    })),
    ...unknown.map(({ authority }) => ({
      path,
      message: `tls.trust: does not hold ${authority}, which certifies ${show(hub)}`,
      change,
    })),
  ]
}

function userProblems(model: Model, anchors: Anchors): readonly Violation[] {
  return [...groupBy(usersOf(model), (user) => user.account.system)].flatMap(([system, users]) => {
    const listeners = model.clusters.filter((c) => c.system === system).map((c) => c.tls.client)
    if (listeners.length === 0 || listeners.some((tls) => tls?.verify !== true)) return []
    return [...groupBy(users, (user) => user.certificate?.authority)].flatMap(([issuer, owners]) => {
      if (issuer === undefined) return []
      const shown = [issuedBy(issuer, anchors)]
      if (listeners.some((tls) => tls && refusedBy(tls.trust, shown, anchors).length === 0)) return []
      const message = `certificate.issuer: ${show(issuer)} is trusted by no client listener of the system`
      return owners.map(({ path }) => ({ path, message, change }))
    })
  })
}

/** A certificate that a `tls` block shows. */
interface Shown {
  readonly prop: string
  /** Who certified it, in words. */
  readonly authority: string
  readonly anchors: readonly string[]
}

const issuedBy = (name: string, anchors: Anchors): Shown => ({
  prop: 'issuer',
  authority: show(name),
  anchors: anchors.of({ kind: 'authority', name }),
})

/** Of what is on a node nothing is known. */
function shownIn(tls: Tls, anchors: Anchors): readonly Shown[] {
  if (tls.certificate?.kind === 'issued') return [issuedBy(tls.certificate.authority, anchors)]
  return givenIn(tls).flatMap(({ prop, given }) => {
    if (given.kind === 'on-node') return []
    const chain = readCertificates(given.certificates)
    const last = new X509Certificate(chain.at(-1)?.pem ?? '')
    const authority = `the authority ${show(last.issuer.replaceAll('\n', ', '))}`
    return [{ prop, authority, anchors: anchors.above(chain) }]
  })
}

/** Those of `shown` that are certainly refused: other rules report an authority, or a trust, that is not there. */
function refusedBy(trust: readonly Trust[], shown: readonly Shown[], anchors: Anchors): readonly Shown[] {
  const trusted = trust.flatMap(anchors.of)
  if (trusted.length === 0 || trust.some((t) => t.kind === 'on-node')) return []
  return shown.filter(
    (certificate) =>
      certificate.anchors.length > 0 && !certificate.anchors.some((anchor) => trusted.includes(anchor)),
  )
}
