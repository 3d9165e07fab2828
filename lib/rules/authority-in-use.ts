// Finds authorities that leave the trust of a listener or a remote while certificates that they issued are deployed.
import { X509Certificate } from 'node:crypto'
import { tlsIdentity, userIdentity, type Identity } from '../model/identity'
import type { IssuedDocument, IssuedView } from '../model/issued'
import type { Cluster, Model, Tls } from '../model/model'
import { remotesOf, tlsProp, usersOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { groupBy } from '../values/group'
import { once, remember } from '../values/remember'
import { readFingerprints } from '../x509/read'
import { anchorsOf } from './support/anchors'

const change =
  'trust the old authority and the new one, and deploy; then issue from the new one, and deploy; then remove the old one'

export const authorityInUse: BuiltInRule = {
  code: 'authority-in-use',
  severity: 'error',
  title: 'an authority leaves trust when nothing that it issued is deployed any more',
  why: 'Nodes are deployed one after another, and users get their certificates later still: who has the new trust already refuses whoever shows an old certificate.',
  change,
  source: 'RFC 5280 6.1; Go crypto/tls Config.ClientCAs, Config.RootCAs',
  example: 'trust: refuses tls/hub/nats1/cluster and 1 more as they are deployed',
  check: (context) => {
    const { model, issued } = context
    const anchors = anchorsOf(context)
    const authorityOf = authoritiesIn(issued)
    // All servers of a system meet the same users.
    const changing = remember((peers: readonly Identity[]) =>
      peers.flatMap((identity) => {
        const last = issued.deployed(identity)
        const next = last?.issuer === undefined ? undefined : issued.document(identity)
        return last && next && next.issuer !== last.issuer ? [{ identity, last, next }] : []
      }),
    )
    return facing(model).flatMap(({ cluster, tls, peers }) => {
      const pems = tls.trust.flatMap(anchors.certificatesOf)
      if (pems.length === 0 || tls.trust.some(({ kind }) => kind === 'on-node')) return []
      const accepts = once(() => accepting(pems, authorityOf))
      const [first, ...more] = changing(peers).filter(({ last, next }) => accepts()(next) && !accepts()(last))
      if (first === undefined) return []
      const who =
        more.length === 0
          ? `${first.identity} as it is deployed`
          : `${first.identity} and ${String(more.length)} more as they are deployed`
      return [{ path: tls.path, message: `${tlsProp(cluster, tls)}trust: refuses ${who}`, change }]
    })
  },
}

/** A `tls` block that asks for a certificate, and those that show it one that natsmith issues. */
interface Facing {
  readonly cluster: Cluster
  readonly tls: Tls
  readonly peers: readonly Identity[]
}

function facing(model: Model): readonly Facing[] {
  const dialled = remotesOf(model).flatMap(({ cluster, remote, hub }) => {
    const peers = (hub?.nodes ?? []).map((node) => tlsIdentity(hub ?? cluster, node, 'leafnodes'))
    return remote.tls === undefined ? [] : [{ cluster, tls: remote.tls, peers }]
  })
  const remotes = groupBy(remotesOf(model), ({ hub }) => hub)
  const users = new Map(
    [...groupBy(usersOf(model), ({ account }) => account.system)].map(([system, all]) => [
      system,
      all.map((user) => `${userIdentity(user)}/certificate`),
    ]),
  )
  const listening = model.clusters.flatMap((cluster): readonly Facing[] => {
    const { client, cluster: routes, leafnodes } = cluster.tls
    const routePeers = cluster.nodes.map((node) => tlsIdentity(cluster, node, 'cluster'))
    const leafPeers = (remotes.get(cluster) ?? []).flatMap(({ cluster: leaf, remote }) =>
      leaf.nodes.map((node) => tlsIdentity(leaf, node, 'leaf-remote', remote)),
    )
    const userPeers = users.get(cluster.system) ?? []
    return [
      ...(routes ? [{ cluster, tls: routes, peers: routePeers }] : []),
      ...(leafnodes?.verify === true ? [{ cluster, tls: leafnodes, peers: leafPeers }] : []),
      ...(client?.verify === true ? [{ cluster, tls: client, peers: userPeers }] : []),
    ]
  })
  return [...dialled, ...listening]
}

type Certified = Pick<IssuedDocument, 'certificate' | 'issuer'>

/** Finds an authority that issued what is deployed, by the fingerprint of its certificate. */
function authoritiesIn(issued: IssuedView): (fingerprint: string) => Certified | undefined {
  const deployed = [...issued.identities].flatMap((identity) =>
    identity.startsWith('ca/') ? (issued.deployed(identity) ?? []) : [],
  )
  const byFingerprint = new Map(
    deployed.map((document) => [readFingerprints(document.certificate ?? '')[0], document]),
  )
  return (fingerprint) => byFingerprint.get(fingerprint)
}

/** Whether a certificate leads to one of `pems`; asked once for all that have one issuer, since the answer is the same. */
function accepting(
  pems: readonly string[],
  authorityOf: (fingerprint: string) => Certified | undefined,
): (document: Certified) => boolean {
  const trusted = pems.map((pem) => new X509Certificate(pem))
  const known = new Map(pems.flatMap(readFingerprints).map((fingerprint) => [fingerprint, true]))
  const leads = ({ certificate = '', issuer = '' }: Certified): boolean => {
    const x509 = new X509Certificate(certificate)
    if (trusted.some((authority) => x509.checkIssued(authority) && x509.verify(authority.publicKey)))
      return true
    const above = authorityOf(issuer)
    return above?.issuer !== undefined && accepts(above)
  }
  const accepts = (document: Certified): boolean => {
    const { issuer = '' } = document
    const answer = known.get(issuer) ?? leads(document)
    known.set(issuer, answer)
    return answer
  }
  return accepts
}
