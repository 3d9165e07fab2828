// Finds listeners for peers that let in whoever has a client's certificate.
import { tlsIdentity } from '../model/identity'
import type { Cluster, Model, Tls, Trust } from '../model/model'
import { dialAddress } from '../model/names'
import { tlsOf, tlsProp, usersOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import type { Host } from '../values/hosts'
import { dnsMatches, parseHost } from '../values/hosts'
import type { Surface } from '../values/surfaces'
import { SURFACES } from '../values/surfaces'
import type { Anchors } from './support/anchors'
import { anchorsOf } from './support/anchors'
import type { ClientCertificate } from './support/client-certificates'
import { clientCertificates, trustedBy } from './support/client-certificates'

const change =
  'give the surface a CertificateAuthority of its own, as routes have by default, or set pinnedCerts'

export const peersTrustClients: BuiltInRule = {
  code: 'peers-trust-clients',
  severity: 'error',
  title: 'routes and gateways trust no authority that certifies clients',
  why: 'A client that offers its certificate there joins as a server: it reads and writes the messages of every account.',
  change,
  source:
    'nats-server server/route.go, server/gateway.go (a peer is whoever the trusted authorities certified)',
  example: 'trust: "acme" also certifies clients (prod/orders/alice)',
  check: (context) => {
    const { model } = context
    const anchors = anchorsOf(context)
    const certificates = clientCertificates(model, anchors)
    const clients = clientAnchors(model, anchors, certificates)
    return tlsOf(model).flatMap(({ cluster, tls }) => {
      if (dialledBy(tls) !== 'peers' || tls.pinnedCerts.length > 0) return []
      return tls.trust.flatMap((trust) => {
        const owner = knowsPeersByName(cluster, tls)
          ? certificates.filter(trustedBy([trust], anchors)).find(isKnownBy(cluster))?.path
          : anchors.of(trust).flatMap((anchor) => clients.get(anchor) ?? [])[0]
        if (owner === undefined) return []
        const message = `${tlsProp(cluster, tls)}trust: ${describe(trust)} also certifies clients (${owner})`
        return [{ path: tls.path, message, change }]
      })
    })
  },
}

const dialledBy = (tls: Tls): Surface['dialledBy'] => SURFACES[tls.surface].dialledBy

const describe = (trust: Trust): string =>
  trust.kind === 'authority'
    ? show(trust.name)
    : trust.kind === 'on-node'
      ? show(trust.caFile)
      : 'an authority given as PEM'

/** Who has certificates of an authority without being a peer, by the authority. */
function clientAnchors(
  model: Model,
  anchors: Anchors,
  certificates: readonly ClientCertificate[],
): ReadonlyMap<string, string> {
  const clients = [
    ...tlsOf(model).map(({ tls }) => ({ path: tls.path, trust: clientTrust(tls) })),
    ...usersOf(model).map(({ path, certificate }) => ({ path, trust: named(certificate?.authority) })),
  ]
  const marks = [
    ...clients.map(({ path, trust }) => ({ path, anchors: trust.flatMap(anchors.of) })),
    ...certificates.filter(({ shownBy }) => shownBy?.asLeafNode === true),
  ]
  return new Map(marks.flatMap((one) => one.anchors.map((anchor) => [anchor, one.path] as const)))
}

function clientTrust(tls: Tls): readonly Trust[] {
  if (tls.surface === 'leaf-remote')
    return named(tls.certificate?.kind === 'issued' ? tls.certificate.authority : undefined)
  return dialledBy(tls) === 'peers' || !tls.verify ? [] : tls.trust
}

const named = (name: string | undefined): readonly Trust[] =>
  name === undefined ? [] : [{ kind: 'authority', name }]

/** Known URLs let in nobody else, where nodes are dialled by name: an address in a certificate is no name. */
const knowsPeersByName = (cluster: Cluster, tls: Tls): boolean =>
  tls.verifyCertAndCheckKnownUrls && routedNames(cluster).every(({ kind }) => kind === 'dns')

/** But whoever has such a name in a certificate is known, node of the cluster or not. */
const isKnownBy =
  (cluster: Cluster) =>
  ({ identity, shownBy, dnsNames }: ClientCertificate): boolean =>
    shownBy?.cluster !== cluster &&
    !cluster.nodes.some((node) => identity === tlsIdentity(cluster, node, 'cluster')) &&
    routedNames(cluster).some(({ name }) =>
      dnsNames.some((pattern) => dnsMatches(pattern.toLowerCase(), name)),
    )

const routedNames = ({ nodes }: Cluster): readonly Host[] =>
  nodes.map((node) => parseHost(dialAddress(node, 'cluster').host))
