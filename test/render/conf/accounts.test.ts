// Accounts and users in a conf.
import type { Construct } from 'constructs'
import type { NatsClusterProps } from '../../../lib/index'
import { Account, CertificateAuthority, NatsCluster, NatsSystem, Secret, User } from '../../../lib/index'
import { CONNECTION_TYPES } from '../../../lib/constructs/connection-types'
import type { ConnectionType } from '../../../lib/model/model'
import type { ConfMap, ConfPath, ConfValue } from '../../../lib/values/conf'
import { confAt } from '../../../lib/values/conf'
import { ONE, confFor } from '../../support/render'

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

  it('may be the system account', () => {
    const conf = accountsConf((scope) => ({ systemAccount: new Account(scope, 'system', { name: '$SYS' }) }))
    expect(conf).toMatchObject({ accounts: { $SYS: {} }, system_account: '$SYS' })
  })
})

describe('users', () => {
  const usersConf = (
    define: (account: Account, ca: CertificateAuthority) => void,
    {
      overrides = [],
      ...tls
    }: { readonly verifyAndMap?: true; readonly overrides?: readonly ConfPath[] } = {},
  ): ConfValue | undefined => {
    const conf = confFor((scope) => {
      const issuer = new CertificateAuthority(scope, 'ca')
      define(new Account(scope, 'A'), issuer)
      const hub = new NatsCluster(scope, 'hub', { ...ONE, leafnodes: {}, tls: { issuer, ...tls } })
      for (const path of overrides) hub.addConfOverride(path, path.at(-1) === 'port' ? 8080 : true)
    })
    return confAt(conf, ['accounts', 'A', 'users'])
  }

  it('log in by nkey, by the hash of a password, or by what their certificate maps to', () => {
    const publicKey = 'UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4'
    const users = usersConf(
      (account, issuer) => {
        new User(account, 'a')
        new User(account, 'b', { nkey: publicKey, proxyRequired: true })
        new User(account, 'c', { password: Secret.of('s3cret'), connectionTypes: ['WEBSOCKET', 'MQTT'] })
        new User(account, 'd', { certificate: { issuer, emails: ['d@acme.com'] } })
        new User(account, 'e', { certificate: { issuer, subject: { CN: 'e', O: 'Acme' } } })
      },
      { verifyAndMap: true },
    )
    const allowed_connection_types = ['STANDARD']
    expect(users).toEqual([
      { nkey: expect.stringMatching(/^U[A-Z2-7]{55}$/) as string, allowed_connection_types },
      { nkey: publicKey, allowed_connection_types, proxy_required: true },
      { user: 'c', password: expect.any(Secret) as Secret, allowed_connection_types: ['MQTT', 'WEBSOCKET'] },
      { user: 'd@acme.com', allowed_connection_types },
      { user: expect.stringContaining('CN=e') as string, allowed_connection_types },
    ])
  })

  it.each<[string, readonly ConnectionType[] | undefined, Parameters<typeof usersConf>[1]]>([
    ['no listener maps', undefined, {}],
    ['the listener for clients maps', ['STANDARD'], { verifyAndMap: true }],
    ['leaf nodes are mapped', ['LEAFNODE'], { overrides: [['leafnodes', 'tls', 'verify_and_map']] }],
    [
      'websockets are mapped',
      ['WEBSOCKET'],
      {
        overrides: [
          ['WS', 'port'],
          ['WS', 'tls', 'Verify_And_Map'],
        ],
      },
    ],
    [
      'websockets bring what other listeners map',
      ['LEAFNODE', 'LEAFNODE_WS', 'MQTT', 'MQTT_WS'],
      {
        overrides: [
          ['websocket', 'port'],
          ['mqtt', 'port'],
          ['mqtt', 'tls', 'verify_and_map'],
          ['leafnodes', 'tls', 'verify_and_map'],
        ],
      },
    ],
    ['nobody listens where it is mapped', undefined, { overrides: [['mqtt', 'tls', 'verify_and_map']] }],
  ])('with nothing but a certificate come in where it is mapped alone: %s', (_, types, tls) => {
    const users = usersConf((account, issuer) => {
      new User(account, 'bob', {
        certificate: { issuer, emails: ['bob@acme.com'] },
        connectionTypes: [...CONNECTION_TYPES],
      })
    }, tls)
    const bob = types && { user: 'bob@acme.com', allowed_connection_types: [...types].sort() }
    expect(users).toEqual(bob && [bob])
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
