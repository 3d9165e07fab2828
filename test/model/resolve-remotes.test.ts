// Where the fields of a leaf remote's `tls` block come from, and what a pin refers to.
import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { LeafRemoteProps } from '../../lib/constructs/leaf-remote'
import { LeafRemote } from '../../lib/constructs/leaf-remote'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { User } from '../../lib/constructs/user'
import { CERTIFICATE, KEY } from '../constructs/support/cases'
import { modelOf } from '../support/model'
import type { Declared, Program } from './support/tls'
import { DAY, onNode, remoteOf, authority, issued } from './support/tls'

describe('a leaf remote without tls', () => {
  it('shows what the hub trusts, and trusts who certified the hub', () => {
    expect(remoteOf({})).toEqual({
      path: 'prod/berlin/hub-ORDERS',
      tags: {},
      surface: 'leaf-remote',
      certificate: issued('ca'),
      trust: [authority('ca')],
      verify: false,
      verifyAndMap: false,
      verifyCertAndCheckKnownUrls: false,
      minVersion: '1.2',
      cipherSuites: undefined,
      curvePreferences: undefined,
      pinnedCerts: [],
      handshakeFirst: false,
      timeout: undefined,
      connectionRateLimit: undefined,
    })
  })

  it('does so where these are two authorities', () => {
    expect(
      remoteOf({ surfaces: [({ ca, partner }) => ({ surface: 'leafnodes', issuer: ca, trust: [partner] })] }),
    ).toMatchObject({
      certificate: issued('partner'),
      trust: [authority('ca')],
    })
    // The hub's own issuer is taken, if it is trusted at all.
    expect(
      remoteOf({
        surfaces: [({ ca, partner }) => ({ surface: 'leafnodes', issuer: ca, trust: [partner, ca] })],
      }),
    ).toMatchObject({
      certificate: issued('ca'),
      trust: [authority('ca')],
    })
  })

  it('is certified by nobody who cannot', () => {
    const scopeOf =
      (key: boolean) =>
      (scope: Construct): void => {
        const ca = new CertificateAuthority(scope, 'ca')
        const bare = new CertificateAuthority(scope, 'bare', {
          imported: { certificates: CERTIFICATE, ...(key && { key: KEY }) },
        })
        const account = new Account(scope, 'ORDERS')
        const hub = new NatsCluster(scope, 'hub', {
          nodes: { n: {} },
          serverVersion: '2.12',
          leafnodes: {},
          tls: { issuer: ca, trust: [bare] },
        })
        new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: account, account }] })
        new User(account, 'alice')
      }
    const found = [true, false].map((key) => {
      const { clusters, systems } = modelOf(scopeOf(key))
      return [
        clusters[0]?.remotes[0]?.tls?.certificate,
        systems[0]?.accounts[0]?.users[0]?.certificate?.authority,
      ]
    })
    expect(found).toEqual([
      [issued('bare'), 'bare'],
      [undefined, undefined],
    ])
  })

  it('shows nothing to a hub that asks for nothing, and trusts nobody where nobody knows who certified it', () => {
    expect(
      remoteOf({ surfaces: [({ ca }) => ({ surface: 'leafnodes', issuer: ca, verify: false })] }),
    ).toMatchObject({ certificate: undefined, trust: [authority('ca')] })
    expect(
      remoteOf({ surfaces: [({ ca }) => ({ surface: 'leafnodes', certificate: { onNode }, trust: [ca] })] }),
    ).toMatchObject({ certificate: issued('ca'), trust: [] })
  })

  it('takes handshakeFirst, versions, suites and the kind of key from the hub', () => {
    const like = {
      minVersion: '1.3',
      curvePreferences: ['X25519'],
      cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
    } as const
    const first = (handshakeFirst: boolean | 'auto' | '1s') =>
      remoteOf({
        surfaces: [
          ({ ca }) => ({
            surface: 'leafnodes',
            issuer: ca,
            handshakeFirst,
            keyAlgorithm: 'P-384',
            dnsNames: ['public.example'],
            timeout: '9s',
            ...like,
          }),
        ],
      })
    expect(first(true)).toMatchObject({
      ...like,
      handshakeFirst: true,
      timeout: undefined,
      certificate: issued('ca', { keyAlgorithm: 'P-384' }),
    })
    expect([first(false), first('auto'), first('1s')].map((tls) => tls?.handshakeFirst)).toEqual([
      false,
      true,
      true,
    ])
  })

  it('takes nothing where the hub does not listen for leaf nodes, or has no TLS', () => {
    expect(remoteOf({ hub: { leafnodes: undefined } as never })).toBeUndefined()
    expect(remoteOf({ hub: { tls: undefined } as never })).toBeUndefined()
  })
})

describe('a leaf remote with some tls', () => {
  const first: Program = {
    surfaces: [
      ({ ca, partner }) => ({
        surface: 'leafnodes',
        issuer: ca,
        trust: [partner],
        handshakeFirst: true,
        minVersion: '1.3',
        validity: '10d',
      }),
    ],
  }
  const inherited = remoteOf(first)

  it.each<[string, (declared: Declared) => LeafRemoteProps['tls'], object]>([
    ['nothing', () => ({}), {}],
    ['timeout', () => ({ timeout: '7s' }), { timeout: 7000 }],
    // False is said, and stays.
    ['handshakeFirst: false', () => ({ handshakeFirst: false }), { handshakeFirst: false }],
    ['handshakeFirst: true', () => ({ handshakeFirst: true }), {}],
    ['minVersion', () => ({ minVersion: '1.2' }), { minVersion: '1.2' }],
    ['trust', ({ partner }) => ({ trust: [partner] }), { trust: [authority('partner')] }],
    ['issuer', ({ ca }) => ({ issuer: ca }), { certificate: issued('ca', { validity: 10 * DAY }) }],
    [
      'names',
      () => ({ dnsNames: ['berlin.example'] }),
      { certificate: issued('partner', { validity: 10 * DAY, dnsNames: ['berlin.example'] }) },
    ],
    ['certificate', () => ({ certificate: { onNode } }), { certificate: { kind: 'on-node', ...onNode } }],
  ])('that says %s takes the rest from the hub', (_, tls, over) => {
    const said = remoteOf({
      ...first,
      remote: (declared) => ({ tls: tls(declared) }) as Partial<LeafRemoteProps>,
    })
    expect(said).toEqual({ ...inherited, ...over })
  })

  it('has it alone where the hub has none', () => {
    expect(
      remoteOf({ hub: { tls: undefined } as never, remote: ({ ca }) => ({ tls: { issuer: ca } }) }),
    ).toMatchObject({
      certificate: issued('ca'),
      trust: [],
      handshakeFirst: false,
      minVersion: '1.2',
    })
  })
})

describe('a pin', () => {
  it('of a user is its certificate, of servers those that they dial this surface with', () => {
    const { clusters } = modelOf((scope) => {
      const issuer = new CertificateAuthority(scope, 'ca')
      const account = new Account(scope, 'ORDERS')
      const alice = new User(account, 'alice')
      const nodes = { nats1: {}, nats2: {} }
      const hub = new NatsCluster(scope, 'hub', {
        nodes,
        serverVersion: '2.12',
        leafnodes: {},
        tls: { issuer, pinnedCerts: [alice] },
      })
      const other = new NatsCluster(scope, 'other', { nodes: { o1: {}, o2: {} }, serverVersion: '2.12' })
      const remote = { hub, hubAccount: account, account }
      const leaf = new LeafNode(scope, 'berlin', { remotes: [remote, { ...remote, name: 'b' }] })
      new LeafRemote(other, 'up', remote)
      new TlsSurface(hub, 'routes', { surface: 'cluster', issuer, pinnedCerts: [hub] })
      new TlsSurface(hub, 'leafs', { surface: 'leafnodes', issuer, pinnedCerts: [leaf, other, alice, hub] })
    })
    const tls = clusters.find(({ name }) => name === 'hub')?.tls
    const pinned = (surface: 'client' | 'cluster' | 'leafnodes') =>
      tls?.[surface]?.pinnedCerts.map((pin) => (pin.kind === 'issued' ? [pin.path, ...pin.identities] : pin))
    expect(pinned('client')).toEqual([['prod/ORDERS/alice', 'user/ORDERS/alice/certificate']])
    expect(pinned('cluster')).toEqual([['prod/hub', 'tls/hub/nats1/cluster', 'tls/hub/nats2/cluster']])
    expect(pinned('leafnodes')).toEqual([
      ['prod/berlin', 'tls/berlin/berlin/leaf-remote/b', 'tls/berlin/berlin/leaf-remote/hub-ORDERS'],
      ['prod/other', 'tls/other/o1/leaf-remote/up', 'tls/other/o2/leaf-remote/up'],
      ['prod/ORDERS/alice', 'user/ORDERS/alice/certificate'],
      // It does not dial itself.
      ['prod/hub'],
    ])
  })
})
