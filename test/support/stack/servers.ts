// Clusters, leaf nodes and remotes of random stacks as constructs. In: what random data says of them, and what they refer to.
import type { Construct } from 'constructs'
import type {
  Account,
  LeafRemoteProps,
  NodeProps,
  Password,
  ServersProps,
  ServerVersion,
  User,
} from '../../../lib/index'
import { CertificateAuthority, LeafNode, NatsCluster, TlsSurface, acknowledge } from '../../../lib/index'
import { defined } from '../../../lib/values/defined'
import { atLeast, parseServerVersion } from '../../../lib/values/server-version'
import type { Numbered } from './accounts'
import type { ClusterSpec, LeafNodeSpec, NodeSpec, RemoteSpec, TlsSpec } from './spec'
import type { Placed } from './tls'
import { tlsProps, trustInHub } from './tls'

/** Where servers stand and what is around them. */
export interface Surroundings {
  readonly scope: Construct
  /** Of the first node, counted through the stack. */
  readonly ordinal: number
  /** All servers on 127.0.0.1, on ports from this one on. */
  readonly basePort?: number
  readonly configDir?: string
  readonly systemAccount: Account | undefined
  readonly token: Password | undefined
  /** The authority that a number stands for. */
  readonly authority: (which: number) => CertificateAuthority
  /** Users with certificates, for pins. */
  readonly users: readonly User[]
  readonly shuffle: <T>(things: readonly T[]) => readonly T[]
}

export const PORTS_PER_NODE = 4
export const MOST_NODES = 5

// ----------------------------------------------------------------------------------------------------------------- nodes

const LISTENERS = ['client', 'cluster', 'leafnodes', 'monitoring'] as const

const portsFrom = (base: number): Required<NonNullable<NodeProps['ports']>> => ({
  client: base,
  cluster: base + 1,
  leafnodes: base + 2,
  monitoring: base + 3,
})

function nodeProps(
  spec: NodeSpec,
  ordinal: number,
  basePort: number | undefined,
  machine?: string,
): NodeProps {
  const shift = ordinal * PORTS_PER_NODE
  if (basePort !== undefined)
    return { dnsNames: ['localhost'], host: '127.0.0.1', ports: portsFrom(basePort + shift) }
  const { host, ports, advertise } = spec
  if (machine !== undefined) return defined({ dnsNames: [machine], host, ports: portsFrom(20_000 + shift) })
  const dnsNames = spec.dnsNames.map((name) => `n${String(ordinal)}.${name}`)
  const ipAddresses = spec.ipAddresses.map((kind, i) =>
    kind === 'IPv4'
      ? `10.1.${String(ordinal)}.${String(i + 1)}`
      : `fd00::${String(ordinal)}:${String(i + 1)}`,
  )
  return defined({
    host,
    ports: ports && Object.fromEntries(LISTENERS.map((listener, i) => [listener, ports[i] ?? 1])),
    advertise:
      typeof advertise === 'object' ? { client: `${advertise.host}:${String(advertise.port)}` } : advertise,
    ipAddresses,
    dnsNames: dnsNames.length + ipAddresses.length === 0 ? [`n${String(ordinal)}.internal`] : dnsNames,
  })
}

/** Every name under which a node is dialled. */
const namesOf = ({ dnsNames = [], ipAddresses = [], advertise = {} }: NodeProps): readonly string[] => [
  ...dnsNames,
  ...ipAddresses,
  ...(typeof advertise === 'string' ? [advertise] : (advertise.client ?? '').split(':', 1)).filter(
    (n) => n !== '',
  ),
]

// --------------------------------------------------------------------------------------------------------------- servers

/** Servers that are declared, and what others need to know of them. */
export interface DeclaredServers<C extends NatsCluster | LeafNode = NatsCluster | LeafNode> {
  readonly construct: C
  readonly spec: ClusterSpec | LeafNodeSpec
  readonly system: number
  /** Undefined: plaintext. */
  readonly clientTls: TlsSpec | undefined
  readonly leafnodesTls: TlsSpec | undefined
  readonly placed: Placed
}

export type Hub = DeclaredServers<NatsCluster>

function serversProps(spec: ClusterSpec | LeafNodeSpec, name: string, around: Surroundings): ServersProps {
  const { logging, monitoring, authorization, ...options } = spec.options
  const { file, syslog, ...toStderr } = logging ?? {}
  const here = around.basePort !== undefined
  return {
    ...options,
    name,
    ...defined({
      configDir: around.configDir,
      systemAccount: around.systemAccount,
      authorization: around.token ? { ...authorization, token: around.token } : authorization,
      logging: here ? toStderr : logging && { ...toStderr, ...defined({ file, syslog }) },
      monitoring: monitoring && { ...monitoring, ...(here && { host: '127.0.0.1' }) },
    }),
  }
}

export function declareCluster(
  { id, name, spec }: Numbered<ClusterSpec & { readonly system: number }>,
  isHub: boolean,
  around: Surroundings,
): Hub {
  const machine = spec.oneMachine ? `${id}.internal` : undefined
  const nodes = spec.nodes.map(
    (node, i) =>
      [
        `${node.name}-${id}n${String(i)}`,
        nodeProps(node, around.ordinal + i, around.basePort, machine),
      ] as const,
  )
  const { leafnodes, monitoring, jetstream, ...props } = serversProps(spec, name, around)
  const clientTls = spec.plaintext ? undefined : spec.tls
  const placed = placedAt(
    spec.version,
    nodes.flatMap(([, node]) => namesOf(node)),
    clientTls,
    around,
  )
  // A node that runs JetStream alone has no routes.
  const routes = jetstream === undefined || nodes.length > 1 ? spec.routes : undefined
  const construct = new NatsCluster(around.scope, id, {
    ...props,
    nodes: Object.fromEntries(around.shuffle(nodes)),
    serverVersion: spec.version,
    ...defined({
      jetstream,
      routes,
      leafnodes: leafnodes ?? (isHub ? {} : undefined),
      monitoring: clientTls ? monitoring : monitoring && { ...monitoring, https: false },
      tls: clientTls && tlsProps('client', clientTls, { ...placed, pins: around.users }),
    }),
  })
  if (clientTls === undefined) acknowledge(construct, 'plaintext-listener', 'a random stack')
  addOverrides(construct, spec)
  return {
    construct,
    spec,
    system: spec.system,
    clientTls,
    leafnodesTls: spec.leafnodesTls ?? clientTls,
    placed,
  }
}

export function declareLeafNode(
  { id, name, spec }: Numbered<LeafNodeSpec & { readonly system: number }>,
  hub: Hub,
  remotes: readonly [LeafRemoteProps, ...LeafRemoteProps[]],
  around: Surroundings,
): DeclaredServers<LeafNode> {
  const { monitoring, ...props } = serversProps(spec, name, around)
  const address = nodeProps(spec.node, around.ordinal, around.basePort)
  // What the hub has serves the leaf node too, if an authority of the deployment issues it and its servers know it.
  const inherited = hub.clientTls?.source === 'issued' ? hub.clientTls : undefined
  const own = spec.ownTls || inherited === undefined || isOtherLine(spec.version, hub)
  const clientTls = own ? spec.tls : inherited
  const placed = placedAt(spec.version, namesOf(address), clientTls, around)
  const construct = new LeafNode(around.scope, id, {
    ...props,
    address,
    serverVersion: spec.version,
    remotes,
    ...defined({
      monitoring,
      tls: own ? tlsProps('client', spec.tls, { ...placed, pins: around.users }) : undefined,
    }),
  })
  addOverrides(construct, spec)
  return {
    construct,
    spec,
    system: spec.system,
    clientTls,
    leafnodesTls: spec.leafnodesTls ?? clientTls,
    placed,
  }
}

const isOtherLine = (version: ServerVersion, { construct: { serverVersion } }: Hub): boolean =>
  parseServerVersion(version).minor !== serverVersion.minor

function placedAt(
  version: ServerVersion,
  names: readonly string[],
  tls: TlsSpec | undefined,
  { authority }: Surroundings,
): Placed {
  const which = tls?.authority ?? 0
  return { version, names, issuer: authority(which), other: authority(which + 1) }
}

function addOverrides(servers: NatsCluster | LeafNode, { overrides }: ClusterSpec | LeafNodeSpec): void {
  const knowsMetadata = atLeast(servers.serverVersion, ['2.12.0'])
  for (const [path, value] of overrides)
    if (path[0] !== 'server_metadata' || knowsMetadata) servers.addConfOverride(path, value)
}

// ------------------------------------------------------------------------------------------------- surfaces and remotes

/** The surfaces that have TLS of their own. */
export function declareSurfaces(
  { construct, spec, placed }: DeclaredServers,
  authority: Surroundings['authority'],
): void {
  const { leafnodesTls } = spec
  if (construct.leafnodes !== undefined && leafnodesTls !== undefined) {
    const issuer = authority(leafnodesTls.authority)
    const tls = tlsProps('leafnodes', leafnodesTls, { ...placed, issuer })
    new TlsSurface(construct, 'leafnodes-tls', { surface: 'leafnodes', ...tls })
  }
  const routesTls = 'routesTls' in spec ? spec.routesTls : undefined
  if (routesTls === undefined || !('routes' in construct) || construct.routes === undefined) return
  const issuer = new CertificateAuthority(construct, 'peers', { name: `${construct.clusterName}-peers` })
  const pins = routesTls.source === 'issued' ? [construct] : []
  const tls = tlsProps('cluster', routesTls, { ...placed, issuer, other: undefined, pins })
  new TlsSurface(construct, 'routes-tls', { surface: 'cluster', ...tls })
}

export function remoteProps(
  { name, spec }: Numbered<RemoteSpec>,
  hub: Hub,
  version: ServerVersion,
  authority: Surroundings['authority'],
  accounts: { readonly hubAccount: Account; readonly account: Account },
): LeafRemoteProps {
  const { permissions, ...options } = spec.options
  const { publish, ...others } = permissions ?? {}
  const enforces = atLeast(hub.construct.serverVersion, ['2.11.16', '2.12.7'])
  return {
    name,
    hub: hub.construct,
    ...accounts,
    ...options,
    ...defined({
      permissions: permissions && { ...others, ...(enforces && defined({ publish })) },
      tls: remoteTls(spec, hub, version, authority),
    }),
  }
}

/** Nothing where the hub says it all. */
function remoteTls(
  { tls }: RemoteSpec,
  hub: Hub,
  version: ServerVersion,
  authority: Surroundings['authority'],
): LeafRemoteProps['tls'] {
  const { leafnodesTls: listens } = hub
  if (listens === undefined) return undefined
  const trust = trustInHub(listens)
  const other = isOtherLine(version, hub)
  if (tls === undefined && trust === undefined && listens.trust !== 'on-node' && !other) return undefined
  const { minVersion, timeout, dnsNames } = tls?.fields ?? {}
  return {
    issuer: authority(listens.authority),
    ...defined({ trust, minVersion, timeout, dnsNames }),
    // What the hub has may have other names on another line.
    ...(other && { curvePreferences: ['CurveP256', 'X25519'], cipherSuites: ANY_KEY }),
  }
}

const ANY_KEY = ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384', 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'] as const
