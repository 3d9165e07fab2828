import type { Construct } from 'constructs'
import type { AccountProps } from '../../lib/constructs/account'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { NatsSystem } from '../../lib/constructs/nats-system'
import type { UserProps } from '../../lib/constructs/user'
import { User } from '../../lib/constructs/user'
import type { User as ModelUser } from '../../lib/model/model'
import { accountsOf, usersOf } from '../../lib/model/query'
import { modelOf } from '../support/model'

/** The one user of a deployment with a hub, whose clients `tls` speaks for. */
function userOf(
  props: UserProps,
  account: AccountProps = {},
  tls: Partial<NatsClusterProps['tls']> = {},
): ModelUser {
  const [user] = usersOf(
    modelOf((scope) => {
      const issuer = new CertificateAuthority(scope, 'ca')
      new User(new Account(scope, 'ORDERS', account), 'alice', props)
      new NatsCluster(scope, 'hub', { nodes: { n: {} }, serverVersion: '2.12', tls: { issuer, ...tls } })
    }),
  )
  if (user === undefined) throw new Error('no user')
  return user
}

describe('the certificate of a user', () => {
  it('is issued by whoever certifies the clients of its system', () => {
    expect(userOf({}).certificate).toEqual({
      authority: 'ca',
      keyAlgorithm: 'P-256',
      validity: 90 * 86_400_000,
      subject: [{ type: 'CN', value: 'ORDERS/alice' }],
      emails: [],
      dnsNames: [],
      uris: [],
      csr: undefined,
    })
  })

  it('is not there where nobody asks for one, or the owner has one', () => {
    expect(userOf({}, {}, { verify: false }).certificate).toBeUndefined()
    expect(userOf({ certificate: 'none' }).certificate).toBeUndefined()
  })

  it('has no issuer where it was asked for and nobody issues: a rule says so', () => {
    expect(userOf({ certificate: {} }, {}, { verify: false }).certificate?.authority).toBe('')
  })

  // Before 2.12.9 and 2.14.1, nats-server maps no certificate without a subject, whatever else it says.
  it('has a subject: the one that it was given, or its own', () => {
    const own = [{ type: 'CN', value: 'ORDERS/alice' }]
    expect(userOf({ certificate: { emails: ['a@b.c'] } }).certificate).toMatchObject({
      subject: own,
      emails: ['a@b.c'],
    })
    expect(userOf({ certificate: { validity: '1d' } }).certificate?.subject).toEqual(own)
    expect(userOf({ certificate: { subject: { CN: 'x' } } }).certificate?.subject).toEqual([
      { type: 'CN', value: 'x' },
    ])
  })

  it('has a name that no other user’s has, in any system, however long it is', () => {
    const long = 'x'.repeat(100)
    const { systems } = modelOf((scope) => {
      const issuer = new CertificateAuthority(scope, 'ca')
      const declare = (at: Construct): void => {
        new NatsCluster(at, 'hub', { nodes: { n: {} }, serverVersion: '2.12', tls: { issuer } })
        const account = new Account(at, 'ORDERS')
        for (const name of ['alice', `${long}1`, `${long}2`]) new User(account, name)
      }
      declare(scope)
      declare(new NatsSystem(scope, 'edge'))
    })
    const names = systems.flatMap(({ accounts }) =>
      accounts.flatMap(({ users }) => users.map((u) => u.certificate?.subject[0]?.value ?? '')),
    )
    expect(names).toContain('ORDERS/alice')
    expect(names).toContain('edge/ORDERS/alice')
    expect(new Set(names).size).toBe(6)
    expect(names.every((name) => name.length <= 64)).toBe(true)
  })

  it('comes from a cluster rather than from a leaf node, and from the first by name', () => {
    const declare =
      (names: readonly string[]) =>
      (scope: Construct): void => {
        const account = new Account(scope, 'ORDERS')
        new User(account, 'alice')
        const clusters = names.map((name) => {
          const issuer = new CertificateAuthority(scope, `ca-${name}`)
          return new NatsCluster(scope, name, {
            nodes: { [name]: {} },
            serverVersion: '2.12',
            leafnodes: {},
            tls: { issuer },
          })
        })
        const [hub] = clusters
        if (hub === undefined) throw new Error('no hub')
        const issuer = new CertificateAuthority(scope, 'ca-leaf')
        new LeafNode(scope, 'aachen', { tls: { issuer }, remotes: [{ hub, hubAccount: account, account }] })
      }
    for (const names of [
      ['hub', 'west'],
      ['west', 'hub'],
    ])
      expect(usersOf(modelOf(declare(names)))[0]?.certificate?.authority).toBe('ca-hub')
  })

  it('comes from its own system only', () => {
    const { systems } = modelOf((scope) => {
      const issuer = new CertificateAuthority(scope, 'ca')
      new NatsCluster(scope, 'hub', { nodes: { n: {} }, serverVersion: '2.12', tls: { issuer } })
      new User(new Account(new NatsSystem(scope, 'edge'), 'SENSORS'), 's1')
    })
    expect(systems[1]?.accounts[0]?.users[0]?.certificate).toBeUndefined()
  })
})

describe('the permissions of a user', () => {
  const subscribe = { allow: ['orders.>'], deny: ['orders.x'] }

  it('are its own, or none', () => {
    expect(userOf({}).permissions).toBeUndefined()
    expect(userOf({}, { defaultPermissions: { subscribe } }).permissions).toBeUndefined()
    expect(userOf({ permissions: {} }).permissions).toEqual({})
    expect(userOf({ permissions: { publish: ['a'], subscribe } }).permissions).toEqual({
      publish: { allow: ['a'] },
      subscribe,
    })
  })

  it('let it receive below its inbox prefix, where it may not receive everything', () => {
    const inboxPrefix = '_INBOX_alice'
    const inbox = '_INBOX_alice.>'
    expect(userOf({ inboxPrefix, permissions: { subscribe } }).permissions).toEqual({
      subscribe: { allow: ['orders.>', inbox], deny: ['orders.x'] },
    })
    expect(userOf({ inboxPrefix, permissions: { subscribe: [inbox] } }).permissions).toEqual({
      subscribe: { allow: [inbox] },
    })
    expect(
      userOf({ inboxPrefix, permissions: { publish: ['a'], subscribe: { deny: ['x'] } } }).permissions,
    ).toEqual({ publish: { allow: ['a'] }, subscribe: { deny: ['x'] } })
    expect(userOf({ inboxPrefix }).permissions).toBeUndefined()
  })

  it('take along the account’s, which nats-server gives only to a user without any', () => {
    const account = { defaultPermissions: { publish: ['a'], subscribe } }
    expect(userOf({ inboxPrefix: '_I' }, account).permissions).toEqual({
      publish: { allow: ['a'] },
      subscribe: { allow: ['orders.>', '_I.>'], deny: ['orders.x'] },
    })
    expect(userOf({ inboxPrefix: '_I', permissions: {} }, account).permissions).toEqual({})
    expect(
      userOf({ inboxPrefix: '_I' }, { defaultPermissions: { publish: ['a'] } }).permissions,
    ).toBeUndefined()
  })
})

test('connection types are sorted, each once', () => {
  expect(userOf({ connectionTypes: ['WEBSOCKET', 'MQTT', 'WEBSOCKET'] }).connectionTypes).toEqual([
    'MQTT',
    'WEBSOCKET',
  ])
})

test('an account is what it was declared to be', () => {
  const [account] = accountsOf(
    modelOf((scope) => {
      const other = new Account(scope, 'BILLING')
      new Account(scope, 'a', {
        name: 'ORDERS',
        limits: { maxConnections: 5, maxPayload: '1KB' },
        jetstream: true,
        defaultPermissions: { publish: ['a'], allowResponses: true },
        mappings: {
          z: 'y',
          a: [
            { destination: 'b', weight: 50 },
            { destination: 'c', weight: 50, cluster: 'hub' },
          ],
        },
        exports: [
          { service: 'quote.*', response: 'stream', responseThreshold: '1s', accountTokenPosition: 2 },
          { stream: 'x', accounts: [other] },
        ],
        imports: [{ from: other, service: 'pay', to: 'b.pay', share: true }],
      })
    }),
  ).filter(({ name }) => name === 'ORDERS')
  expect(account).toEqual({
    path: 'prod/a',
    tags: {},
    system: '',
    name: 'ORDERS',
    limits: { maxConnections: 5, maxPayload: 1024 },
    jetstream: {},
    defaultPermissions: { publish: { allow: ['a'] }, allowResponses: {} },
    mappings: [
      {
        source: 'a',
        destinations: [
          { destination: 'b', weight: 50 },
          { destination: 'c', weight: 50, cluster: 'hub' },
        ],
      },
      { source: 'z', destinations: [{ destination: 'y' }] },
    ],
    exports: [
      {
        path: 'prod/a',
        tags: {},
        kind: 'service',
        subject: 'quote.*',
        accounts: undefined,
        accountTokenPosition: 2,
        response: 'stream',
        responseThreshold: 1000,
      },
      {
        path: 'prod/a',
        tags: {},
        kind: 'stream',
        subject: 'x',
        accounts: [{ system: '', account: 'BILLING' }],
      },
    ],
    imports: [
      {
        path: 'prod/a',
        tags: {},
        kind: 'service',
        subject: 'pay',
        from: { system: '', account: 'BILLING' },
        to: 'b.pay',
        share: true,
      },
    ],
    users: [],
    callouts: [],
    disabled: false,
    signingKeys: [],
    revocations: [],
  })
})
