// In: the `tls` props and TlsSurfaces of a tree. Out: the `tls` block of every listener and leaf remote, with what a
// declaration leaves open taken from where it belongs: another block, the hub, or the defaults.
import type { CertificateAuthority } from '../constructs/certificate-authority'
import { isKind } from '../constructs/kinds'
import type { LeafRemote } from '../constructs/leaf-remote'
import type { DeclaredTls } from '../constructs/read-tls'
import type { PinSource } from '../constructs/tls-props'
import { defined } from '../values/defined'
import { parseDuration } from '../values/duration'
import type { SurfaceName } from '../values/surfaces'
import { SURFACES } from '../values/surfaces'
import { tlsIdentity, userIdentity } from './identity'
import type { Origin, Pin, Tls, TlsCertificate, Trust } from './model'
import type { Servers, Tree } from './tree'
import { originOf } from './tree'

type IssuedCertificate = Extract<TlsCertificate, { kind: 'issued' }>

/** A `tls` block, but for where it was declared. */
type TlsFields = Omit<Tls, keyof Origin>

type ListenerTls = Readonly<Partial<Record<SurfaceName, Tls>>>

/** The `tls` blocks of the listeners of `servers`; further TlsSurfaces for one listener are `surplus`. */
export function resolveListeners(
  servers: Servers,
  tree: Tree,
): { readonly tls: ListenerTls; readonly surplus: readonly Tls[] } {
  const declared = (tree.surfaces.get(servers) ?? []).map((surface) => ({
    ...originOf(surface),
    ...listener(surface.tls, servers, tree),
  }))
  const first = new Map(declared.toReversed().map((tls) => [tls.surface, tls]))
  const inherited = inheritedTls(servers, tree)
  return {
    tls: { ...inherited, ...Object.fromEntries(first) },
    surplus: declared.filter((tls) => first.get(tls.surface) !== tls),
  }
}

/** What follows from the servers' own props, where no TlsSurface says otherwise. */
function inheritedTls(servers: Servers, tree: Tree): ListenerTls {
  const origin = originOf(servers)
  const client = servers.tls ? listener(servers.tls, servers, tree) : tlsOfHub(servers, tree)
  return defined({
    client: client && { ...client, ...origin },
    leafnodes: client && servers.leafnodes && { ...forLeafnodes(client), ...origin },
    cluster: hasRoutes(servers) ? { ...routesTls(servers), ...origin } : undefined,
  })
}

/** What is about clients stays with the client listener: leaf nodes log in as users of their own. */
const forLeafnodes = (client: TlsFields): TlsFields => ({
  ...client,
  surface: 'leafnodes',
  verifyAndMap: false,
  pinnedCerts: [],
  connectionRateLimit: undefined,
})

/** A leaf node resembles its hub, but has no key and no name of it: whoever holds the leaf node is not the hub. */
function tlsOfHub(servers: Servers, tree: Tree): TlsFields | undefined {
  const hub = isKind(servers, 'LeafNode') ? servers.hub : undefined
  const tls = hub && resolveListeners(hub, tree).tls.client
  const authority = authorityOf(tls?.certificate)
  if (tls === undefined || authority === undefined) return undefined
  return { ...tls, certificate: issuedBy(authority, tls.certificate) }
}

export const hasRoutes = (servers: Servers): boolean =>
  isKind(servers, 'NatsCluster') && servers.routes !== undefined

/** The authority that certifies the routes of `servers` where no TlsSurface names another. */
export const routeAuthorityName = (servers: Servers): string => `${servers.clusterName}-routes`

/** Routes trust no authority that certifies clients: any client could join as a server (nats-server server/route.go). */
function routesTls(servers: Servers): TlsFields {
  const name = routeAuthorityName(servers)
  return { ...defaults('cluster'), certificate: issuedBy(name), trust: [{ kind: 'authority', name }] }
}

/** The dialling side of the hub's leafnodes listener: trusts who certified the hub, and shows what the hub trusts. */
export function resolveRemoteTls(remote: LeafRemote, tree: Tree): Tls | undefined {
  const hub = resolveListeners(remote.hub, tree).tls.leafnodes
  if (hub === undefined && remote.tls === undefined) return undefined
  const inherited = hub ? dialling(hub, tree) : defaults('leaf-remote')
  const tls = remote.tls ? override(inherited, remote.tls, remote.servers, tree) : inherited
  return { ...tls, ...originOf(remote) }
}

function dialling(hub: Tls, tree: Tree): TlsFields {
  const { minVersion, cipherSuites, curvePreferences, certificate, handshakeFirst } = hub
  const certifier = authorityOf(certificate)
  const issuer = hub.verify ? issuerForClients(hub, tree) : undefined
  return {
    ...defaults('leaf-remote'),
    ...{ minVersion, cipherSuites, curvePreferences },
    certificate: issuer === undefined ? undefined : issuedBy(issuer, certificate),
    trust: certifier === undefined ? [] : [{ kind: 'authority', name: certifier }],
    // A remote begins at once or not at all: the hub's waiting time is nothing to it.
    handshakeFirst: handshakeFirst !== false,
  }
}

/**
 * The authority that certifies those who dial a listener: its own issuer, if the listener trusts that, else the first that
 * it trusts and that can issue.
 */
export function issuerForClients({ certificate, trust }: TlsFields, tree: Tree): string | undefined {
  const trusted = trust.flatMap((t) => (t.kind === 'authority' ? [t.name] : []))
  const own = authorityOf(certificate)
  if (own !== undefined && trusted.includes(own)) return own
  return trusted.find((name) => tree.issuing.has(name))
}

const authorityOf = (certificate: TlsCertificate | undefined): string | undefined =>
  certificate?.kind === 'issued' ? certificate.authority : undefined

// ---------------------------------------------------------------------------------------- from declarations to blocks

function listener(declared: DeclaredTls, servers: Servers, tree: Tree): TlsFields {
  const { surface, issuer } = declared
  const trust = issuer ? [resolveTrust(issuer)] : []
  // Who has the token needs no certificate, and there is no user to issue one for.
  const byToken = surface === 'client' && servers.token !== undefined && { verify: false }
  return override({ ...defaults(surface), trust, ...byToken }, declared, servers, tree)
}

function defaults(surface: SurfaceName): TlsFields {
  return {
    surface,
    certificate: undefined,
    trust: [],
    verify: SURFACES[surface].verify !== 'none',
    verifyAndMap: false,
    verifyCertAndCheckKnownUrls: false,
    minVersion: '1.2',
    cipherSuites: undefined,
    curvePreferences: undefined,
    pinnedCerts: [],
    handshakeFirst: false,
    timeout: undefined,
    connectionRateLimit: undefined,
  }
}

/** What `declared` says, and what `inherited` says where it says nothing. */
function override(inherited: TlsFields, declared: DeclaredTls, servers: Servers, tree: Tree): TlsFields {
  const { issuer, certificate, keyAlgorithm, validity, dnsNames, ipAddresses, trust, pinnedCerts, ...rest } =
    declared
  const authority = issuer?.authorityName ?? authorityOf(inherited.certificate)
  const issued = authority === undefined ? undefined : issuedBy(authority, inherited.certificate)
  const details = defined({ keyAlgorithm, validity, dnsNames, ipAddresses })
  return {
    ...inherited,
    ...rest,
    certificate: certificate ?? (issued && { ...issued, ...details }),
    trust: trust?.map(resolveTrust) ?? inherited.trust,
    pinnedCerts:
      pinnedCerts?.map((pin) => resolvePin(pin, declared.surface, servers, tree)) ?? inherited.pinnedCerts,
  }
}

/** The certificate that `authority` issues to a node, with the key and validity of another, but none of its names. */
function issuedBy(authority: string, like?: TlsCertificate): IssuedCertificate {
  const { keyAlgorithm, validity } =
    like?.kind === 'issued' ? like : { keyAlgorithm: 'P-256' as const, validity: parseDuration('90d') }
  return { kind: 'issued', authority, keyAlgorithm, validity, dnsNames: [], ipAddresses: [] }
}

const resolveTrust = (source: CertificateAuthority | Trust): Trust =>
  'authorityName' in source ? { kind: 'authority', name: source.authorityName } : source

/** What a pin refers to: the certificates with which the user, or the nodes of the servers, dial this surface. */
function resolvePin(source: PinSource, surface: SurfaceName, servers: Servers, tree: Tree): Pin {
  if (typeof source === 'string') return { kind: 'fingerprint', sha256: source }
  const { path } = source.node
  if (isKind(source, 'User'))
    return {
      kind: 'issued',
      path,
      identities: [`${userIdentity({ account: source.account.ref, name: source.userName })}/certificate`],
    }
  const cluster = { name: source.clusterName }
  if (surface !== 'leafnodes')
    return {
      kind: 'issued',
      path,
      identities: source.nodes.map((node) => tlsIdentity(cluster, node, surface)),
    }
  const remotes = (tree.remotes.get(source) ?? []).filter(({ hub }) => hub === servers)
  const identities = remotes.flatMap(({ remoteName: name }) =>
    source.nodes.map((node) => tlsIdentity(cluster, node, 'leaf-remote', { name })),
  )
  return { kind: 'issued', path, identities }
}
