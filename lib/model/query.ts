// Questions that rules and renderers ask of a model: what belongs together, found by name. Each is answered once for a model,
// which never changes.
import { rememberFor } from '../values/remember'
import type { Identity } from './identity'
import { accountIdentity } from './identity'
import { identityOf } from './mapped-identity'
import type {
  Account,
  AccountRef,
  Cluster,
  ConnectionType,
  Export,
  Import,
  LeafRemote,
  Model,
  Node,
  Operator,
  PasswordSource,
  Permissions,
  Tls,
  TlsCertificate,
  User,
  UserScope,
} from './model'
import { BCRYPT_COST } from '../values/password'
import { covers } from '../values/subject'
import { filledIn } from './template'
import type { GivenCertificate } from './model-certificates'

/** Every account, each once. */
export const accountsOf = rememberFor((model: Model): readonly Account[] => [
  ...new Map(model.systems.flatMap((s) => s.accounts).map((a) => [a.path, a])).values(),
])

/** The export that allows an import: of the very subject, else the first that covers it. */
export function exportOf({ exports }: Account, { kind, subject }: Import): Export | undefined {
  const ofKind = exports.filter((one) => one.kind === kind)
  return ofKind.find((one) => one.subject === subject) ?? ofKind.find((one) => covers(one.subject, subject))
}

/** Whether an account needs leave to import it. */
export const isPrivate = ({ accounts }: Export): boolean => accounts !== undefined

/** The operator of what is in a system; undefined in config mode. */
export const operatorOf = (
  { systems }: Model,
  { system }: { readonly system: string },
): Operator | undefined => systems.find(({ name }) => name === system)?.operator

export const isSystemAccount = ({ systemAccount }: Cluster, account: AccountRef): boolean =>
  systemAccount !== undefined && accountIdentity(account) === accountIdentity(systemAccount)

/** What servers take for the name of their cluster, by which mappings name it. Source: nats-server server/server.go NewServer. */
export const ownClusterName = ({ name, routes, remotes, nodes }: Cluster): string | undefined =>
  routes !== undefined ? name : remotes.length > 0 ? nodes[0]?.name : undefined

/** The folder in which servers keep JWTs; empty where they keep none. */
export const resolverDir = (model: Model, cluster: Cluster): string =>
  operatorOf(model, cluster) === undefined || cluster.resolver.type === 'memory' ? '' : cluster.resolver.dir

/** The scope that says, in operator mode, all that a user may do; undefined: the user says it. */
export const scopeOf = (model: Model, account: Account, { signingKey }: User): UserScope | undefined =>
  signingKey === undefined || operatorOf(model, account) === undefined
    ? undefined
    : account.signingKeys.find(({ name }) => name === signingKey)?.scope

/** What a user may do, as servers see it; undefined: everything. */
export function permissionsOf(model: Model, account: Account, user: User): Permissions | undefined {
  const scope = scopeOf(model, account, user)
  const own = scope ? scope.permissions && filledIn(scope.permissions, account, user) : user.permissions
  return own ?? account.defaultPermissions
}

/** The kinds of connection that a user may make. */
export const connectionTypesOf = (model: Model, account: Account, user: User): readonly ConnectionType[] =>
  (scopeOf(model, account, user) ?? user).connectionTypes

/** Every user, each once. */
export const usersOf = rememberFor((model: Model): readonly User[] =>
  accountsOf(model).flatMap((a) => a.users),
)

/** The accounts by their identity, to look an `AccountRef` up. */
export const accountsByIdentity = rememberFor(
  (model: Model): ReadonlyMap<Identity, Account> =>
    new Map(accountsOf(model).map((a) => [accountIdentity({ system: a.system, account: a.name }), a])),
)

interface NodeOf {
  readonly cluster: Cluster
  readonly node: Node
}

/** The nodes with the servers that they belong to. */
export const nodesOf = rememberFor((model: Model): readonly NodeOf[] =>
  model.clusters.flatMap((cluster) => cluster.nodes.map((node) => ({ cluster, node }))),
)

interface RemoteOf {
  readonly cluster: Cluster
  readonly remote: LeafRemote
  readonly hub: Cluster | undefined
}

/** The remotes with the servers that dial and those that are dialled, if these are in the model. */
export const remotesOf = rememberFor((model: Model): readonly RemoteOf[] => {
  const hubs = new Map(model.clusters.map((c) => [c.name, c]))
  return model.clusters.flatMap((cluster) =>
    cluster.remotes.map((remote) => ({ cluster, remote, hub: hubs.get(remote.hub) })),
  )
})

interface TlsOf {
  readonly cluster: Cluster
  readonly tls: Tls
}

/** Every `tls` block that takes effect: of listeners, and of remotes. */
export const tlsOf = rememberFor((model: Model): readonly TlsOf[] =>
  model.clusters.flatMap((cluster) =>
    [...Object.values(cluster.tls), ...cluster.remotes.flatMap((r) => r.tls ?? [])].map((tls) => ({
      cluster,
      tls,
    })),
  ),
)

/** What `node` shows; undefined where there is nothing for it. */
export const shownBy = (
  { name }: Pick<Node, 'name'>,
  certificate: TlsCertificate | undefined,
): Exclude<TlsCertificate, { kind: 'by-node' }> | undefined =>
  certificate?.kind === 'by-node' ? certificate.nodes[name] : certificate

/** The certificates in a `tls` block that natsmith does not issue, each with its prop. */
export function givenIn({
  certificate,
}: Pick<Tls, 'certificate'>): readonly { readonly prop: string; readonly given: GivenCertificate }[] {
  if (certificate === undefined || certificate.kind === 'issued') return []
  if (certificate.kind !== 'by-node') return [{ prop: 'certificate', given: certificate }]
  return Object.entries(certificate.nodes).map(([node, given]) => ({
    prop: `certificate.byNode.${node}`,
    given,
  }))
}

/** The listeners that `cluster` has, monitoring aside. */
export function listenersOf(cluster: Cluster): readonly ('client' | 'cluster' | 'leafnodes')[] {
  return [
    'client',
    ...(cluster.routes ? (['cluster'] as const) : []),
    ...(cluster.leafnodes ? (['leafnodes'] as const) : []),
  ]
}

/** The prop, or the construct, that a `tls` block of `cluster` is declared with, as a prefix of its props in messages. */
export function tlsProp(cluster: Cluster, tls: Tls): string {
  return tls.path === cluster.path || tls.surface === 'leaf-remote' ? 'tls.' : ''
}

/** The `user` by which servers know a user: its name, or what its certificate maps to; undefined: they know its nkey. */
export function serverName({ login, name, certificate }: User): string | undefined {
  if (login.kind === 'password') return name
  return login.kind === 'certificate' && certificate ? identityOf(certificate) : undefined
}

/** The bcrypt cost of the hash that servers get of a password. */
export const costOf = (source: PasswordSource): number =>
  source.kind === 'bcrypt' ? Number(source.hash.reveal().slice(4, 6)) : (source.bcryptCost ?? BCRYPT_COST)
