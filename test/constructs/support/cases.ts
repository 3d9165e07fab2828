// Every construct with every prop it has, and for each prop values that it never takes, with the problem that each is.
// Tests of constructors go over these: one at a time, all at once, and against the documentation.
import type { Construct } from 'constructs'
import { RootConstruct } from 'constructs'
import { Account } from '../../../lib/constructs/account'
import { CertificateAuthority } from '../../../lib/constructs/certificate-authority'
import type { Kind } from '../../../lib/constructs/kinds'
import { LeafNode } from '../../../lib/constructs/leaf-node'
import { LeafRemote } from '../../../lib/constructs/leaf-remote'
import { NatsCluster } from '../../../lib/constructs/nats-cluster'
import { NatsSystem } from '../../../lib/constructs/nats-system'
import { TlsSurface } from '../../../lib/constructs/tls-surface'
import { User } from '../../../lib/constructs/user'
import { encodePublic } from '../../../lib/values/nkey'
import { Secret } from '../../../lib/values/secret'
import { pairOf, requestOf, rootOf } from '../../support/certificates'
import { privateKeyPem } from '../../../lib/x509/key-pair'

export type AnyProps = Readonly<Record<string, unknown>>

/** What other constructs a construct may be given. */
export interface Surroundings {
  readonly scope: Construct
  readonly ca: CertificateAuthority
  readonly account: Account
  readonly hub: NatsCluster
  readonly leaf: LeafNode
  readonly user: User
}

export interface Case {
  readonly kind: Kind
  /** Makes one, of props that types have not seen. */
  readonly make: (around: Surroundings, id: string, props?: unknown) => Construct
  /** Every prop that it takes. */
  readonly full: (around: Surroundings) => AnyProps
  /** Props that replace those of `full`, and the problem they are: its code and the prop to blame. */
  readonly refused: readonly (readonly [AnyProps | ((around: Surroundings) => AnyProps), string, string])[]
}

export const CERTIFICATE = rootOf('P-256').certificate.pem
export const BCRYPT = `$2a$11$${'x'.repeat(53)}`
export const KEY = Secret.of(privateKeyPem(pairOf('P-256', 'root')))
export const CSR = requestOf(pairOf('P-256'))
export const PUBLIC_KEY = encodePublic('U', new Uint8Array(32))

const onNode = { certFile: '/etc/ssl/nats.crt', keyFile: '/etc/ssl/nats.key' }
const bcrypt = Secret.of(BCRYPT)

export function surroundings(): Surroundings {
  const scope = new RootConstruct('prod')
  const ca = new CertificateAuthority(scope, 'ca')
  const account = new Account(scope, 'ORDERS')
  const hub = new NatsCluster(scope, 'hub', {
    nodes: { nats1: {} },
    serverVersion: '2.12',
    tls: { issuer: ca },
  })
  const leaf = new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: account, account }] })
  return { scope, ca, account, hub, leaf, user: new User(account, 'alice') }
}

/** The `tls` fields that every surface has. */
const tlsProps = ({ ca }: Surroundings): AnyProps => ({
  issuer: ca,
  dnsNames: ['*.acme.example'],
  ipAddresses: ['10.0.0.1'],
  keyAlgorithm: 'P-384',
  validity: '30d',
  trust: [ca, { certificates: CERTIFICATE }, { onNode: { caFile: '/etc/ssl/ca.pem' } }],
  minVersion: '1.3',
  cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  curvePreferences: ['X25519'],
  timeout: '5s',
})

const tlsRefused: Case['refused'] = [
  [({ leaf }) => ({ issuer: leaf }), 'invalid-construct', 'issuer'],
  [{ issuer: null }, 'invalid-construct', 'issuer'],
  [
    {
      certificate: { onNode },
      keyAlgorithm: undefined,
      validity: undefined,
      dnsNames: undefined,
      ipAddresses: undefined,
    },
    'invalid-choice',
    'issuer, certificate',
  ],
  [
    {
      issuer: undefined,
      keyAlgorithm: 'P-256',
      certificate: { onNode },
      validity: undefined,
      dnsNames: undefined,
      ipAddresses: undefined,
    },
    'unknown-prop',
    'keyAlgorithm',
  ],
  [
    { issuer: undefined, ...foreign({ certificates: 'x', key: KEY }) },
    'invalid-pem',
    'certificate.certificates',
  ],
  [
    { issuer: undefined, ...foreign({ certificates: CERTIFICATE, key: 'x' }) },
    'invalid-pem',
    'certificate.key',
  ],
  [
    { issuer: undefined, ...foreign({ onNode: { ...onNode, keyFile: '' } }) },
    'invalid-path',
    'certificate.onNode.keyFile',
  ],
  [{ issuer: undefined, ...foreign('/etc/ssl/nats.crt') }, 'invalid-object', 'certificate'],
  [{ dnsNames: ['a b'] }, 'invalid-host', 'dnsNames[0]'],
  [{ dnsNames: 'acme.example' }, 'invalid-list', 'dnsNames'],
  [{ dnsNames: [undefined] }, 'invalid-list', 'dnsNames'],
  [{ ipAddresses: ['10.0.0.1', '0.0.0.0'] }, 'invalid-host', 'ipAddresses[1]'],
  [{ keyAlgorithm: 'P-521' }, 'invalid-choice', 'keyAlgorithm'],
  [{ validity: '90' }, 'invalid-duration', 'validity'],
  [({ user }) => ({ trust: [user] }), 'invalid-object', 'trust[0]'],
  [{ trust: ['ca'] }, 'invalid-object', 'trust[0]'],
  [{ trust: [{ certificates: 'x' }] }, 'invalid-pem', 'trust[0].certificates'],
  [{ trust: [{ onNode: { caFile: 5 } }] }, 'invalid-path', 'trust[0].onNode.caFile'],
  [{ trust: [{ onNode: { caFile: '/x', file: '/x' } }] }, 'unknown-prop', 'trust[0].onNode.file'],
  [{ minVersion: '1.1' }, 'invalid-choice', 'minVersion'],
  [{ cipherSuites: ['TLS_RSA_WITH_RC4_128_SHA'] }, 'invalid-choice', 'cipherSuites[0]'],
  [{ cipherSuites: [] }, 'empty-list', 'cipherSuites'],
  [{ curvePreferences: ['P256'] }, 'invalid-choice', 'curvePreferences[0]'],
  [{ curvePreferences: [] }, 'empty-list', 'curvePreferences'],
  [{ timeout: 5 }, 'invalid-duration', 'timeout'],
]

function foreign(certificate: unknown): AnyProps {
  return {
    certificate,
    keyAlgorithm: undefined,
    validity: undefined,
    dnsNames: undefined,
    ipAddresses: undefined,
  }
}

/** The same problems, with the props inside another. */
const inside = (
  prop: string,
  full: (around: Surroundings) => AnyProps,
  refused: Case['refused'],
): Case['refused'] =>
  refused.map(([props, code, blamed]) => [
    (around) => ({ [prop]: { ...full(around), ...(typeof props === 'function' ? props(around) : props) } }),
    code,
    `${prop}.${blamed}`,
  ])

const permissions = {
  publish: ['orders.>'],
  subscribe: { allow: ['events.> workers'], deny: ['events.audit.>'] },
  allowResponses: { max: -1, expires: '1m' },
}

const permissionsRefused = (prop: string): Case['refused'] => [
  [{ [prop]: { publish: ['a..b'] } }, 'invalid-subject', `${prop}.publish[0]`],
  [{ [prop]: { publish: ['a queue'] } }, 'invalid-subject', `${prop}.publish[0]`],
  [{ [prop]: { publish: 'orders.>' } }, 'invalid-object', `${prop}.publish`],
  [{ [prop]: { publish: { alow: ['a'] } } }, 'unknown-prop', `${prop}.publish.alow`],
  [{ [prop]: { publish: [] } }, 'empty-list', `${prop}.publish`],
  [{ [prop]: { subscribe: { allow: [] } } }, 'empty-list', `${prop}.subscribe.allow`],
  [{ [prop]: { subscribe: { deny: ['a b c'] } } }, 'invalid-subject', `${prop}.subscribe.deny[0]`],
  [{ [prop]: { subscribe: { deny: 'a' } } }, 'invalid-list', `${prop}.subscribe.deny`],
  [{ [prop]: { publsh: ['a'] } }, 'unknown-prop', `${prop}.publsh`],
  [{ [prop]: { allowResponses: false } }, 'invalid-object', `${prop}.allowResponses`],
  [{ [prop]: { allowResponses: { max: 0.5 } } }, 'invalid-number', `${prop}.allowResponses.max`],
  [{ [prop]: { allowResponses: { expires: 60 } } }, 'invalid-duration', `${prop}.allowResponses.expires`],
  [{ [prop]: ['orders.>'] }, 'invalid-object', prop],
]

const passwordRefused = (prop: string, wrap: (password: unknown) => AnyProps): Case['refused'] => [
  [wrap('hunter2'), 'invalid-password', prop],
  [wrap(Secret.of('')), 'invalid-password', prop],
  [wrap(Secret.of('x'.repeat(73))), 'invalid-password', prop],
  [wrap(Secret.of('ä'.repeat(37))), 'invalid-password', prop],
  [wrap(Secret.of('a\0b')), 'invalid-password', prop],
  [wrap(bcrypt), 'invalid-password', prop],
  [wrap({ bcrypt: bcrypt.reveal() }), 'invalid-password', `${prop}.bcrypt`],
  [wrap({ bcrypt: Secret.of('$2a$11$short') }), 'invalid-password', `${prop}.bcrypt`],
  [wrap(Secret.of('${TfToken[TOKEN.1]}')), 'engine-value', prop],
]

const clientTls = (around: Surroundings): AnyProps => ({
  ...tlsProps(around),
  verify: true,
  verifyAndMap: true,
  pinnedCerts: ['AB'.repeat(32), around.user],
  handshakeFirst: '100ms',
  connectionRateLimit: 100,
})

const clientTlsRefused: Case['refused'] = [
  ...tlsRefused,
  [{ verify: 'yes', verifyAndMap: undefined }, 'invalid-choice', 'verify'],
  [{ verify: false, verifyAndMap: true }, 'invalid-choice', 'verify'],
  [{ verifyAndMap: 1 }, 'invalid-choice', 'verifyAndMap'],
  [{ pinnedCerts: ['ab'] }, 'invalid-pin', 'pinnedCerts[0]'],
  [{ pinnedCerts: [] }, 'empty-list', 'pinnedCerts'],
  // Servers dial no listener of clients.
  [({ hub }) => ({ pinnedCerts: [hub] }), 'invalid-pin', 'pinnedCerts[0]'],
  [({ ca }) => ({ pinnedCerts: [ca] }), 'invalid-pin', 'pinnedCerts[0]'],
  [{ handshakeFirst: 'first' }, 'invalid-duration', 'handshakeFirst'],
  [{ connectionRateLimit: 0 }, 'invalid-number', 'connectionRateLimit'],
  [{ verifyCertAndCheckKnownUrls: true }, 'field-ignored-on-surface', 'verifyCertAndCheckKnownUrls'],
]

const serversFull = (around: Surroundings): AnyProps => ({
  tags: { owner: 'platform' },
  name: 'main',
  tls: clientTls(around),
  port: 4333,
  host: '::',
  authorization: { token: 'generated' },
  leafnodes: { port: 7433, compression: 's2_fast' },
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
  [{ authorization: {} }, 'invalid-password', 'authorization.token'],
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
  [{ configDir: '' }, 'invalid-path', 'configDir'],
  [{ configDir: null }, 'invalid-path', 'configDir'],
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

const remoteTls = (around: Surroundings): AnyProps => ({ ...tlsProps(around), handshakeFirst: true })

const remoteTlsRefused: Case['refused'] = [
  ...tlsRefused,
  [{ handshakeFirst: 'auto' }, 'invalid-choice', 'handshakeFirst'],
  [{ handshakeFirst: '100ms' }, 'invalid-choice', 'handshakeFirst'],
  [{ verify: true }, 'field-ignored-on-surface', 'verify'],
  [{ pinnedCerts: ['ab'.repeat(32)] }, 'field-ignored-on-surface', 'pinnedCerts'],
  [{ verifyAndMap: false }, 'field-ignored-on-surface', 'verifyAndMap'],
]

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

/** A user certificate with this field, and the account's user around it. */
const certificate = (fields: AnyProps): AnyProps => ({ certificate: fields })

const make =
  (constructor: unknown, scopeOf: (around: Surroundings) => Construct = ({ scope }) => scope): Case['make'] =>
  (around, id, props) =>
    new (constructor as new (scope: Construct, id: string, props?: unknown) => Construct)(
      scopeOf(around),
      id,
      props,
    )

export const CASES: readonly Case[] = [
  {
    kind: 'NatsSystem',
    make: make(NatsSystem),
    full: () => ({ tags: { owner: 'edge' }, name: 'edge' }),
    refused: [
      [{ name: 'a/b' }, 'invalid-name', 'name'],
      [{ name: null }, 'invalid-name', 'name'],
      [{ nam: 'x' }, 'unknown-prop', 'nam'],
    ],
  },
  {
    kind: 'CertificateAuthority',
    make: make(CertificateAuthority),
    full: () => ({
      tags: { owner: 'security' },
      name: 'acme',
      commonName: 'Acme NATS',
      keyAlgorithm: 'RSA-3072',
      validity: '1000d',
      intermediate: { commonName: 'Acme NATS 1', validity: '500d' },
    }),
    refused: [
      [{ name: '..' }, 'invalid-name', 'name'],
      [{ commonName: 'x'.repeat(65) }, 'invalid-text', 'commonName'],
      [{ keyAlgorithm: 'DSA' }, 'invalid-choice', 'keyAlgorithm'],
      [{ validity: '10y' }, 'invalid-duration', 'validity'],
      [{ intermediate: 'x' }, 'invalid-object', 'intermediate'],
      [{ intermediate: { commonName: '' } }, 'invalid-text', 'intermediate.commonName'],
      [{ commonName: 'Acme', intermediate: { commonName: 'Acme' } }, 'invalid-text', 'intermediate'],
      [{ intermediate: { validity: 5 } }, 'invalid-duration', 'intermediate.validity'],
      [{ ...imported({ certificates: 'x' }) }, 'invalid-pem', 'imported.certificates'],
      [{ ...imported({ certificates: CERTIFICATE, key: KEY.reveal() }) }, 'invalid-pem', 'imported.key'],
      [{ ...imported({ certificates: CERTIFICATE, key: Secret.of('x') }) }, 'invalid-pem', 'imported.key'],
      [{ ...imported({ certificates: CERTIFICATE }), validity: '1d' }, 'unknown-prop', 'validity'],
    ],
  },
  {
    kind: 'Account',
    make: make(Account),
    full: ({ account }) => ({
      tags: { owner: 'orders' },
      name: 'BILLING',
      limits: { maxConnections: 1, maxSubscriptions: 2, maxPayload: '1KB', maxLeafnodes: 0 },
      jetstream: {
        maxMemory: '1GB',
        maxStore: '1TB',
        maxStreams: -1,
        maxConsumers: 5,
        maxAckPending: 100,
        memoryMaxStreamBytes: 1,
        storeMaxStreamBytes: 2,
        maxBytesRequired: true,
      },
      defaultPermissions: permissions,
      mappings: {
        'a.*': 'b.$1',
        b: [
          { destination: 'c', weight: 20, cluster: 'hub' },
          { destination: 'd', weight: 80 },
        ],
      },
      exports: [
        { stream: 'orders.*', accounts: [account], accountTokenPosition: 2 },
        { service: 'quote', response: 'chunked', responseThreshold: '1s' },
      ],
      imports: [
        { from: account, stream: 'x', prefix: 'y' },
        { from: account, stream: 'x', to: 'z' },
        { from: account, service: 'x', to: 'y', share: true },
      ],
    }),
    refused: [
      [{ name: '$G' }, 'invalid-name', 'name'],
      [{ limits: { maxConnections: -1 } }, 'invalid-number', 'limits.maxConnections'],
      [{ limits: { maxSubscriptions: '5' } }, 'invalid-number', 'limits.maxSubscriptions'],
      // nats-server would cut it to 32 bits: to nothing.
      [{ limits: { maxPayload: '4GB' } }, 'invalid-size', 'limits.maxPayload'],
      [{ limits: { maxLeafnodes: 2 ** 31 } }, 'invalid-number', 'limits.maxLeafnodes'],
      [{ jetstream: false }, 'invalid-object', 'jetstream'],
      [{ jetstream: { maxMemory: '1G' } }, 'invalid-size', 'jetstream.maxMemory'],
      [{ jetstream: { maxStore: -1 } }, 'invalid-size', 'jetstream.maxStore'],
      [{ jetstream: { maxStreams: -2 } }, 'invalid-number', 'jetstream.maxStreams'],
      [{ jetstream: { maxConsumers: 1.5 } }, 'invalid-number', 'jetstream.maxConsumers'],
      [{ jetstream: { maxAckPending: '1' } }, 'invalid-number', 'jetstream.maxAckPending'],
      [{ jetstream: { memoryMaxStreamBytes: '?' } }, 'invalid-size', 'jetstream.memoryMaxStreamBytes'],
      [{ jetstream: { storeMaxStreamBytes: '?' } }, 'invalid-size', 'jetstream.storeMaxStreamBytes'],
      [{ jetstream: { maxBytesRequired: 0 } }, 'invalid-choice', 'jetstream.maxBytesRequired'],
      ...permissionsRefused('defaultPermissions'),
      [{ mappings: { 'a..b': 'c' } }, 'invalid-subject', 'mappings["a..b"]'],
      [{ mappings: { a: '' } }, 'invalid-text', 'mappings.a'],
      [{ mappings: { a: 5 } }, 'invalid-list', 'mappings.a'],
      [{ mappings: { a: [] } }, 'empty-list', 'mappings.a'],
      [{ mappings: { a: ['b'] } }, 'invalid-object', 'mappings.a[0]'],
      [{ mappings: { a: [{}] } }, 'invalid-text', 'mappings.a[0].destination'],
      [{ mappings: { a: [{ destination: 'b', weight: 101 }] } }, 'invalid-number', 'mappings.a[0].weight'],
      [{ mappings: { a: [{ destination: 'b', cluster: '' }] } }, 'invalid-name', 'mappings.a[0].cluster'],
      [{ mappings: { a: [{ destination: 'b' }, { destination: 'c' }] } }, 'invalid-number', 'mappings.a'],
      [{ mappings: { a: [{ destination: 'b', wieght: 1 }] } }, 'unknown-prop', 'mappings.a[0].wieght'],
      [{ exports: [{}] }, 'invalid-subject', 'exports[0].stream'],
      [{ exports: ['orders.>'] }, 'invalid-object', 'exports[0]'],
      [{ exports: [{ service: 'a b' }] }, 'invalid-subject', 'exports[0].service'],
      [{ exports: [{ service: 'a', stream: 'b' }] }, 'unknown-prop', 'exports[0].stream'],
      [{ exports: [{ stream: 'a', response: 'single' }] }, 'unknown-prop', 'exports[0].response'],
      [{ exports: [{ service: 'a', response: 'all' }] }, 'invalid-choice', 'exports[0].response'],
      [
        { exports: [{ service: 'a', responseThreshold: 5 }] },
        'invalid-duration',
        'exports[0].responseThreshold',
      ],
      [{ exports: [{ stream: 'a', accounts: ['ORDERS'] }] }, 'invalid-construct', 'exports[0].accounts[0]'],
      [
        ({ account }) => ({ exports: [{ stream: 'a', accounts: account }] }),
        'invalid-list',
        'exports[0].accounts',
      ],
      [
        { exports: [{ stream: 'a.*', accountTokenPosition: 1 }] },
        'invalid-number',
        'exports[0].accountTokenPosition',
      ],
      [
        { exports: [{ stream: 'a.*', accountTokenPosition: 3 }] },
        'invalid-number',
        'exports[0].accountTokenPosition',
      ],
      [
        { exports: [{ stream: 'a.*', accountTokenPosition: 0 }] },
        'invalid-number',
        'exports[0].accountTokenPosition',
      ],
      // nats-server reads this as everybody.
      [{ exports: [{ stream: 'a', accounts: [] }] }, 'empty-list', 'exports[0].accounts'],
      [{ imports: [{ stream: 'a' }] }, 'invalid-construct', 'imports[0].from'],
      [
        ({ account }) => ({ imports: [{ from: account, stream: 'a', to: '' }] }),
        'invalid-subject',
        'imports[0].to',
      ],
      [
        ({ account }) => ({ imports: [{ from: account, stream: 'a', prefix: 'b.*' }] }),
        'invalid-subject',
        'imports[0].prefix',
      ],
      // nats-server takes or refuses this, by chance.
      [
        ({ account }) => ({ imports: [{ from: account, stream: 'a', to: 'b', prefix: 'c' }] }),
        'invalid-choice',
        'imports[0].to, prefix',
      ],
      [
        ({ account }) => ({ imports: [{ from: account, stream: 'a', share: true }] }),
        'unknown-prop',
        'imports[0].share',
      ],
      [
        ({ account }) => ({ imports: [{ from: account, service: 'a', share: 'yes' }] }),
        'invalid-choice',
        'imports[0].share',
      ],
    ],
  },
  {
    kind: 'User',
    make: make(User, ({ account }) => account),
    full: ({ ca, account }) => ({
      tags: { owner: 'bob' },
      name: 'bob',
      account,
      nkey: PUBLIC_KEY,
      certificate: {
        issuer: ca,
        subject: { CN: 'bob', OU: ['Eng', 'Ops'], O: 'Acme', L: 'Berlin', ST: 'Berlin', C: 'DE' },
        emails: ['bob@acme.example'],
        dnsNames: ['bob.acme.example'],
        uris: ['spiffe://acme/bob'],
        keyAlgorithm: 'Ed25519',
        validity: '1d',
      },
      permissions,
      inboxPrefix: '_INBOX_bob',
      connectionTypes: ['STANDARD', 'WEBSOCKET'],
    }),
    refused: [
      [{ name: 'a b' }, 'invalid-name', 'name'],
      [{ account: 'ORDERS' }, 'user-without-account', 'account'],
      [({ hub }) => ({ account: hub }), 'user-without-account', 'account'],
      [{ password: 'generated' }, 'two-logins', 'nkey, password'],
      [{ nkey: `U${'A'.repeat(55)}` }, 'invalid-nkey', 'nkey'],
      [{ nkey: 5 }, 'invalid-nkey', 'nkey'],
      ...passwordRefused('password', (password) => ({ nkey: undefined, password })),
      [certificate({ issuer: 'ca' }), 'invalid-construct', 'certificate.issuer'],
      [{ certificate: 'some' }, 'invalid-object', 'certificate'],
      [certificate({ csr: 'x' }), 'invalid-pem', 'certificate.csr'],
      [certificate({ csr: CSR, keyAlgorithm: 'P-256' }), 'unknown-prop', 'certificate.keyAlgorithm'],
      [certificate({ subject: { CN: 'x'.repeat(65) } }), 'invalid-text', 'certificate.subject.CN'],
      [certificate({ subject: { C: 'Germany' } }), 'invalid-text', 'certificate.subject.C'],
      [certificate({ subject: { OU: [] } }), 'empty-list', 'certificate.subject.OU'],
      [certificate({ subject: { OU: ['a', ''] } }), 'invalid-text', 'certificate.subject.OU[1]'],
      [certificate({ subject: { UID: 'bob' } }), 'invalid-choice', 'certificate.subject.UID'],
      [certificate({ subject: 'CN=bob' }), 'invalid-object', 'certificate.subject'],
      [certificate({ emails: ['bob'] }), 'invalid-text', 'certificate.emails[0]'],
      [certificate({ emails: ['böb@acme.example'] }), 'invalid-text', 'certificate.emails[0]'],
      [certificate({ dnsNames: ['a..b'] }), 'invalid-host', 'certificate.dnsNames[0]'],
      [certificate({ uris: ['acme/bob'] }), 'invalid-text', 'certificate.uris[0]'],
      [certificate({ uris: ['spiffe://acme/{bob}'] }), 'invalid-text', 'certificate.uris[0]'],
      [certificate({ uris: ['spiffe://a%20b/bob'] }), 'invalid-text', 'certificate.uris[0]'],
      [certificate({ uris: ['spiffe://acme/bob#x'] }), 'invalid-text', 'certificate.uris[0]'],
      [certificate({ keyAlgorithm: 'RSA' }), 'invalid-choice', 'certificate.keyAlgorithm'],
      [certificate({ validity: '0d' }), 'invalid-duration', 'certificate.validity'],
      ...permissionsRefused('permissions'),
      [{ inboxPrefix: '_INBOX.>' }, 'invalid-subject', 'inboxPrefix'],
      [{ connectionTypes: [] }, 'empty-list', 'connectionTypes'],
      [{ connectionTypes: ['standard'] }, 'invalid-choice', 'connectionTypes[0]'],
      // Misspelt, it would be a user who may do everything.
      [{ permisions: { publish: ['a'] } }, 'unknown-prop', 'permisions'],
    ],
  },
  {
    kind: 'TlsSurface',
    make: make(TlsSurface, ({ hub }) => hub),
    full: (around) => ({ tags: { owner: 'x' }, surface: 'client', ...clientTls(around) }),
    refused: [
      ...clientTlsRefused,
      [{ surface: undefined }, 'invalid-choice', 'surface'],
      [{ surface: 'monitoring' }, 'invalid-choice', 'surface'],
      [{ surface: 'leaf-remote' }, 'invalid-choice', 'surface'],
    ],
  },
  {
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
  },
  {
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
  },
  {
    kind: 'LeafRemote',
    make: make(LeafRemote, ({ hub }) => hub),
    full: (around) => ({ ...remoteFull(around), tls: remoteTls(around) }),
    refused: remoteRefused,
  },
]

function imported(given: unknown): AnyProps {
  return {
    imported: given,
    commonName: undefined,
    keyAlgorithm: undefined,
    validity: undefined,
    intermediate: undefined,
  }
}
