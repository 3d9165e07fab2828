// A server and its routes in a conf.
import { Account, CertificateAuthority, NatsCluster, Operator, Secret, User } from '../../../lib/index'
import type { ConfMap, ConfValue } from '../../../lib/values/conf'
import { confAt } from '../../../lib/values/conf'
import { ONE, clusterConf, confFor } from '../../support/render'

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

  it('gives a login time in seconds, in either mode', () => {
    expect(confAt(clusterConf({ authorization: { timeout: '1500ms' } }), ['authorization'])).toEqual({
      timeout: 1.5,
    })
    const timeouts = {
      authorization: { timeout: '5s' },
      leafnodes: { authorization: { timeout: '1m' } },
    } as const
    const conf = confFor((scope) => {
      new Operator(scope, 'acme')
      new NatsCluster(scope, 'hub', { ...ONE, ...timeouts })
    })
    expect(conf['authorization']).toEqual({ timeout: 5 })
    expect(confAt(conf, ['leafnodes', 'authorization'])).toEqual({ timeout: 60 })
    expect(confAt(clusterConf(timeouts), ['leafnodes', 'authorization'])).toEqual({
      account: '$NOBODY',
      timeout: 60,
    })
  })

  it.each([true, false])(
    'knows who has no login by the name or the key, in config mode only: %s',
    (inUse) => {
      const of = (password?: 'generated'): ConfMap =>
        confFor((scope) => {
          new Operator(scope, 'acme', { inUse: !inUse })
          const noAuthUser = new User(new Account(scope, 'GUESTS'), 'guest', password && { password })
          new NatsCluster(scope, 'hub', { ...ONE, noAuthUser })
        })
      const key = inUse ? (expect.stringMatching(/^U[A-Z2-7]{55}$/) as string) : undefined
      expect(of()['no_auth_user']).toEqual(key)
      expect(of('generated')['no_auth_user']).toBe(inUse ? 'guest' : undefined)
    },
  )

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
