// Finds certificates that nobody can issue, and listeners without one.
import type { Authority, Cluster, Model, Tls } from '../model/model'
import { remotesOf, tlsOf, tlsProp, usersOf } from '../model/query'
import type { BuiltInRule, Violation } from '../model/rule'
import { show } from '../values/finding'

export const certificateWithoutIssuer: BuiltInRule = {
  code: 'certificate-without-issuer',
  severity: 'error',
  title: 'every certificate has an authority that can issue it',
  why: 'Without a certificate nats-server starts and every handshake fails; without one of its own a client is refused.',
  change: 'set issuer to a CertificateAuthority that natsmith makes, or that was imported with its key',
  source: 'nats-server server/opts.go GenTLSConfig; crypto/tls Config.Certificates',
  example: 'certificate.issuer: is not given, and no client listener of the system verifies certificates',
  check: ({ model }) => {
    const authorities = new Map(model.authorities.map((a) => [a.name, a]))
    return [
      ...usersOf(model).flatMap(({ path, certificate }) =>
        certificate ? issuerProblems(path, 'certificate.issuer', certificate.authority, authorities) : [],
      ),
      ...tlsOf(model).flatMap(({ cluster, tls }) => tlsProblems(cluster, tls, authorities)),
      ...remoteProblems(model),
    ]
  },
}

function issuerProblems(
  path: string,
  prop: string,
  name: string,
  authorities: ReadonlyMap<string, Authority>,
): readonly Violation[] {
  if (name === '')
    return [
      {
        path,
        message: `${prop}: is not given, and no client listener of the system verifies certificates`,
        change: `set ${prop}`,
      },
    ]
  const authority = authorities.get(name)
  if (authority === undefined)
    return [
      {
        path,
        message: `${prop}: ${show(name)} is no authority of this deployment`,
        change: 'declare the CertificateAuthority in the same deployment',
      },
    ]
  if (authority.source.kind === 'issued' || authority.source.key !== undefined) return []
  return [
    {
      path,
      message: `${prop}: ${show(name)} was imported without its key, so it can be trusted but issues nothing`,
      change: 'set imported.key on the authority, or another issuer',
    },
  ]
}

function tlsProblems(
  cluster: Cluster,
  tls: Tls,
  authorities: ReadonlyMap<string, Authority>,
): readonly Violation[] {
  const prop = `${tlsProp(cluster, tls)}issuer`
  if (tls.certificate?.kind === 'issued')
    return issuerProblems(tls.path, prop, tls.certificate.authority, authorities)
  if (tls.certificate?.kind === 'by-node') return byNodeProblems(cluster, tls, tls.certificate.nodes)
  if (tls.certificate !== undefined || tls.surface === 'leaf-remote') return []
  const message = `${prop}: is not given, and neither is certificate: the listener has nothing to show`
  return [{ path: tls.path, message, change: 'set issuer, or certificate' }]
}

/** Each node has one, and each is a node's. */
function byNodeProblems(
  cluster: Cluster,
  tls: Tls,
  given: Readonly<Record<string, unknown>>,
): readonly Violation[] {
  const prop = `${tlsProp(cluster, tls)}certificate.byNode`
  const nodes = cluster.nodes.map(({ name }) => name)
  const missing = nodes.filter((node) => !Object.hasOwn(given, node))
  const unknown = Object.keys(given).filter((node) => !nodes.includes(node))
  return [
    ...missing.map((node) => ({
      path: tls.path,
      message: `${prop}: has nothing for ${show(node)}`,
      change: 'give that node a certificate, or all of them an issuer',
    })),
    ...unknown.map((node) => ({
      path: tls.path,
      message: `${prop}: ${show(node)} is no node of ${show(cluster.name)}`,
      change: `name one of ${nodes.join(', ')}`,
    })),
  ]
}

/** A remote needs a certificate where the hub asks for one. */
function remoteProblems(model: Model): readonly Violation[] {
  return remotesOf(model).flatMap(({ remote, hub }) => {
    if (
      hub?.tls.leafnodes?.verify !== true ||
      remote.tls === undefined ||
      remote.tls.certificate !== undefined
    )
      return []
    const message = `tls.issuer: is not given, but ${show(hub.name)} asks leaf nodes for a certificate`
    return [{ path: remote.path, message, change: 'set issuer, or certificate, in tls of the remote' }]
  })
}
