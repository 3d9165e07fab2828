// What a model becomes in a conf, feature by feature.
import type { Construct } from 'constructs'
import type { NatsClusterProps, SurfaceTlsProps } from '../../../lib/index'
import {
  Account,
  CertificateAuthority,
  LeafNode,
  NatsCluster,
  NatsSystem,
  Secret,
  TlsSurface,
  User,
} from '../../../lib/index'
import { confOf } from '../../../lib/render/render'
import type { ConfMap, ConfValue } from '../../../lib/values/conf'
import { confAt } from '../../../lib/values/conf'
import { materialsFor } from '../../support/materials'
import { modelOf, nodeOf } from '../../support/model'

/** The conf of node `n1`, or of another. */
function confFor(define: (scope: Construct) => void, name = 'n1'): ConfMap {
  const model = modelOf(define)
  const { cluster, node } = nodeOf(model, name)
  return confOf(model, cluster, node, materialsFor(model))
}

const ONE: NatsClusterProps = { nodes: { n1: 'n1.internal' }, serverVersion: '2.10' }

/** The conf of a cluster of one node, with `props`. */
const clusterConf = (props: Partial<NatsClusterProps>): ConfMap =>
  confFor((scope) => new NatsCluster(scope, 'hub', { ...ONE, ...props }))

describe('a server', () => {
  it('that sets nothing has its name, its listener, what it advertises, and no anonymous client', () => {
    expect(clusterConf({})).toEqual({
      server_name: 'n1',
      listen: '0.0.0.0:4222',
      client_advertise: 'n1.internal:4222',
      authorization: {},
    })
  })

  it('listens and advertises as its node says, IPv6 in brackets', () => {
    const nodes = { n1: { ipAddresses: ['fd00::1'], host: '::', ports: { client: 4333 } } }
    expect(clusterConf({ nodes })).toMatchObject({ listen: '[::]:4333', client_advertise: '[fd00::1]:4333' })
    const advertised = { n1: { dnsNames: ['n1'], advertise: { client: 'nats.acme.com:443' } } }
    expect(clusterConf({ nodes: advertised })).toMatchObject({ client_advertise: 'nats.acme.com:443' })
  })

  it('has limits in bytes, numbers and quoted durations', () => {
    const limits = {
      maxConnections: 10,
      maxSubscriptions: 0,
      maxPayload: '1MB',
      maxPending: '64MB',
      maxControlLine: 4096,
      pingInterval: '90s',
      pingMax: 2,
      writeDeadline: '500ms',
    } as const
    expect(clusterConf({ limits })).toMatchObject({
      max_connections: 10,
      max_subscriptions: 0,
      max_payload: 1_048_576,
      max_pending: 67_108_864,
      max_control_line: 4096,
      ping_interval: '1m30s',
      ping_max: 2,
      write_deadline: '500ms',
    })
  })

  it('logs as it is told', () => {
    const logging = { debug: true, trace: false, logtime: true, logtimeUtc: true, file: '/var/log/nats.log' }
    expect(
      clusterConf({ logging: { ...logging, sizeLimit: '10MB', maxFiles: 5, syslog: true } }),
    ).toMatchObject({
      debug: true,
      trace: false,
      logtime: true,
      logtime_utc: true,
      log_file: '/var/log/nats.log',
      log_size_limit: 10_485_760,
      log_max_num: 5,
      syslog: true,
    })
    const remote = clusterConf({ logging: { syslog: 'udp://logs.internal:514' } })
    expect(remote).toMatchObject({ remote_syslog: 'udp://logs.internal:514' })
    expect(remote).not.toHaveProperty('syslog')
  })

  it('is monitored on one listener, over http or https', () => {
    expect(clusterConf({ monitoring: {} })).toHaveProperty('http', '127.0.0.1:8222')
    const https = clusterConf({ monitoring: { https: true, host: '::1', port: 8443 } })
    expect(https).toHaveProperty('https', '[::1]:8443')
    expect(https).not.toHaveProperty('http')
  })

  it('has a token as its hash only', () => {
    const token = confAt(clusterConf({ authorization: { token: Secret.of('tok3n') } }), [
      'authorization',
      'token',
    ])
    expect((token as Secret).reveal()).toMatch(/^\$2b\$/)
  })

  it('has JetStream with sizes in bytes and a key of its node', () => {
    const jetstream = { storeDir: '/data', maxMemory: '1GB', maxFile: '10GB', domain: 'hub' } as const
    const plain = confAt(clusterConf({ jetstream }), ['jetstream'])
    expect(plain).toEqual({
      store_dir: '/data',
      max_memory_store: 2 ** 30,
      max_file_store: 10 * 2 ** 30,
      domain: 'hub',
    })
    const nodes = { n1: 'n1.internal', n2: 'n2.internal' }
    const keyOf = (name: string): ConfValue | undefined => {
      const conf = confFor((scope) => {
        new NatsCluster(scope, 'hub', {
          ...ONE,
          nodes,
          jetstream: { ...jetstream, encryption: 'chachapoly' },
        })
      }, name)
      expect(conf).toMatchObject({ jetstream: { cipher: 'chachapoly' } })
      return confAt(conf, ['jetstream', 'key'])
    }
    expect((keyOf('n1') as Secret).reveal()).not.toBe((keyOf('n2') as Secret).reveal())
  })
})

describe('routes', () => {
  const nodes = {
    n1: 'n1.internal',
    n2: { ipAddresses: ['fd00::2'] },
    n3: { dnsNames: ['n3'], ports: { cluster: 7000 } },
  }

  it('lead to every peer, and not to the node itself', () => {
    expect(
      confAt(clusterConf({ nodes, routes: { poolSize: -1, compression: 'off' } }), ['cluster']),
    ).toMatchObject({
      name: 'hub',
      listen: '0.0.0.0:6222',
      advertise: 'n1.internal:6222',
      routes: ['nats-route://[fd00::2]:6222', 'nats-route://n3:7000'],
      pool_size: -1,
      compression: 'off',
    })
  })

  it('have TLS from an authority of their own', () => {
    const conf = confFor((scope) => {
      const ca = new CertificateAuthority(scope, 'ca')
      new NatsCluster(scope, 'hub', { ...ONE, nodes, tls: { issuer: ca } })
    })
    const ca = confAt(conf, ['cluster', 'tls', 'ca_file'])
    expect(ca).toMatch(/^\/etc\/nats\/tls\/cluster-ca-[0-9a-f]{16}\.crt$/)
    expect(confAt(conf, ['cluster', 'tls'])).not.toHaveProperty('verify')
  })

  it('are not there for a node alone', () => {
    expect(clusterConf({})).not.toHaveProperty('cluster')
  })
})

describe('a tls block', () => {
  const surfaceConf = (
    props: (ca: CertificateAuthority) => SurfaceTlsProps<'client'>,
    version = '2.10',
  ): ConfMap =>
    confFor((scope) => {
      const ca = new CertificateAuthority(scope, 'ca')
      const serverVersion = version as NatsClusterProps['serverVersion']
      const hub = new NatsCluster(scope, 'hub', { ...ONE, serverVersion, routes: {}, leafnodes: {} })
      new TlsSurface(hub, 'tls', { surface: 'client', ...props(ca) })
    })

  it('names files by their fingerprints, and verifies', () => {
    expect(surfaceConf((issuer) => ({ issuer }))['tls']).toEqual({
      cert_file: expect.stringMatching(/^\/etc\/nats\/tls\/client-[0-9a-f]{16}\.crt$/) as string,
      key_file: expect.stringMatching(/^\/etc\/nats\/tls\/client-[0-9a-f]{16}\.key$/) as string,
      ca_file: expect.stringMatching(/^\/etc\/nats\/tls\/client-ca-[0-9a-f]{16}\.crt$/) as string,
      verify: true,
    })
  })

  it('says one thing once: mapping implies verifying', () => {
    expect(surfaceConf((issuer) => ({ issuer, verifyAndMap: true }))['tls']).toMatchObject({
      verify_and_map: true,
    })
    expect(surfaceConf((issuer) => ({ issuer, verifyAndMap: true }))['tls']).not.toHaveProperty('verify')
    expect(surfaceConf((issuer) => ({ issuer, verify: false }))['tls']).not.toHaveProperty('verify')
  })

  it.each([
    ['2.10', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305'],
    ['2.12', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
  ])('calls cipher suites as %s does', (version, name) => {
    const cipherSuites = ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'] as const
    expect(surfaceConf((issuer) => ({ issuer, cipherSuites }), version)['tls']).toMatchObject({
      cipher_suites: [name],
    })
  })

  it('has what else was set', () => {
    const fingerprint = 'AB'.repeat(32)
    const tls = surfaceConf((issuer) => ({
      issuer,
      minVersion: '1.3',
      curvePreferences: ['X25519', 'CurveP256'],
      pinnedCerts: [fingerprint],
      timeout: '5s',
      connectionRateLimit: 100,
    }))['tls']
    expect(tls).toMatchObject({
      min_version: '1.3',
      curve_preferences: ['X25519', 'CurveP256'],
      pinned_certs: [fingerprint.toLowerCase()],
      timeout: '5s',
      connection_rate_limit: 100,
    })
  })

  it.each([
    [true, true],
    ['auto', 'auto'],
    ['300ms', '300ms'],
  ] as const)('has handshakeFirst %s as %s', (handshakeFirst, written) => {
    expect(surfaceConf((issuer) => ({ issuer, handshakeFirst }))['tls']).toMatchObject({
      handshake_first: written,
    })
  })

  it('pins the keys that were issued to the nodes of a cluster', () => {
    const conf = confFor((scope) => {
      const ca = new CertificateAuthority(scope, 'ca')
      const hub = new NatsCluster(scope, 'hub', { ...ONE, nodes: { n1: 'n1', n2: 'n2' } })
      new TlsSurface(hub, 'tls', {
        surface: 'cluster',
        issuer: ca,
        pinnedCerts: [hub],
        verifyCertAndCheckKnownUrls: true,
      })
    })
    const pin = expect.stringMatching(/^[0-9a-f]{64}$/) as string
    expect(confAt(conf, ['cluster', 'tls'])).toMatchObject({
      pinned_certs: [pin, pin],
      verify_cert_and_check_known_urls: true,
    })
  })

  it('refers to what is on the node already', () => {
    const certificate = { onNode: { certFile: '/acme/tls.crt', keyFile: '/acme/tls.key' } }
    const trust = [{ onNode: { caFile: '/acme/ca.crt' } }]
    expect(surfaceConf(() => ({ certificate, trust }))['tls']).toEqual({
      cert_file: '/acme/tls.crt',
      key_file: '/acme/tls.key',
      ca_file: '/acme/ca.crt',
      verify: true,
    })
  })
})

describe('leaf nodes', () => {
  function declare(scope: Construct): void {
    const ca = new CertificateAuthority(scope, 'ca')
    const orders = new Account(scope, 'ORDERS', { defaultPermissions: { publish: ['orders.>'] } })
    new User(orders, 'alice')
    const hub = new NatsCluster(scope, 'hub', {
      ...ONE,
      nodes: { n1: 'n1.internal', n2: { ipAddresses: ['10.0.0.2'] } },
      leafnodes: { port: 7000, compression: 's2_fast' },
    })
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer: ca, handshakeFirst: '1s' })
    const other = new NatsCluster(scope, 'other', { ...ONE, nodes: { o1: 'o1' }, leafnodes: {} })
    const edge = new NatsSystem(scope, 'edge')
    const local = new Account(edge, 'LOCAL')
    new LeafNode(edge, 'site', {
      configDir: 'conf',
      remotes: [
        {
          hub,
          hubAccount: orders,
          account: local,
          denyImports: ['a.>'],
          denyExports: ['b.>'],
          compression: 'off',
        },
        { hub: other, hubAccount: orders, account: local, permissions: { subscribe: ['c.>'] } },
      ],
    })
  }

  it('find a listener that advertises itself and takes nobody without a login', () => {
    const conf = confFor(declare)
    expect(confAt(conf, ['leafnodes'])).toEqual({
      listen: '0.0.0.0:7000',
      advertise: 'n1.internal:7000',
      compression: 's2_fast',
      authorization: { account: '$NOBODY' },
      tls: expect.objectContaining({ verify: true, handshake_first: '1s' }) as ConfMap,
    })
    expect(confAt(conf, ['accounts', '$NOBODY'])).toEqual({ limits: { max_leafnodes: 0 } })
  })

  it('log in as users of the hub that they dial, for leaf connections only', () => {
    const leafUsers = (name: string): readonly ConfValue[] =>
      (confAt(confFor(declare, name), ['accounts', 'ORDERS', 'users']) as readonly ConfMap[]).slice(1)
    const nkey = expect.stringMatching(/^U[A-Z2-7]{55}$/) as string
    // Empty permissions: those of the account's users do not apply.
    expect(leafUsers('n1')).toEqual([{ nkey, permissions: {}, allowed_connection_types: ['LEAFNODE'] }])
    expect(leafUsers('o1')).toEqual([
      { nkey, permissions: { subscribe: { allow: ['c.>'] } }, allowed_connection_types: ['LEAFNODE'] },
    ])
    expect(leafUsers('n1')).not.toEqual(leafUsers('o1'))
  })

  it('dial every node of each hub, with a seed, for an account of their own', () => {
    const conf = confFor(declare, 'site')
    const remotes = confAt(conf, ['leafnodes', 'remotes']) as readonly ConfMap[]
    const [first, second] = remotes
    expect(first).toMatchObject({
      urls: ['tls://n1.internal:7000', 'tls://10.0.0.2:7000'],
      account: 'LOCAL',
      deny_imports: ['a.>'],
      deny_exports: ['b.>'],
      compression: 'off',
      tls: { handshake_first: true },
    })
    expect(confAt(first ?? {}, ['tls', 'key_file'])).toMatch(/^conf\/tls\/leaf-remote-[0-9a-f]{16}\.key$/)
    expect((first?.['nkey'] as Secret).reveal()).toMatch(/^SU[A-Z2-7]{56}$/)
    expect(second).toEqual({
      urls: ['nats-leaf://o1:7422'],
      account: 'LOCAL',
      nkey: expect.any(Secret) as Secret,
    })
    expect(confAt(conf, ['leafnodes'])).not.toHaveProperty('listen')
    expect(confAt(conf, ['accounts'])).toEqual({ LOCAL: {} })
  })
})

describe('accounts', () => {
  const accountsConf = (define: (scope: Construct) => Partial<NatsClusterProps> | undefined): ConfMap =>
    confFor((scope) => {
      const props = define(scope)
      new NatsCluster(scope, 'hub', { ...ONE, ...props })
    })

  it('are those of the system of the servers', () => {
    const conf = confFor((scope) => {
      new Account(scope, 'ORDERS')
      const edge = new NatsSystem(scope, 'edge')
      new Account(edge, 'LOCAL')
      new NatsCluster(edge, 'hub', ONE)
    })
    expect(conf['accounts']).toEqual({ LOCAL: {} })
  })

  it('have limits, JetStream, mappings, exports and imports', () => {
    const conf = accountsConf((scope) => {
      const orders = new Account(scope, 'ORDERS', {
        limits: { maxConnections: 1, maxSubscriptions: 2, maxPayload: '1KB', maxLeafnodes: 0 },
        jetstream: {
          maxMemory: '1KB',
          maxStore: '2KB',
          maxStreams: 3,
          maxConsumers: 4,
          maxAckPending: 5,
          memoryMaxStreamBytes: 6,
          storeMaxStreamBytes: 7,
          maxBytesRequired: true,
        },
        mappings: {
          'a.*': 'b.$1',
          c: [{ destination: 'd', weight: 40, cluster: 'hub' }, { destination: 'e' }],
        },
      })
      const billing = new Account(scope, 'BILLING', { jetstream: true })
      orders.addExport({ stream: 'orders.>' })
      orders.addExport({
        service: 'price',
        accounts: [billing],
        response: 'chunked',
        responseThreshold: '2s',
      })
      orders.addExport({ stream: 'private.*', accountTokenPosition: 2 })
      billing.addImport({ from: orders, stream: 'orders.>', prefix: 'in' })
      billing.addImport({ from: orders, service: 'price', to: 'ask', share: true })
      return undefined
    })
    expect(conf['accounts']).toEqual({
      ORDERS: {
        limits: { max_connections: 1, max_subscriptions: 2, max_payload: 1024, max_leafnodes: 0 },
        jetstream: {
          max_memory: 1024,
          max_store: 2048,
          max_streams: 3,
          max_consumers: 4,
          max_ack_pending: 5,
          mem_max_stream_bytes: 6,
          disk_max_stream_bytes: 7,
          max_bytes_required: true,
        },
        mappings: {
          'a.*': 'b.$1',
          c: [
            { destination: 'd', weight: 40, cluster: 'hub' },
            { destination: 'e', weight: 100 },
          ],
        },
        exports: [
          { service: 'price', accounts: ['BILLING'], response_type: 'chunked', response_threshold: '2s' },
          { stream: 'orders.>' },
          { stream: 'private.*', account_token_position: 2 },
        ],
      },
      BILLING: {
        jetstream: true,
        imports: [
          { service: { account: 'ORDERS', subject: 'price' }, to: 'ask', share: true },
          { stream: { account: 'ORDERS', subject: 'orders.>' }, prefix: 'in' },
        ],
      },
    })
  })

  it('export nothing to nobody, which nats-server would read as everybody', () => {
    const conf = accountsConf((scope) => {
      new Account(scope, 'ORDERS', { exports: [{ stream: 'orders.>', accounts: [] }] })
      return undefined
    })
    expect(conf['accounts']).toEqual({ ORDERS: {} })
  })

  it('may be the system account', () => {
    const conf = accountsConf((scope) => ({ systemAccount: new Account(scope, 'system', { name: '$SYS' }) }))
    expect(conf).toMatchObject({ accounts: { $SYS: {} }, system_account: '$SYS' })
  })
})

describe('users', () => {
  const usersConf = (define: (account: Account, ca: CertificateAuthority) => void): ConfValue | undefined => {
    const conf = confFor((scope) => {
      define(new Account(scope, 'A'), new CertificateAuthority(scope, 'ca'))
      new NatsCluster(scope, 'hub', ONE)
    })
    return confAt(conf, ['accounts', 'A', 'users'])
  }

  it('log in by nkey, by the hash of a password, or by what their certificate maps to', () => {
    const publicKey = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4'
    const users = usersConf((account, issuer) => {
      new User(account, 'a')
      new User(account, 'b', { nkey: publicKey })
      new User(account, 'c', { password: Secret.of('s3cret'), connectionTypes: ['WEBSOCKET', 'MQTT'] })
      new User(account, 'd', { certificate: { issuer, emails: ['d@acme.com'] } })
      new User(account, 'e', { certificate: { issuer, subject: { CN: 'e', O: 'Acme' } } })
    })
    const allowed_connection_types = ['STANDARD']
    expect(users).toEqual([
      { nkey: expect.stringMatching(/^U[A-Z2-7]{55}$/) as string, allowed_connection_types },
      { nkey: publicKey, allowed_connection_types },
      { user: 'c', password: expect.any(Secret) as Secret, allowed_connection_types: ['MQTT', 'WEBSOCKET'] },
      { user: 'd@acme.com', allowed_connection_types },
      { user: expect.stringContaining('CN=e') as string, allowed_connection_types },
    ])
  })

  it('have their permissions, and empty ones where these were given', () => {
    const users = usersConf((account) => {
      new User(account, 'a', { permissions: {} })
      new User(account, 'b', { permissions: { publish: ['x'], subscribe: { deny: ['y', 'z queue'] } } })
      new User(account, 'c', { permissions: { allowResponses: true } })
      new User(account, 'd', { permissions: { allowResponses: { max: 3, expires: '90s' } } })
      new User(account, 'e', { permissions: { allowResponses: { max: -1 } } })
    })
    expect((users as readonly ConfMap[]).map((user) => user['permissions'])).toEqual([
      {},
      { publish: { allow: ['x'] }, subscribe: { deny: ['y', 'z queue'] } },
      { allow_responses: true },
      { allow_responses: { max: 3, expires: '1m30s' } },
      { allow_responses: { max: -1 } },
    ])
  })
})
