// Clusters, leaf nodes and their remotes.
import { LeafNode } from '../../../lib/constructs/leaf-node'
import { LeafRemote } from '../../../lib/constructs/leaf-remote'
import { NatsCluster } from '../../../lib/constructs/nats-cluster'
import { permissions, permissionsRefused } from './account-cases'
import type { AnyProps, Case, Surroundings } from './around'
import { make } from './around'
import { clientTls, clientTlsRefused, inside, remoteTls, remoteTlsRefused } from './tls-cases'
import { passwordRefused } from './user-cases'

const serversFull = (around: Surroundings): AnyProps => ({
  tags: { owner: 'platform' },
  name: 'main',
  tls: clientTls(around),
  port: 4333,
  host: '::',
  authorization: { token: 'generated', timeout: '5s' },
  noAuthUser: around.user,
  leafnodes: { port: 7433, compression: 's2_fast', authorization: { timeout: '1m' } },
  monitoring: { port: 8333, host: '127.0.0.1', https: true },
  logging: {
    debug: true,
    trace: false,
    logtime: true,
    logtimeUtc: true,
    file: '/var/log/nats.log',
    sizeLimit: '10MB',
    maxFiles: 5,
    syslog: 'udp://logs.internal:514',
  },
  limits: {
    maxConnections: 100,
    maxSubscriptions: 0,
    maxPayload: '1MB',
    maxPending: '64MB',
    maxControlLine: '4KB',
    pingInterval: '1m',
    pingMax: 3,
    writeDeadline: '10s',
  },
  jetstream: { storeDir: '/data', maxMemory: '1GB', maxFile: '10GB', domain: 'hub', encryption: 'aes' },
  systemAccount: around.account,
  resolver: {
    type: 'full',
    dir: '/var/lib/nats/jwt',
    limit: 10,
    interval: '1m',
    allowDelete: true,
    hardDelete: true,
    timeout: '2s',
  },
  configDir: '/etc/nats/',
  fileOwner: { user: 'nats', group: 'nats' },
})

const serversRefused: Case['refused'] = [
  ...inside('tls', clientTls, clientTlsRefused),
  [{ tls: { issuer: undefined, minVersion: '1' } }, 'invalid-choice', 'tls.minVersion'],
  [({ ca }) => ({ tls: ca }), 'invalid-object', 'tls'],
  [{ name: 'a b' }, 'invalid-name', 'name'],
  [{ name: '$SYS' }, 'invalid-name', 'name'],
  [{ tags: { owner: 5 } }, 'invalid-text', 'tags.owner'],
  [{ tags: ['owner'] }, 'invalid-object', 'tags'],
  [{ port: 70000 }, 'invalid-port', 'port'],
  [{ port: '4222' }, 'invalid-port', 'port'],
  [{ host: 5 }, 'invalid-host', 'host'],
  ...passwordRefused('authorization.token', (token) => ({ authorization: { token } })),
  // A token that is not there, for instance because a variable is not set, must not mean "no token".
  [{ authorization: { timeout: 5 } }, 'invalid-duration', 'authorization.timeout'],
  [{ authorization: { timeout: '61s' } }, 'invalid-duration', 'authorization.timeout'],
  [
    { leafnodes: { authorization: { timeout: '2m' } } },
    'invalid-duration',
    'leafnodes.authorization.timeout',
  ],
  [{ leafnodes: { authorization: { token: 'generated' } } }, 'unknown-prop', 'leafnodes.authorization.token'],
  [({ account }) => ({ noAuthUser: account }), 'invalid-construct', 'noAuthUser'],
  [{ noAuthUser: 'guest' }, 'invalid-construct', 'noAuthUser'],
  [{ authorization: { token: undefined } }, 'invalid-password', 'authorization.token'],
  [{ leafnodes: true }, 'invalid-object', 'leafnodes'],
  [{ leafnodes: { port: 0 } }, 'invalid-port', 'leafnodes.port'],
  [{ leafnodes: { compression: 'gzip' } }, 'invalid-choice', 'leafnodes.compression'],
  [{ monitoring: { port: -1 } }, 'invalid-port', 'monitoring.port'],
  [{ monitoring: { host: 'a b' } }, 'invalid-host', 'monitoring.host'],
  [{ monitoring: { https: 'no' } }, 'invalid-choice', 'monitoring.https'],
  [{ logging: { debug: 1 } }, 'invalid-choice', 'logging.debug'],
  [{ logging: { trace: 1 } }, 'invalid-choice', 'logging.trace'],
  [{ logging: { logtime: 1 } }, 'invalid-choice', 'logging.logtime'],
  [{ logging: { logtimeUtc: 1 } }, 'invalid-choice', 'logging.logtimeUtc'],
  [{ logging: { file: 'a\nb' } }, 'invalid-path', 'logging.file'],
  [{ logging: { sizeLimit: '10M' } }, 'invalid-size', 'logging.sizeLimit'],
  [{ logging: { maxFiles: -1 } }, 'invalid-number', 'logging.maxFiles'],
  [{ logging: { syslog: 'logs.internal' } }, 'invalid-choice', 'logging.syslog'],
  [{ limits: { maxConnections: 0 } }, 'invalid-number', 'limits.maxConnections'],
  [{ limits: { maxSubscriptions: 2 ** 31 } }, 'invalid-number', 'limits.maxSubscriptions'],
  [{ limits: { maxPayload: '2GB' } }, 'invalid-size', 'limits.maxPayload'],
  [{ limits: { maxPending: -1 } }, 'invalid-size', 'limits.maxPending'],
  [{ limits: { maxControlLine: 2 ** 31 } }, 'invalid-size', 'limits.maxControlLine'],
  [{ limits: { pingInterval: '0s' } }, 'invalid-duration', 'limits.pingInterval'],
  [{ limits: { pingMax: 0 } }, 'invalid-number', 'limits.pingMax'],
  [{ limits: { writeDeadline: 10 } }, 'invalid-duration', 'limits.writeDeadline'],
  [{ limits: { maxPayloads: 1 } }, 'unknown-prop', 'limits.maxPayloads'],
  [{ jetstream: {} }, 'invalid-path', 'jetstream.storeDir'],
  [{ jetstream: true }, 'invalid-object', 'jetstream'],
  [{ jetstream: { storeDir: '/data', maxMemory: 1.5 } }, 'invalid-size', 'jetstream.maxMemory'],
  [{ jetstream: { storeDir: '/data', maxFile: 'all' } }, 'invalid-size', 'jetstream.maxFile'],
  [{ jetstream: { storeDir: '/data', domain: 'a.b' } }, 'invalid-name', 'jetstream.domain'],
  [{ jetstream: { storeDir: '/data', encryption: 'des' } }, 'invalid-choice', 'jetstream.encryption'],
  [({ hub }) => ({ systemAccount: hub }), 'invalid-construct', 'systemAccount'],
  [{ systemAccount: 'SYS' }, 'invalid-construct', 'systemAccount'],
  [{ resolver: 'MEMORY' }, 'invalid-object', 'resolver'],
  [{ resolver: { type: 'url' } }, 'invalid-choice', 'resolver.type'],
  [{ resolver: { type: 'memory', dir: '/jwt' } }, 'unknown-prop', 'resolver.dir'],
  [{ resolver: { type: 'full', dir: '' } }, 'invalid-path', 'resolver.dir'],
  [{ resolver: { type: 'full', limit: 0 } }, 'invalid-number', 'resolver.limit'],
  [{ resolver: { type: 'full', interval: 60 } }, 'invalid-duration', 'resolver.interval'],
  [{ resolver: { type: 'full', timeout: 'soon' } }, 'invalid-duration', 'resolver.timeout'],
  [{ resolver: { type: 'full', allowDelete: 1 } }, 'invalid-choice', 'resolver.allowDelete'],
  [{ resolver: { type: 'full', hardDelete: true } }, 'invalid-choice', 'resolver.hardDelete'],
  [{ resolver: { type: 'cache', ttl: 5 } }, 'invalid-duration', 'resolver.ttl'],
  [{ resolver: { type: 'cache', interval: '1m' } }, 'unknown-prop', 'resolver.interval'],
  [{ configDir: '' }, 'invalid-path', 'configDir'],
  [{ configDir: null }, 'invalid-path', 'configDir'],
  [{ configDir: '/etc/nats/../x' }, 'invalid-path', 'configDir'],
  [{ fileOwner: 'nats' }, 'invalid-object', 'fileOwner'],
  [{ fileOwner: { user: 'nats' } }, 'invalid-name', 'fileOwner.group'],
  [{ fileOwner: { user: 'na ts', group: 'nats' } }, 'invalid-name', 'fileOwner.user'],
  [{ tsl: {} }, 'unknown-prop', 'tsl'],
]

const nodeRefused = (at: string, wrap: (node: unknown) => AnyProps): Case['refused'] => [
  [wrap('nats1.internal:4222'), 'invalid-host', at],
  [wrap('0.0.0.0'), 'invalid-host', at],
  [wrap(5), 'invalid-object', at],
  [wrap({ dnsNames: ['*.internal'] }), 'invalid-host', `${at}.dnsNames[0]`],
  [wrap({ ipAddresses: ['nats1'] }), 'invalid-host', `${at}.ipAddresses[0]`],
  [wrap({ ipAddresses: ['::'] }), 'invalid-host', `${at}.ipAddresses[0]`],
  [wrap({ host: '' }), 'invalid-host', `${at}.host`],
  [wrap({ ports: { client: 0 } }), 'invalid-port', `${at}.ports.client`],
  [wrap({ ports: { clients: 1 } }), 'unknown-prop', `${at}.ports.clients`],
  [wrap({ ports: 4222 }), 'invalid-object', `${at}.ports`],
  [wrap({ advertise: 'a b' }), 'invalid-host', `${at}.advertise`],
  [wrap({ advertise: { client: 'nats.acme.example' } }), 'invalid-host', `${at}.advertise.client`],
  [wrap({ advertise: { cluster: 'nats.acme.example:0' } }), 'invalid-port', `${at}.advertise.cluster`],
  [wrap({ advertise: { monitoring: 'a:1' } }), 'unknown-prop', `${at}.advertise.monitoring`],
  [wrap({ dnsName: 'nats1' }), 'unknown-prop', `${at}.dnsName`],
]

const node = {
  dnsNames: ['nats1.internal'],
  ipAddresses: ['10.0.0.1'],
  host: '0.0.0.0',
  ports: { client: 1, cluster: 2, leafnodes: 3, monitoring: 4 },
  advertise: { client: 'nats.acme.example:4222', cluster: '10.0.0.1:6222', leafnodes: '[fd00::1]:7422' },
}

const remoteFull = ({ hub, account }: Surroundings): AnyProps => ({
  tags: { owner: 'platform' },
  name: 'to-hub',
  hub,
  hubAccount: account,
  account,
  permissions,
  denyImports: ['audit.>'],
  denyExports: ['local.>'],
  compression: 'off',
})

const remoteRefused: Case['refused'] = [
  ...inside('tls', remoteTls, remoteTlsRefused),
  [{ name: '' }, 'invalid-name', 'name'],
  [({ leaf }) => ({ hub: leaf }), 'invalid-construct', 'hub'],
  [{ hub: undefined }, 'invalid-construct', 'hub'],
  [{ hub: 'hub' }, 'invalid-construct', 'hub'],
  [({ user }) => ({ hubAccount: user }), 'invalid-construct', 'hubAccount'],
  [{ account: null }, 'invalid-construct', 'account'],
  ...permissionsRefused('permissions'),
  [{ denyImports: ['a b'] }, 'invalid-subject', 'denyImports[0]'],
  [{ denyExports: 'local.>' }, 'invalid-list', 'denyExports'],
  [{ compression: true }, 'invalid-choice', 'compression'],
  [{ urls: ['nats-leaf://hub'] }, 'unknown-prop', 'urls'],
]

export const cluster: Case = {
  kind: 'NatsCluster',
  make: make(NatsCluster),
  full: (around) => ({
    ...serversFull(around),
    nodes: { nats1: node, nats2: 'nats2.internal', nats3: '10.0.0.3', 'nats4.internal': {} },
    serverVersion: '2.12',
    routes: { port: 6333, poolSize: -1, compression: 'accept' },
  }),
  refused: [
    ...serversRefused,
    ...nodeRefused('nodes.nats1', (given) => ({ nodes: { nats1: given } })),
    [{ nodes: {} }, 'no-nodes', 'nodes'],
    [{ nodes: undefined }, 'no-nodes', 'nodes'],
    [{ nodes: { nats1: 'a', nats2: undefined } }, 'undefined-entry', 'nodes.nats2'],
    [{ nodes: ['nats1'] }, 'invalid-object', 'nodes'],
    [{ nodes: { 'a b': 'nats1.internal' } }, 'invalid-name', 'nodes["a b"]'],
    // Without names or addresses it is called by its own name.
    [{ nodes: { 'nats@1': {} } }, 'invalid-host', 'nodes["nats@1"].dnsNames'],
    [{ nodes: { '&{TfToken[TOKEN.1]}': 'x' } }, 'engine-value', 'nodes["&{TfToken[TOKEN.1]}"]'],
    [{ serverVersion: undefined }, 'invalid-server-version', 'serverVersion'],
    [{ serverVersion: '2.13' }, 'invalid-server-version', 'serverVersion'],
    [{ routes: { port: 0 } }, 'invalid-port', 'routes.port'],
    [{ routes: { poolSize: -2 } }, 'invalid-number', 'routes.poolSize'],
    [{ routes: { compression: 's2' } }, 'invalid-choice', 'routes.compression'],
  ],
}

export const leafNode: Case = {
  kind: 'LeafNode',
  make: make(LeafNode),
  full: (around) => ({
    ...serversFull(around),
    address: node,
    serverVersion: '2.14',
    remotes: [{ ...remoteFull(around), tls: remoteTls(around) }],
  }),
  refused: [
    ...serversRefused,
    ...nodeRefused('address', (address) => ({ address })),
    [{ serverVersion: '2' }, 'invalid-server-version', 'serverVersion'],
    [{ remotes: [] }, 'no-remotes', 'remotes'],
    [{ remotes: undefined }, 'no-remotes', 'remotes'],
    [{ remotes: 5 }, 'invalid-list', 'remotes'],
    [{ remotes: [null] }, 'invalid-object', 'null is not a plain object'],
    ...remoteRefused.map(([props, code, blamed]): Case['refused'][number] => [
      (around) => ({
        remotes: [{ ...remoteFull(around), ...(typeof props === 'function' ? props(around) : props) }],
      }),
      code,
      blamed,
    ]),
  ],
}

export const leafRemote: Case = {
  kind: 'LeafRemote',
  make: make(LeafRemote, ({ hub }) => hub),
  full: (around) => ({ ...remoteFull(around), tls: remoteTls(around) }),
  refused: remoteRefused,
}
