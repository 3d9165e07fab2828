// The nodes of a cluster, or the one of a leaf node: nats-server processes, and where they are dialled.
import type { Node } from '../model/model'
import { defined } from '../values/defined'
import type { Host } from '../values/hosts'
import {
  parseDialledHost,
  parseDialledIp,
  parseDnsName,
  parseHost,
  parseHostPort,
  parsePort,
} from '../values/hosts'
import type { Props, PropsOf } from './props'

type Listener = keyof Node['ports']

type Advertised = keyof Node['advertise']

export interface NodeProps {
  /** Names others dial it by; the first is what it advertises. @defaultValue the node's own name, if no address is given */
  readonly dnsNames?: readonly string[]
  /** Addresses others dial it by. @defaultValue none */
  readonly ipAddresses?: readonly string[]
  /** Address its listeners bind. @defaultValue the cluster's `host` */
  readonly host?: string
  /** @defaultValue those of the cluster's listeners */
  readonly ports?: Readonly<Partial<Record<Listener, number>>>
  /**
   * What it tells others to dial: a host for every listener, or `host:port` for some (behind a port mapping, say).
   * @defaultValue its first DNS name, else its first address
   */
  readonly advertise?: string | Readonly<Partial<Record<Advertised, string>>>
}

/** What a node has that says nothing else. */
export interface NodeDefaults {
  /** Path of the construct it belongs to. */
  readonly path: string
  readonly host: string
  readonly ports: Node['ports']
}

/** Reads the node in `prop`: a host to dial, or props. `name` is parsed already. Undefined where something is wrong with it. */
export function readNode(
  read: Props<string>,
  prop: string,
  name: string,
  defaults: NodeDefaults,
): Node | undefined {
  const given = read.raw(prop)
  if (given !== undefined && typeof given !== 'string')
    return read.object(prop, (inner: PropsOf<NodeProps>) => readProps(inner, name, defaults))
  const host = read.value(prop, parseDialledHost, name) as Host | undefined
  return host && nodeOf(name, byKind(host), defaults)
}

function readProps(read: PropsOf<NodeProps>, name: string, defaults: NodeDefaults): Node | undefined {
  const addresses = {
    dnsNames: read.list('dnsNames', parseDnsName) ?? [],
    ipAddresses: read.list('ipAddresses', parseDialledIp) ?? [],
  }
  const anonymous = addresses.dnsNames.length + addresses.ipAddresses.length === 0
  const host = read.optional('host', parseHost)?.name ?? defaults.host
  const ports =
    read.object('ports', (inner: Props<Listener>) => readPorts(inner, defaults.ports)) ?? defaults.ports
  const own = anonymous ? read.check('dnsNames', name, parseDialledHost) : undefined
  const node = nodeOf(name, own ? byKind(own) : addresses, { ...defaults, host, ports })
  return { ...node, advertise: readAdvertise(read, node) }
}

const byKind = ({ kind, name }: Host): Addresses => ({
  dnsNames: kind === 'dns' ? [name] : [],
  ipAddresses: kind === 'ip' ? [name] : [],
})

type Addresses = Pick<Node, 'dnsNames' | 'ipAddresses'>

function nodeOf(name: string, { dnsNames, ipAddresses }: Addresses, defaults: NodeDefaults): Node {
  const own = dnsNames[0] ?? ipAddresses[0] ?? name
  return { ...defaults, name, dnsNames, ipAddresses, advertise: everywhere(own, defaults.ports) }
}

function readPorts(read: Props<Listener>, defaults: Node['ports']): Node['ports'] {
  const port = (listener: Listener): number => read.value(listener, parsePort, defaults[listener])
  return {
    client: port('client'),
    cluster: port('cluster'),
    leafnodes: port('leafnodes'),
    monitoring: port('monitoring'),
  }
}

function readAdvertise(read: PropsOf<NodeProps>, { ports, advertise }: Node): Node['advertise'] {
  if (typeof read.raw('advertise') !== 'string')
    return {
      ...advertise,
      ...read.object('advertise', (inner: Props<Advertised>) =>
        defined({
          client: inner.optional('client', parseHostPort),
          cluster: inner.optional('cluster', parseHostPort),
          leafnodes: inner.optional('leafnodes', parseHostPort),
        }),
      ),
    }
  const host = read.optional('advertise', parseDialledHost)
  return host ? everywhere(host.name, ports) : advertise
}

const everywhere = (host: string, { client, cluster, leafnodes }: Node['ports']): Node['advertise'] => ({
  client: { host, port: client },
  cluster: { host, port: cluster },
  leafnodes: { host, port: leafnodes },
})
