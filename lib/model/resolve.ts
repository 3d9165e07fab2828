// In: a construct tree. Out: the model, and what was attached to scopes. The only file that reads the tree.
import type { Construct } from 'constructs'
import type { Acknowledgement } from '../constructs/construct'
import { attached, kindOf } from '../constructs/construct'
import type { Account as AccountConstruct } from '../constructs/account'
import type { CertificateAuthority } from '../constructs/certificate-authority'
import type { LeafNode } from '../constructs/leaf-node'
import type { LeafRemote as LeafRemoteConstruct } from '../constructs/leaf-remote'
import type { NatsCluster } from '../constructs/nats-cluster'
import type { NatsSystem } from '../constructs/nats-system'
import type { DeclaredTls, TlsSurface } from '../constructs/tls-surface'
import { resolvePin } from '../constructs/tls-surface'
import type { User as UserConstruct } from '../constructs/user'
import type { Finding } from '../values/finding'
import { sortBy } from '../values/sort'
import type { SurfaceName } from '../values/surfaces'
import { leafIdentity } from './identity'
import type {
  Account,
  Authority,
  Cluster,
  LeafRemote,
  LeafUser,
  Model,
  Origin,
  System,
  Tls,
  Trust,
  User,
  UserCertificate,
} from './model'
import { dialAddress } from './names'
import type { Rule } from './rule'

export interface Resolved {
  readonly model: Model
  /** Rules added with `addRules`, each with the scope it judges. */
  readonly rules: readonly { readonly scope: string; readonly rule: Rule }[]
  readonly acknowledgements: readonly (Acknowledgement & { readonly scope: string })[]
  /** What the tree's own `node.addValidation` says. */
  readonly validations: readonly Finding[]
}

type Servers = NatsCluster | LeafNode

/** The constructs by their kind, as `kindOf` tells them, whichever copy of natsmith made them. */
interface Kinds {
  readonly NatsSystem: NatsSystem
  readonly CertificateAuthority: CertificateAuthority
  readonly TlsSurface: TlsSurface
  readonly NatsCluster: NatsCluster
  readonly LeafNode: LeafNode
  readonly LeafRemote: LeafRemoteConstruct
  readonly Account: AccountConstruct
  readonly User: UserConstruct
}

/** Reads the tree below (and with) `root` into plain data. Sorted by name, so the order of declarations changes nothing. */
export function resolve(root: Construct, deployment: string): Resolved {
  const all = root.node.findAll()
  const ofKind = <K extends keyof Kinds>(kind: K): readonly Kinds[K][] =>
    all.filter((construct) => kindOf(construct) === kind) as unknown as readonly Kinds[K][]

  const servers: readonly Servers[] = [...ofKind('NatsCluster'), ...ofKind('LeafNode')]
  const surfaces = ofKind('TlsSurface')
  const remotes = ofKind('LeafRemote')
  const authorities = ofKind('CertificateAuthority').map(resolveAuthority)
  const routeAuthorities = servers
    .filter((s) => needsRouteAuthority(s, surfaces))
    .map((s) => routeAuthority(s, deployment))
  const clusters = servers.map((s) => resolveServers(s, surfaces, remotes))
  const users = ofKind('User')
  const accounts = ofKind('Account').map((account) =>
    resolveAccount(account, users, clusters),
  )

  const model: Model = {
    deployment,
    path: root.node.path,
    systems: sortBy(resolveSystems(root, ofKind('NatsSystem'), accounts), (s) => s.name),
    authorities: sortBy([...authorities, ...routeAuthorities], (a) => a.name),
    clusters: sortBy(clusters, (c) => c.name),
    moves: all.flatMap((c) => attached(c, 'moves').map((move) => ({ ...origin(c), ...move }))),
  }
  return {
    model,
    rules: all.flatMap((c) => attached(c, 'rules').map((rule) => ({ scope: c.node.path, rule }))),
    acknowledgements: all.flatMap((c) =>
      attached(c, 'acknowledgements').map((a) => ({ scope: c.node.path, ...a })),
    ),
    validations: all.flatMap((c) => c.node.validate().map((message) => validation(c, message))),
  }
}

function origin(construct: Construct): Origin {
  const tags = construct.node.scopes.flatMap((scope) => attached(scope, 'tags'))
  return {
    path: construct.node.path,
    tags: Object.freeze(Object.assign({}, ...tags) as Record<string, string>),
  }
}

function validation(construct: Construct, message: string): Finding {
  return {
    code: 'validation',
    severity: 'error',
    path: construct.node.path,
    message,
    change: 'as the construct says; it comes from its own node.addValidation',
  }
}

function resolveSystems(
  root: Construct,
  systems: readonly NatsSystem[],
  accounts: readonly Account[],
): System[] {
  const below = (name: string): readonly Account[] =>
    sortBy(
      accounts.filter((a) => a.system === name),
      (a) => a.name,
    )
  return [
    { ...origin(root), name: '', accounts: below('') },
    ...systems.map((system) => ({
      ...origin(system),
      name: system.systemName,
      accounts: below(system.systemName),
    })),
  ]
}

function resolveAuthority(authority: CertificateAuthority): Authority {
  return { ...origin(authority), name: authority.authorityName, source: authority.source }
}

// ----------------------------------------------------------------------------------------------- accounts and users

function resolveAccount(
  account: AccountConstruct,
  users: readonly UserConstruct[],
  clusters: readonly Cluster[],
): Account {
  const from = origin(account)
  return {
    ...from,
    system: account.system,
    name: account.accountName,
    limits: account.limits,
    jetstream: account.jetstream,
    defaultPermissions: account.defaultPermissions,
    mappings: sortBy(account.mappings, (m) => m.source),
    exports: sortBy(account.exports, (e) => `${e.kind} ${e.subject}`).map(({ accounts, ...rest }) => ({
      ...from,
      ...rest,
      accounts:
        accounts &&
        sortBy(
          accounts.map((a) => a.ref),
          (ref) => ref.account,
        ),
    })),
    imports: sortBy(account.imports, (i) => `${i.kind} ${i.from.accountName} ${i.subject} ${i.to ?? ''}`).map(
      ({ from: exporter, ...rest }) => ({ ...from, ...rest, from: exporter.ref }),
    ),
    users: sortBy(
      users.filter((u) => u.account === account).map((u) => resolveUser(u, clusters)),
      (u) => u.name,
    ),
  }
}

function resolveUser(user: UserConstruct, clusters: readonly Cluster[]): User {
  return {
    ...origin(user),
    account: user.account.ref,
    name: user.userName,
    login: user.login,
    certificate: resolveUserCertificate(user, clusters),
    permissions: withInbox(user.permissions, user.inboxPrefix),
    inboxPrefix: user.inboxPrefix,
    connectionTypes: sortBy(user.connectionTypes, (type) => type),
  }
}

function resolveUserCertificate(
  user: UserConstruct,
  clusters: readonly Cluster[],
): UserCertificate | undefined {
  const declared = user.certificate
  if (declared === 'none') return undefined
  const given = declared === 'default' ? undefined : declared
  const authority = given?.issuer?.authorityName ?? defaultIssuer(user, clusters)
  if (authority === undefined && given === undefined) return undefined
  const subject = given?.subject ?? []
  const named =
    subject.length > 0 || [given?.emails, given?.dnsNames, given?.uris].some((names) => names?.length)
  return {
    // A certificate without an issuer is what rule certificate-without-issuer reports.
    authority: authority ?? '',
    keyAlgorithm: given?.keyAlgorithm ?? 'P-256',
    validity: given?.validity ?? 90 * 86_400_000,
    subject: named
      ? subject
      : [{ type: 'CN', value: `${user.account.accountName}/${user.userName}`.slice(0, 64) }],
    emails: given?.emails ?? [],
    dnsNames: given?.dnsNames ?? [],
    uris: given?.uris ?? [],
    csr: given?.csr,
  }
}

/** The authority that issues for users who name none: the issuer of the first verifying client listener of their system. */
function defaultIssuer(user: UserConstruct, clusters: readonly Cluster[]): string | undefined {
  const listeners = clusters.filter((c) => c.system === user.account.system).map((c) => c.tls.client)
  for (const tls of listeners) {
    if (tls?.verify !== true) continue
    const trusted = tls.trust.flatMap((t) => (t.kind === 'authority' ? [t.name] : []))
    const own = tls.certificate?.kind === 'issued' ? tls.certificate.authority : undefined
    const issuer = own !== undefined && trusted.includes(own) ? own : trusted[0]
    if (issuer !== undefined) return issuer
  }
  return undefined
}

/** An inbox prefix is granted where the user's subscriptions are listed; without a list it is allowed anyway. */
function withInbox(permissions: User['permissions'], inboxPrefix: string | undefined): User['permissions'] {
  const allow = permissions?.subscribe?.allow
  if (inboxPrefix === undefined || allow === undefined) return permissions
  const inbox = `${inboxPrefix}.>`
  return allow.includes(inbox)
    ? permissions
    : { ...permissions, subscribe: { ...permissions?.subscribe, allow: [...allow, inbox] } }
}

// ------------------------------------------------------------------------------------------------------------ servers

function resolveServers(
  servers: Servers,
  surfaces: readonly TlsSurface[],
  remotes: readonly LeafRemoteConstruct[],
): Cluster {
  const own = surfaces.filter((s) => s.servers === servers)
  const listeners: readonly SurfaceName[] = own.map((s) => s.tls.surface)
  const tls: Partial<Record<SurfaceName, Tls>> = inheritedTls(servers, listeners)
  for (const surface of own) tls[surface.tls.surface] ??= resolveTls(surface, surface.tls)
  const used = new Set(own.filter((s, i) => listeners.indexOf(s.tls.surface) === i))
  const routes = routesOf(servers)
  return {
    ...origin(servers),
    kind: kindOf(servers) === 'LeafNode' ? 'leaf-node' : 'cluster',
    name: servers.clusterName,
    system: servers.system,
    systemAccount: servers.systemAccount?.ref,
    serverVersion: servers.serverVersion,
    nodes: sortBy(servers.nodes, (n) => n.name),
    tls,
    surplusTls: own.filter((s) => !used.has(s)).map((s) => resolveTls(s, s.tls)),
    token: servers.token,
    routes,
    leafnodes: servers.leafnodes,
    monitoring: servers.monitoring,
    remotes: sortBy(
      remotes.filter((r) => r.servers === servers).map((r) => resolveRemote(r, surfaces)),
      (r) => r.name,
    ),
    leafUsers: sortBy(remotes.filter((r) => r.hub === servers).map(leafUser), (u) => u.identity),
    logging: servers.logging,
    limits: servers.limits,
    jetstream: servers.jetstream,
    configDir: servers.configDir,
    fileOwner: servers.fileOwner,
    overrides: servers.overrides,
  }
}

const routesOf = (servers: Servers): Cluster['routes'] =>
  kindOf(servers) === 'NatsCluster' ? (servers as NatsCluster).routes : undefined

/** The `tls` blocks that follow from the servers' own props, where no TlsSurface says otherwise. */
function inheritedTls(servers: Servers, given: readonly SurfaceName[]): Partial<Record<SurfaceName, Tls>> {
  const inherited: Partial<Record<SurfaceName, Tls>> = {}
  const declared = servers.tls ?? (kindOf(servers) === 'LeafNode' ? (servers as LeafNode).hubTls : undefined)
  if (declared !== undefined) {
    if (!given.includes('client')) inherited.client = resolveTls(servers, declared)
    if (servers.leafnodes !== undefined && !given.includes('leafnodes'))
      inherited.leafnodes = resolveTls(servers, {
        ...declared,
        surface: 'leafnodes',
        // What is about clients stays with the client listener: leaf nodes log in as users of their own.
        verifyAndMap: false,
        pinnedCerts: [],
        connectionRateLimit: undefined,
      })
  }
  if (routesOf(servers) !== undefined && !given.includes('cluster')) inherited.cluster = routesTls(servers)
  return inherited
}

function resolveTls(construct: Construct, declared: DeclaredTls): Tls {
  const { issuer, foreign, keyAlgorithm, validity, dnsNames, ipAddresses, trust, pinnedCerts, ...rest } =
    declared
  const issued = issuer && {
    kind: 'issued' as const,
    authority: issuer.authorityName,
    keyAlgorithm,
    validity,
    dnsNames,
    ipAddresses,
  }
  return {
    ...rest,
    ...origin(construct),
    certificate: issued ?? foreign,
    trust: (trust ?? (issuer ? [issuer] : [])).map((t): Trust =>
      'authorityName' in t ? { kind: 'authority', name: t.authorityName } : t,
    ),
    pinnedCerts: pinnedCerts.map(resolvePin),
  }
}

/** Routes trust no authority that certifies clients: any client could join as a server (nats-server.md 10.2). */
function routesTls(servers: Servers): Tls {
  const authority = routeAuthorityName(servers)
  return {
    ...origin(servers),
    surface: 'cluster',
    certificate: {
      kind: 'issued',
      authority,
      keyAlgorithm: 'P-256',
      validity: 90 * 86_400_000,
      dnsNames: [],
      ipAddresses: [],
    },
    trust: [{ kind: 'authority', name: authority }],
    verify: true,
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

const routeAuthorityName = (servers: Servers): string => `${servers.clusterName}-routes`

function needsRouteAuthority(servers: Servers, surfaces: readonly TlsSurface[]): boolean {
  const own = surfaces.some((s) => s.servers === servers && s.tls.surface === 'cluster')
  return routesOf(servers) !== undefined && !own
}

function routeAuthority(servers: Servers, deployment: string): Authority {
  const name = routeAuthorityName(servers)
  return {
    ...origin(servers),
    name,
    source: {
      kind: 'issued',
      commonName: `${deployment} ${servers.clusterName} routes`.slice(0, 64),
      keyAlgorithm: 'P-256',
      validity: 3650 * 86_400_000,
    },
  }
}

// ------------------------------------------------------------------------------------------------------ leaf remotes

const remoteIdentity = (remote: LeafRemoteConstruct): string =>
  leafIdentity(remote.servers.clusterName, remote.remoteName)

function leafUser(remote: LeafRemoteConstruct): LeafUser {
  return {
    account: remote.hubAccount.ref,
    identity: remoteIdentity(remote),
    permissions: remote.permissions,
    path: remote.node.path,
  }
}

function resolveRemote(remote: LeafRemoteConstruct, surfaces: readonly TlsSurface[]): LeafRemote {
  const { hub } = remote
  return {
    ...origin(remote),
    name: remote.remoteName,
    hub: hub.clusterName,
    hubAccount: remote.hubAccount.ref,
    account: remote.account.ref,
    urls: sortBy(hub.nodes, (n) => n.name).map((node) => dialAddress(node, 'leafnodes')),
    tls: remoteTls(remote, surfaces),
    denyImports: remote.denyImports,
    denyExports: remote.denyExports,
    ...(remote.compression && { compression: remote.compression }),
    identity: remoteIdentity(remote),
  }
}

/** The dialling side of the hub's leafnodes surface: trusts who certified the hub, shows what the hub trusts. */
function remoteTls(remote: LeafRemoteConstruct, surfaces: readonly TlsSurface[]): Tls | undefined {
  const hub =
    surfaces.find((s) => s.servers === remote.hub && s.tls.surface === 'leafnodes')?.tls ?? remote.hub.tls
  if (remote.tls !== undefined) {
    const inherited = hub?.handshakeFirst !== undefined && remote.tls.handshakeFirst === false
    return resolveTls(remote, {
      ...remote.tls,
      issuer: remote.tls.issuer ?? (remote.tls.foreign ? undefined : hub?.issuer),
      trust: remote.tls.trust ?? (hub?.issuer ? [hub.issuer] : undefined),
      handshakeFirst: inherited ? hub.handshakeFirst !== false : remote.tls.handshakeFirst,
    })
  }
  if (hub === undefined) return undefined
  // What the hub trusts may be other authorities than the one that certified it.
  const trusted = (hub.trust ?? [hub.issuer]).filter(
    (t): t is CertificateAuthority => t !== undefined && 'authorityName' in t,
  )
  const issuer = trusted.find((authority) => authority === hub.issuer) ?? trusted[0]
  return resolveTls(remote, {
    ...hub,
    surface: 'leaf-remote',
    issuer: hub.verify ? issuer : undefined,
    foreign: undefined,
    dnsNames: [],
    ipAddresses: [],
    trust: hub.issuer ? [hub.issuer] : undefined,
    verify: false,
    verifyAndMap: false,
    verifyCertAndCheckKnownUrls: false,
    pinnedCerts: [],
    handshakeFirst: hub.handshakeFirst !== false,
    timeout: undefined,
    connectionRateLimit: undefined,
  })
}
