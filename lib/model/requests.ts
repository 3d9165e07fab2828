// In: a model. Out: everything that it needs issued, each identity once, sorted, authorities before what they sign.
import { commonNameOf } from '../values/names'
import { rememberFor } from '../values/remember'
import { sortBy } from '../values/sort'
import type { SurfaceName } from '../values/surfaces'
import { SURFACES } from '../values/surfaces'
import {
  authorityIdentity,
  intermediateIdentity,
  jetstreamIdentity,
  tlsIdentity,
  tokenIdentity,
  userIdentity,
} from './identity'
import { calloutRequests } from './callout-requests'
import { jwtRequests } from './jwt-requests'
import type { Authority, Cluster, Model, Node, Tls, User } from './model'
import { dialledNames } from './names'
import type { CertificateRequest, Request } from './request'

/** Duplicates of an identity are dropped here; rule `duplicate-identity` reports them. Synthesis and several rules ask. */
export const requestsOf = rememberFor((model: Model): readonly Request[] => {
  const requests = [
    ...model.authorities.flatMap(authorityRequests),
    ...model.clusters.flatMap(clusterRequests),
    ...model.systems
      .flatMap((s) => s.accounts)
      .flatMap((a) => a.users)
      .flatMap(userRequests),
    ...calloutRequests(model),
    ...jwtRequests(model),
  ]
  const unique = new Map<string, Request>()
  for (const request of requests) if (!unique.has(request.identity)) unique.set(request.identity, request)
  // `ca/x` sorts before `ca/x/intermediate`, and every `ca/…` before `tls/…` and `user/…`. JWTs need keys, and accounts activations.
  const stage = (r: Request): string => (r.kind !== 'jwt' ? '0' : r.type === 'activation' ? '1' : '2')
  return sortBy(unique.values(), (r) => `${stage(r)} ${r.identity}`)
})

function authorityRequests({ name, path, source }: Authority): readonly Request[] {
  const identity = authorityIdentity(name)
  if (source.kind === 'imported')
    return [
      { kind: 'imported-authority', identity, path, certificates: source.certificates, key: source.key },
    ]
  const { commonName, keyAlgorithm, validity, intermediate } = source
  const root: Request = {
    kind: 'authority',
    identity,
    path,
    commonName,
    keyAlgorithm,
    validity,
    issuer: undefined,
    pathLength: intermediate ? 1 : 0,
  }
  if (intermediate === undefined) return [root]
  return [
    root,
    { ...root, ...intermediate, identity: intermediateIdentity(name), issuer: identity, pathLength: 0 },
  ]
}

function clusterRequests(cluster: Cluster): readonly Request[] {
  const surfaces = Object.keys(cluster.tls) as SurfaceName[]
  return [
    ...cluster.nodes.flatMap((node) => [
      ...surfaces.flatMap((surface) => listenerRequest(cluster, node, surface)),
      ...cluster.remotes.flatMap((remote) =>
        remote.tls
          ? tlsRequest(remote.tls, node, tlsIdentity(cluster, node, 'leaf-remote', remote), [], [])
          : [],
      ),
      ...(cluster.jetstream?.encryption
        ? [
            {
              kind: 'encryption-key' as const,
              identity: jetstreamIdentity(cluster, node),
              path: cluster.path,
            },
          ]
        : []),
    ]),
    ...cluster.remotes.map((remote) => ({
      kind: 'nkey' as const,
      identity: remote.identity,
      path: remote.path,
      role: 'U' as const,
    })),
    ...(cluster.token
      ? [
          {
            kind: 'password' as const,
            identity: tokenIdentity(cluster),
            path: cluster.path,
            source: cluster.token,
          },
        ]
      : []),
  ]
}

function listenerRequest(cluster: Cluster, node: Node, surface: SurfaceName): readonly CertificateRequest[] {
  const tls = cluster.tls[surface]
  if (tls === undefined) return []
  const names = dialledNames(cluster, node, surface).map(({ host }) => host)
  const of = (kind: 'dns' | 'ip'): string[] => names.filter((n) => n.kind === kind).map((n) => n.name)
  return tlsRequest(tls, node, tlsIdentity(cluster, node, surface), of('dns'), of('ip'))
}

function tlsRequest(
  tls: Tls,
  node: Node,
  identity: string,
  dnsNames: readonly string[],
  ipAddresses: readonly string[],
): readonly CertificateRequest[] {
  if (tls.certificate?.kind !== 'issued') return []
  const { authority, keyAlgorithm, validity, ...extra } = tls.certificate
  return [
    {
      kind: 'certificate',
      identity,
      path: tls.path,
      authority,
      keyAlgorithm,
      csr: undefined,
      validity,
      subject: [{ type: 'CN', value: commonNameOf(node.name) }],
      dnsNames: sortedUnion(dnsNames, extra.dnsNames),
      ipAddresses: sortedUnion(ipAddresses, extra.ipAddresses),
      emails: [],
      uris: [],
      usages: SURFACES[tls.surface].usages,
    },
  ]
}

const sortedUnion = (a: readonly string[], b: readonly string[]): readonly string[] =>
  sortBy(new Set([...a, ...b]), (name) => name)

function userRequests(user: User): readonly Request[] {
  const identity = userIdentity(user)
  const { path, login, certificate } = user
  const requests: Request[] = []
  if (login.kind === 'nkey' && login.publicKey === undefined)
    requests.push({ kind: 'nkey', identity: `${identity}/nkey`, path, role: 'U' })
  if (login.kind === 'password')
    requests.push({ kind: 'password', identity: `${identity}/password`, path, source: login.password })
  if (certificate !== undefined) {
    const { authority, keyAlgorithm, validity, subject, emails, dnsNames, uris, csr } = certificate
    requests.push({
      kind: 'certificate',
      identity: `${identity}/certificate`,
      path,
      authority,
      keyAlgorithm,
      csr,
      validity,
      subject,
      dnsNames,
      ipAddresses: [],
      emails,
      uris,
      usages: ['clientAuth'],
    })
  }
  return requests
}
