// Finds nodes that are dialled by a name which their certificate does not cover.
import { tlsIdentity } from '../model/identity'
import type { IssuedDocument, IssuedView } from '../model/issued'
import type { Cluster, Node, Tls } from '../model/model'
import type { DialledName } from '../model/names'
import { dialledNames } from '../model/names'
import { listenersOf, nodesOf, shownBy } from '../model/query'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import { dnsMatches } from '../values/hosts'
import { readNames } from '../x509/read'

const change =
  'give a certificate with that name in its SAN, dial the node by a name that it has, or change advertise'

export const nameNotInCertificate: BuiltInRule = {
  code: 'name-not-in-certificate',
  severity: 'error',
  title: 'a certificate covers every name by which its node is dialled or gossiped',
  why: 'Whoever dials the node by another name refuses it; where the name is gossiped, that shows only when the first node is down.',
  change,
  source:
    'RFC 6125 6.4; RFC 5280 4.2.1.6; Go crypto/x509 Certificate.VerifyHostname (the subject is not looked at)',
  example:
    'certificate: has no DNS name "nats1.internal" in its SAN, by which "nats1" is dialled: the routes of its peers',
  check: ({ model, issued }) =>
    nodesOf(model).flatMap(({ cluster, node }) =>
      listenersOf(cluster).flatMap((surface) => {
        const tls = cluster.tls[surface]
        const names = tls && namesIn(cluster, node, tls, issued)
        if (tls === undefined || names === undefined) return []
        return dialledNames(cluster, node, surface)
          .filter((dialled) => !isCovered(names, dialled))
          .map(({ host, by }) => {
            const kind = host.kind === 'dns' ? 'DNS name' : 'IP address'
            const message = `certificate: has no ${kind} ${show(host.name)} in its SAN, by which ${show(node.name)} is dialled: ${by}`
            return { path: tls.path, message, change }
          })
      }),
    ),
}

/** Undefined for what is on the node, or not yet issued: then it will have the names. */
function namesIn(cluster: Cluster, node: Node, tls: Tls, issued: IssuedView): IssuedDocument['names'] {
  const certificate = shownBy(node, tls.certificate)
  if (certificate?.kind === 'copied') return readNames(certificate.certificates)
  if (certificate?.kind !== 'issued') return undefined
  return issued.document(tlsIdentity(cluster, node, tls.surface))?.names
}

const isCovered = (
  { dnsNames, ipAddresses }: Required<IssuedDocument>['names'],
  { host }: DialledName,
): boolean =>
  host.kind === 'ip'
    ? ipAddresses.includes(host.name)
    : dnsNames.some((pattern) => dnsMatches(pattern.toLowerCase(), host.name))
