// Finds listeners for peers that let in whoever has a client's certificate.
import type { Cluster, Model, Tls, Trust } from '../model/model'
import { dialAddress } from '../model/names'
import { tlsOf, tlsProp, usersOf } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import { dnsMatches, parseHost } from '../values/hosts'
import type { Surface } from '../values/surfaces'
import { SURFACES } from '../values/surfaces'
import type { Anchors } from './support/anchors'
import { anchorsOf } from './support/anchors'

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
    const clients = clientAnchors(model, anchors)
    return tlsOf(model).flatMap(({ cluster, tls }) => {
      if (dialledBy(tls) !== 'peers' || onlyKnownPeers(model, cluster, tls)) return []
      return tls.trust.flatMap((trust) => {
        const owner = anchors(trust).flatMap((anchor) => clients.get(anchor) ?? [])[0]
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
function clientAnchors(model: Model, anchors: Anchors): ReadonlyMap<string, string> {
  const clients = [
    ...tlsOf(model).map(({ tls }) => ({ path: tls.path, trust: clientTrust(tls) })),
    ...usersOf(model).map(({ path, certificate }) => ({ path, trust: named(certificate?.authority) })),
  ]
  return new Map(
    clients.flatMap(({ path, trust }) => trust.flatMap(anchors).map((anchor) => [anchor, path] as const)),
  )
}

function clientTrust(tls: Tls): readonly Trust[] {
  if (tls.surface === 'leaf-remote')
    return named(tls.certificate?.kind === 'issued' ? tls.certificate.authority : undefined)
  return dialledBy(tls) === 'peers' || !tls.verify ? [] : tls.trust
}

const named = (name: string | undefined): readonly Trust[] =>
  name === undefined ? [] : [{ kind: 'authority', name }]

/** Pins let in nobody else. Known URLs do so where routes are dialled by name, and no client's certificate has such a name. */
function onlyKnownPeers(model: Model, { nodes }: Cluster, tls: Tls): boolean {
  if (tls.pinnedCerts.length > 0) return true
  if (!tls.verifyCertAndCheckKnownUrls) return false
  const names = nodes.map((node) => parseHost(dialAddress(node, 'cluster').host))
  const clientNames = usersOf(model).flatMap((user) => user.certificate?.dnsNames ?? [])
  return names.every(
    ({ kind, name }) => kind === 'dns' && !clientNames.some((pattern) => dnsMatches(pattern, name)),
  )
}
