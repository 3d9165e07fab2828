// In: the clusters and leaf nodes of a tree. Out: the same as plain data, and the authorities of their routes.
import type { LeafRemote as LeafRemoteConstruct } from '../constructs/leaf-remote'
import { isKind } from '../constructs/kinds'
import { parseDuration } from '../values/duration'
import { firstOfEach } from '../values/group'
import { formatHostPort } from '../values/hosts'
import { commonNameOf } from '../values/names'
import { sortBy } from '../values/sort'
import { leafIdentity } from './identity'
import type { Authority, Cluster, LeafRemote, LeafUser } from './model'
import { hasRoutes, resolveListeners, resolveRemoteTls, routeAuthorityName } from './resolve-tls'
import type { Servers, Tree } from './tree'
import { originOf } from './tree'

export function resolveServers(servers: Servers, tree: Tree): Cluster {
  const { tls, surplus } = resolveListeners(servers, tree)
  const remotes = (tree.remotes.get(servers) ?? []).map((r) => resolveRemote(r, tree))
  const dialling = isKind(servers, 'NatsCluster') ? (tree.dialling.get(servers) ?? []) : []
  return {
    kind: isKind(servers, 'LeafNode') ? 'leaf-node' : 'cluster',
    name: servers.clusterName,
    system: servers.system,
    systemAccount: servers.systemAccount?.ref,
    resolver: servers.resolver,
    serverVersion: servers.serverVersion,
    nodes: sortBy(servers.nodes, (n) => n.name),
    tls,
    surplusTls: surplus,
    token: servers.token,
    authTimeout: servers.authTimeout,
    noAuthUser: servers.noAuthUser && {
      account: servers.noAuthUser.account.ref,
      name: servers.noAuthUser.userName,
    },
    routes: isKind(servers, 'NatsCluster') ? servers.routes : undefined,
    leafnodes: servers.leafnodes,
    monitoring: servers.monitoring,
    remotes: sortBy(remotes, (r) => r.name),
    leafUsers: sortBy(dialling.map(resolveLeafUser), (u) => u.identity),
    logging: servers.logging,
    limits: servers.limits,
    jetstream: servers.jetstream,
    configDir: servers.configDir,
    fileOwner: servers.fileOwner,
    overrides: servers.overrides,
    ...originOf(servers),
  }
}

/** The authorities of routes that no TlsSurface speaks for. */
export function routeAuthorities(deployment: string, tree: Tree): readonly Authority[] {
  const speaksFor = (servers: Servers): boolean =>
    (tree.surfaces.get(servers) ?? []).some(({ tls }) => tls.surface === 'cluster')
  return tree.servers
    .filter((servers) => hasRoutes(servers) && !speaksFor(servers))
    .map((servers) => ({
      ...originOf(servers),
      name: routeAuthorityName(servers),
      source: {
        kind: 'issued',
        commonName: commonNameOf(`${deployment} ${servers.clusterName} routes`),
        keyAlgorithm: 'P-256',
        validity: parseDuration('3650d'),
      },
    }))
}

const identityOf = (remote: LeafRemoteConstruct): string =>
  leafIdentity(remote.servers.clusterName, remote.remoteName)

function resolveRemote(remote: LeafRemoteConstruct, tree: Tree): LeafRemote {
  return {
    name: remote.remoteName,
    hub: remote.hub.clusterName,
    hubAccount: remote.hubAccount.ref,
    account: remote.account.ref,
    // Nodes behind one balancer advertise the same, which nats-server wants once.
    urls: firstOfEach(
      sortBy(remote.hub.nodes, (n) => n.name).map((node) => node.advertise.leafnodes),
      formatHostPort,
    ),
    tls: resolveRemoteTls(remote, tree),
    denyImports: remote.denyImports,
    denyExports: remote.denyExports,
    ...(remote.compression && { compression: remote.compression }),
    identity: identityOf(remote),
    ...originOf(remote),
  }
}

/** The login of a remote, on the hub. */
function resolveLeafUser(remote: LeafRemoteConstruct): LeafUser {
  return {
    account: remote.hubAccount.ref,
    identity: identityOf(remote),
    permissions: remote.permissions,
    path: remote.node.path,
  }
}
