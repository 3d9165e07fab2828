// Questions that rules and renderers ask of a model: what belongs together, found by name.
import type { Identity } from './identity'
import { accountIdentity } from './identity'
import { identityOf } from './mapped-identity'
import type { Account, Cluster, LeafRemote, Model, Node, Tls, TlsCertificate, User } from './model'
import type { GivenCertificate } from './model-certificates'

/** Every account, each once. */
export function accountsOf(model: Model): readonly Account[] {
  return [...new Map(model.systems.flatMap((s) => s.accounts).map((a) => [a.path, a])).values()]
}

/** Every user, each once. */
export function usersOf(model: Model): readonly User[] {
  return accountsOf(model).flatMap((a) => a.users)
}

/** The accounts by their identity, to look an `AccountRef` up. */
export function accountsByIdentity(model: Model): ReadonlyMap<Identity, Account> {
  return new Map(accountsOf(model).map((a) => [accountIdentity({ system: a.system, account: a.name }), a]))
}

/** The nodes with the servers that they belong to. */
export function nodesOf(model: Model): readonly { readonly cluster: Cluster; readonly node: Node }[] {
  return model.clusters.flatMap((cluster) => cluster.nodes.map((node) => ({ cluster, node })))
}

/** The remotes with the servers that dial and those that are dialled, if these are in the model. */
export function remotesOf(
  model: Model,
): readonly { readonly cluster: Cluster; readonly remote: LeafRemote; readonly hub: Cluster | undefined }[] {
  const hubs = new Map(model.clusters.map((c) => [c.name, c]))
  return model.clusters.flatMap((cluster) =>
    cluster.remotes.map((remote) => ({ cluster, remote, hub: hubs.get(remote.hub) })),
  )
}

/** Every `tls` block that takes effect: of listeners, and of remotes. */
export function tlsOf(model: Model): readonly { readonly cluster: Cluster; readonly tls: Tls }[] {
  return model.clusters.flatMap((cluster) =>
    [...Object.values(cluster.tls), ...cluster.remotes.flatMap((r) => r.tls ?? [])].map((tls) => ({
      cluster,
      tls,
    })),
  )
}

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
