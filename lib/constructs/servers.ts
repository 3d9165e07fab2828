// What a NatsCluster and a LeafNode have in common: nats-server processes that share one set of options.
import type { Construct } from 'constructs'
import type {
  JetStream,
  Leafnodes,
  Limits,
  Logging,
  Monitoring,
  Node,
  Override,
  PasswordSource,
} from '../model/model'
import type { ConfPath, ConfValue } from '../values/conf'
import { defined } from '../values/defined'
import type { Duration } from '../values/duration'
import { parseDuration } from '../values/duration'
import { ValueError, show } from '../values/finding'
import type { HostPort } from '../values/hosts'
import { parseDnsName, parseHost, parseHostPort, parseIp, parsePort } from '../values/hosts'
import { parseName, parseText } from '../values/names'
import type { ParsedVersion, ServerVersion } from '../values/server-version'
import { parseServerVersion } from '../values/server-version'
import type { Size } from '../values/size'
import { parseSize } from '../values/size'
import { SURFACES } from '../values/surfaces'
import type { Account } from './account'
import type { Kind, NatsConstructProps } from './construct'
import { NatsConstruct } from './construct'
import { systemOf } from './nats-system'
import { Props, boolean, integer, oneOf } from './props'
import type { DeclaredTls, SurfaceTlsProps } from './tls-surface'
import { parseNodePath, readTls } from './tls-surface'
import type { Password } from './user'
import { readPassword } from './user'

type Listener = 'client' | 'cluster' | 'leafnodes' | 'monitoring'

export interface NodeProps {
  /** Names others dial it by; the first is what it advertises. @defaultValue the node's own name, if no address is given */
  readonly dnsNames?: readonly string[]
  readonly ipAddresses?: readonly string[]
  /** Address its listeners bind. @defaultValue the cluster's `host` */
  readonly host?: string
  /** @defaultValue those of the cluster's listeners */
  readonly ports?: Readonly<Partial<Record<Listener, number>>>
  /**
   * What it tells others to dial: a host for every listener, or `host:port` for some (behind a port mapping, say).
   * @defaultValue its first DNS name, else its first address
   */
  readonly advertise?: string | Readonly<Partial<Record<Exclude<Listener, 'monitoring'>, string>>>
}

export interface ServersProps extends NatsConstructProps {
  /** @defaultValue the construct's id */
  readonly name?: string
  /**
   * TLS of the listeners that clients and leaf nodes dial; a `TlsSurface` below the construct takes its place for one of
   * them. Without either, a listener is plaintext, which is an error until it is acknowledged.
   */
  readonly tls?: SurfaceTlsProps<'client'>
  /** Port of the client listener. @defaultValue 4222 */
  readonly port?: number
  /** Address the listeners bind. @defaultValue `'0.0.0.0'` */
  readonly host?: string
  /** One token for every client, where there are no users. */
  readonly authorization?: { readonly token: Password }
  /** A listener for leaf nodes. @defaultValue none */
  readonly leafnodes?: { readonly port?: number; readonly compression?: Leafnodes['compression'] }
  /** The monitoring listener; it asks nobody for credentials. @defaultValue none; its host `'127.0.0.1'` */
  readonly monitoring?: { readonly port?: number; readonly host?: string; readonly https?: boolean }
  readonly logging?: {
    readonly debug?: boolean
    readonly trace?: boolean
    readonly logtime?: boolean
    readonly logtimeUtc?: boolean
    /** Path on the node. */
    readonly file?: string
    readonly sizeLimit?: Size
    readonly maxFiles?: number
    /** `true` for the local syslog, or the URL of another: `udp://logs.internal:514`. */
    readonly syslog?: true | string
  }
  readonly limits?: {
    readonly maxConnections?: number
    readonly maxSubscriptions?: number
    readonly maxPayload?: Size
    readonly maxPending?: Size
    readonly maxControlLine?: Size
    readonly pingInterval?: Duration
    readonly pingMax?: number
    readonly writeDeadline?: Duration
  }
  /** JetStream on every node. @defaultValue off */
  readonly jetstream?: {
    /** Path on the node. */
    readonly storeDir: string
    readonly maxMemory?: Size
    readonly maxFile?: Size
    readonly domain?: string
    /** Encrypts streams on disk, under a key of each node from the key store. @defaultValue none */
    readonly encryption?: 'aes' | 'chachapoly'
  }
  /** @defaultValue nats-server's own `$SYS`, to which nobody can log in */
  readonly systemAccount?: Account
  /**
   * Folder in which a node finds its files, absolute, or relative to the server's working directory.
   * @defaultValue `'/etc/nats'`
   */
  readonly configDir?: string
  /** Owner of the files on the node, by name. @defaultValue whoever deploys */
  readonly fileOwner?: { readonly user: string; readonly group: string }
}

/** Base of {@link NatsCluster} and {@link LeafNode}. */
export abstract class Servers extends NatsConstruct {
  readonly clusterName: string
  readonly system: string
  readonly serverVersion: ParsedVersion
  readonly nodes: readonly Node[]
  /** The construct's own `tls` prop, as declared for the client listener. */
  readonly tls: DeclaredTls | undefined
  readonly token: PasswordSource | undefined
  readonly leafnodes: Leafnodes | undefined
  readonly monitoring: Monitoring | undefined
  readonly logging: Logging
  readonly limits: Limits
  readonly jetstream: JetStream | undefined
  readonly systemAccount: Account | undefined
  readonly configDir: string
  readonly fileOwner: { readonly user: string; readonly group: string } | undefined
  readonly #overrides: Override[] = []

  constructor(
    scope: Construct,
    id: string,
    kind: Kind,
    props: ServersProps,
    serverVersion: ServerVersion,
    nodes: Readonly<Record<string, string | NodeProps>>,
    routesPort: number | undefined,
  ) {
    super(scope, id, kind, props)
    const read = new Props(this.node.path)
    this.clusterName = read.read('name', props.name ?? id, parseName)
    this.system = systemOf(this)
    this.serverVersion = read.read('serverVersion', serverVersion, parseServerVersion)
    this.tls = props.tls && readTls(read, 'tls.', 'client', props.tls)
    this.token = props.authorization && readPassword(read, 'authorization.token', props.authorization.token)
    this.leafnodes =
      props.leafnodes &&
      defined({
        compression: read.optional('leafnodes.compression', props.leafnodes.compression, parseCompression),
      })
    this.monitoring = props.monitoring && {
      host: read.read('monitoring.host', props.monitoring.host ?? '127.0.0.1', parseHost).name,
      https: read.read('monitoring.https', props.monitoring.https ?? false, boolean),
    }
    this.logging = readLogging(read, props.logging ?? {})
    this.limits = readLimits(read, props.limits ?? {})
    this.jetstream = props.jetstream && readJetStream(read, props.jetstream)
    this.systemAccount = props.systemAccount
    this.configDir = read
      .read('configDir', props.configDir ?? '/etc/nats', parseNodePath)
      .replace(/(?<=.)\/+$/, '')
    this.fileOwner = props.fileOwner && {
      user: read.read('fileOwner.user', props.fileOwner.user, parseName),
      group: read.read('fileOwner.group', props.fileOwner.group, parseName),
    }
    const host = read.read('host', props.host ?? '0.0.0.0', parseHost).name
    const ports = {
      client: read.read('port', props.port ?? SURFACES.client.port, parsePort),
      cluster: read.read('routes.port', routesPort ?? SURFACES.cluster.port, parsePort),
      leafnodes: read.read('leafnodes.port', props.leafnodes?.port ?? SURFACES.leafnodes.port, parsePort),
      monitoring: read.read('monitoring.port', props.monitoring?.port ?? SURFACES.monitoring.port, parsePort),
    }
    read.done()
    this.nodes = Object.entries(nodes).map(([name, given]) =>
      readNode(read, this.node.path, name, given, host, ports),
    )
    read.done()
  }

  /** A copy of the overrides declared so far. */
  get overrides(): readonly Override[] {
    return [...this.#overrides]
  }

  /**
   * Sets any option of every node's conf, for what natsmith has no prop for; it is in the digest, and warned about
   * (`conf-override`). Strings are always quoted, durations are strings.
   *
   * @example hub.addConfOverride(['lame_duck_duration'], '30s')
   * @throws FindingsError `invalid-conf-override`
   */
  addConfOverride(conf: ConfPath, value: ConfValue): void {
    const read = new Props(this.node.path)
    if (conf.length === 0 || !conf.every((key) => typeof key === 'number' || /^[A-Za-z0-9_.$-]+$/.test(key)))
      read.problem(
        'addConfOverride',
        'invalid-conf-override',
        `${show(conf.join('.'))} is not a path in a conf`,
        "give keys such as ['cluster', 'connect_retries']",
      )
    read.done()
    this.#overrides.push({ path: this.node.path, conf, value })
  }
}

export const parseCompression = oneOf('off', 'accept', 's2_auto', 's2_fast', 's2_better', 's2_best')

function readNode(
  read: Props,
  path: string,
  name: string,
  given: string | NodeProps,
  defaultHost: string,
  defaultPorts: Node['ports'],
): Node {
  const at = (prop: string): string => `nodes.${name}${prop}`
  const props: NodeProps = typeof given === 'string' ? fromHost(read, at(''), given) : given
  const anonymous = props.dnsNames === undefined && props.ipAddresses === undefined
  const dnsNames = read.list(at('.dnsNames'), anonymous ? [name] : props.dnsNames, parseDnsName)
  const ipAddresses = read.list(at('.ipAddresses'), props.ipAddresses, parseIp)
  const port = (listener: Listener): number =>
    read.read(at(`.ports.${listener}`), props.ports?.[listener] ?? defaultPorts[listener], parsePort)
  const ports = {
    client: port('client'),
    cluster: port('cluster'),
    leafnodes: port('leafnodes'),
    monitoring: port('monitoring'),
  }
  const own = dnsNames[0] ?? ipAddresses[0] ?? name
  const advertised = (listener: Exclude<Listener, 'monitoring'>): HostPort => {
    if (typeof props.advertise === 'string')
      return { host: read.read(at('.advertise'), props.advertise, parseHost).name, port: ports[listener] }
    const text = props.advertise?.[listener]
    return text === undefined
      ? { host: own, port: ports[listener] }
      : read.read(at(`.advertise.${listener}`), text, parseHostPort)
  }
  return {
    name: read.read('nodes', name, parseName),
    path,
    dnsNames,
    ipAddresses,
    host: read.read(at('.host'), props.host ?? defaultHost, parseHost).name,
    ports,
    advertise: {
      client: advertised('client'),
      cluster: advertised('cluster'),
      leafnodes: advertised('leafnodes'),
    },
  }
}

function fromHost(read: Props, prop: string, text: string): NodeProps {
  const host = read.read(prop, text, parseHost) as ReturnType<typeof parseHost> | undefined
  if (host === undefined) return {}
  return host.kind === 'dns' ? { dnsNames: [host.name] } : { ipAddresses: [host.name] }
}

function readLogging(read: Props, given: NonNullable<ServersProps['logging']>): Logging {
  return defined({
    debug: read.optional('logging.debug', given.debug, boolean),
    trace: read.optional('logging.trace', given.trace, boolean),
    logtime: read.optional('logging.logtime', given.logtime, boolean),
    logtimeUtc: read.optional('logging.logtimeUtc', given.logtimeUtc, boolean),
    file: read.optional('logging.file', given.file, parseNodePath),
    sizeLimit: read.optional('logging.sizeLimit', given.sizeLimit, parseSize),
    maxFiles: read.optional('logging.maxFiles', given.maxFiles, integer(0)),
    syslog: read.optional('logging.syslog', given.syslog, parseSyslog),
  })
}

function parseSyslog(value: unknown): true | string {
  if (value === true || (typeof value === 'string' && /^(udp|tcp|unix):\/\/[^\s]+$/.test(value))) return value
  throw new ValueError(
    'invalid-choice',
    `${show(value)} is not a syslog`,
    "give true, or a URL such as 'udp://logs.internal:514'",
  )
}

function readLimits(read: Props, given: NonNullable<ServersProps['limits']>): Limits {
  return defined({
    maxConnections: read.optional('limits.maxConnections', given.maxConnections, integer(1)),
    maxSubscriptions: read.optional('limits.maxSubscriptions', given.maxSubscriptions, integer(0)),
    maxPayload: read.optional('limits.maxPayload', given.maxPayload, parseSize),
    maxPending: read.optional('limits.maxPending', given.maxPending, parseSize),
    maxControlLine: read.optional('limits.maxControlLine', given.maxControlLine, parseSize),
    pingInterval: read.optional('limits.pingInterval', given.pingInterval, parseDuration),
    pingMax: read.optional('limits.pingMax', given.pingMax, integer(1)),
    writeDeadline: read.optional('limits.writeDeadline', given.writeDeadline, parseDuration),
  })
}

function readJetStream(read: Props, given: NonNullable<ServersProps['jetstream']>): JetStream {
  return {
    storeDir: read.read('jetstream.storeDir', given.storeDir, parseNodePath),
    ...defined({
      maxMemory: read.optional('jetstream.maxMemory', given.maxMemory, parseSize),
      maxFile: read.optional('jetstream.maxFile', given.maxFile, parseSize),
      domain: read.optional('jetstream.domain', given.domain, parseDomain),
      encryption: read.optional('jetstream.encryption', given.encryption, oneOf('aes', 'chachapoly')),
    }),
  }
}

function parseDomain(value: unknown): string {
  const domain = parseText(value)
  if (/^[A-Za-z0-9_-]+$/.test(domain)) return domain
  throw new ValueError(
    'invalid-name',
    `${show(value)} is not a JetStream domain`,
    'give letters, digits, _ and - only',
  )
}
