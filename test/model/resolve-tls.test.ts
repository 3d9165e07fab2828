// Where the fields of each `tls` block come from.
import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { LeafRemoteProps } from '../../lib/constructs/leaf-remote'
import { LeafRemote } from '../../lib/constructs/leaf-remote'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import type { TlsSurfaceProps } from '../../lib/constructs/tls-surface'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { User } from '../../lib/constructs/user'
import type { Cluster, Tls } from '../../lib/model/model'
import { requestsOf } from '../../lib/model/requests'
import { CERTIFICATE, KEY } from '../constructs/support/cases'
import { modelOf } from '../support/model'

const DAY = 86_400_000
const onNode = { certFile: '/etc/ssl/nats.crt', keyFile: '/etc/ssl/nats.key' }

interface Declared {
  readonly ca: CertificateAuthority
  readonly partner: CertificateAuthority
  readonly account: Account
  readonly hub: NatsCluster
}

interface Program {
  readonly hub?: Partial<NatsClusterProps>
  readonly surfaces?: readonly ((declared: Declared) => TlsSurfaceProps)[]
  readonly remote?: (declared: Declared) => Partial<LeafRemoteProps>
  readonly leaf?: (declared: Declared) => object
}

/** A hub with two authorities at hand, and a leaf node that dials it. */
const program =
  ({ hub: props = {}, surfaces = [], remote = () => ({}), leaf = () => ({}) }: Program) =>
  (scope: Construct): void => {
    const ca = new CertificateAuthority(scope, 'ca')
    const partner = new CertificateAuthority(scope, 'partner')
    const account = new Account(scope, 'ORDERS')
    const hub = new NatsCluster(scope, 'hub', {
      nodes: { nats1: 'nats1.internal', nats2: 'nats2.internal' },
      serverVersion: '2.12',
      leafnodes: {},
      tls: { issuer: ca },
      ...props,
    })
    const declared = { ca, partner, account, hub }
    surfaces.forEach((surface, i) => new TlsSurface(hub, `surface${String(i)}`, surface(declared)))
    new LeafNode(scope, 'berlin', {
      remotes: [{ hub, hubAccount: account, account, ...remote(declared) }],
      ...leaf(declared),
    })
  }

function clustersOf(given: Program): { readonly hub: Cluster; readonly berlin: Cluster } {
  const [berlin, hub] = modelOf(program(given)).clusters
  if (hub?.name !== 'hub' || berlin === undefined) throw new Error('no hub')
  return { hub, berlin }
}

const remoteOf = (given: Program): Tls | undefined => clustersOf(given).berlin.remotes[0]?.tls

const authority = (name: string) => ({ kind: 'authority', name })
const issued = (name: string, over: object = {}) => ({
  kind: 'issued',
  authority: name,
  keyAlgorithm: 'P-256',
  validity: 90 * DAY,
  dnsNames: [],
  ipAddresses: [],
  ...over,
})

describe('the tls prop of a cluster', () => {
  it('is that of clients and of leaf nodes, verifying by default', () => {
    const { hub } = clustersOf({})
    expect(hub.tls.client).toEqual({
      path: 'prod/hub',
      tags: {},
      surface: 'client',
      certificate: issued('ca'),
      trust: [authority('ca')],
      verify: true,
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
    expect(hub.tls.leafnodes).toEqual({ ...hub.tls.client, surface: 'leafnodes' })
    expect(Object.keys(hub.tls).sort()).toEqual(['client', 'cluster', 'leafnodes'])
  })

  it('does not give leaf nodes what is about clients', () => {
    const pinnedCerts = ['AB'.repeat(32)]
    const tls = {
      verifyAndMap: true,
      pinnedCerts,
      connectionRateLimit: 5,
      handshakeFirst: true,
      minVersion: '1.3',
      timeout: '5s',
    } as const
    const { hub } = clustersOf({
      surfaces: [],
      hub: {},
      leaf: ({ ca }) => ({ tls: { issuer: ca, ...tls }, leafnodes: {} }),
    })
    expect(hub.tls.client?.verifyAndMap).toBe(false)
    const { berlin } = clustersOf({ leaf: ({ ca }) => ({ tls: { issuer: ca, ...tls }, leafnodes: {} }) })
    expect(berlin.tls.client).toMatchObject({
      verify: true,
      verifyAndMap: true,
      pinnedCerts: [{ kind: 'fingerprint', sha256: 'ab'.repeat(32) }],
      connectionRateLimit: 5,
    })
    expect(berlin.tls.leafnodes).toMatchObject({
      verify: true,
      verifyAndMap: false,
      pinnedCerts: [],
      connectionRateLimit: undefined,
      handshakeFirst: true,
      minVersion: '1.3',
      timeout: 5000,
    })
  })

  it('is nothing for routes, which have an authority of their own', () => {
    const { authorities, clusters } = modelOf(program({}))
    const hub = clusters.find(({ name }) => name === 'hub')
    expect(hub?.tls.cluster).toMatchObject({
      path: 'prod/hub',
      surface: 'cluster',
      certificate: issued('hub-routes'),
      trust: [authority('hub-routes')],
      verify: true,
    })
    expect(authorities.map(({ name }) => name)).toEqual(['ca', 'hub-routes', 'partner'])
    expect(authorities[1]).toMatchObject({
      path: 'prod/hub',
      source: { commonName: 'prod hub routes', keyAlgorithm: 'P-256', validity: 3650 * DAY },
    })
  })

  it('may leave clients without certificates', () => {
    const { hub } = clustersOf({ leaf: ({ ca }) => ({ tls: { issuer: ca, verify: false } }) })
    expect(hub.tls.client?.verify).toBe(true)
    const { berlin } = clustersOf({ leaf: ({ ca }) => ({ tls: { issuer: ca, verify: false } }) })
    expect(berlin.tls.client).toMatchObject({ verify: false, trust: [authority('ca')] })
  })

  it('trusts what it says, and shows what it says', () => {
    const { berlin } = clustersOf({
      leaf: ({ partner }) => ({
        tls: {
          certificate: { certificates: CERTIFICATE, key: KEY },
          trust: [partner, { certificates: CERTIFICATE }, { onNode: { caFile: '/ca.pem' } }],
        },
      }),
    })
    expect(berlin.tls.client).toMatchObject({
      certificate: { kind: 'copied', certificates: CERTIFICATE },
      trust: [
        authority('partner'),
        { kind: 'certificates', pem: CERTIFICATE },
        { kind: 'on-node', caFile: '/ca.pem' },
      ],
    })
    expect(
      clustersOf({ leaf: () => ({ tls: { certificate: { onNode } } }) }).berlin.tls.client,
    ).toMatchObject({
      certificate: { kind: 'on-node', ...onNode },
      trust: [],
    })
  })
})

describe('a TlsSurface', () => {
  it('takes the place of what the cluster says there, and only there', () => {
    const { hub } = clustersOf({
      surfaces: [
        ({ partner, ca }) => ({
          surface: 'leafnodes',
          issuer: partner,
          trust: [ca],
          verify: false,
          tags: { a: 'b' },
        }),
      ],
    })
    expect(hub.tls.leafnodes).toMatchObject({
      path: 'prod/hub/surface0',
      tags: { a: 'b' },
      certificate: issued('partner'),
      trust: [authority('ca')],
      verify: false,
    })
    expect(hub.tls.client?.certificate).toEqual(issued('ca'))
    expect(hub.surplusTls).toEqual([])
  })

  it('for routes leaves no authority of their own', () => {
    const given = program({
      surfaces: [
        ({ partner }) => ({ surface: 'cluster', issuer: partner, verifyCertAndCheckKnownUrls: true }),
      ],
    })
    const { authorities, clusters } = modelOf(given)
    expect(authorities.map(({ name }) => name)).toEqual(['ca', 'partner'])
    expect(clusters.find(({ name }) => name === 'hub')?.tls.cluster).toMatchObject({
      certificate: issued('partner'),
      trust: [authority('partner')],
      verify: true,
      verifyCertAndCheckKnownUrls: true,
    })
  })

  it('is surplus where another one is for the same surface; the path decides', () => {
    const { hub } = clustersOf({
      surfaces: [
        ({ ca }) => ({ surface: 'client', issuer: ca }),
        ({ partner }) => ({ surface: 'client', issuer: partner }),
      ],
    })
    expect(hub.tls.client?.path).toBe('prod/hub/surface0')
    expect(hub.surplusTls.map(({ path, certificate }) => [path, certificate])).toEqual([
      ['prod/hub/surface1', issued('partner')],
    ])
  })
})

describe('a leaf node without tls', () => {
  it('has the TLS of its hub, under its own path, without the hub’s further names', () => {
    const tls = {
      dnsNames: ['nats.acme.example'],
      ipAddresses: ['10.1.1.1'],
      keyAlgorithm: 'P-384',
      validity: '30d',
      handshakeFirst: true,
    } as const
    const { hub, berlin } = clustersOf({
      surfaces: [({ ca }) => ({ surface: 'client', issuer: ca, ...tls })],
    })
    expect(hub.tls.client?.certificate).toMatchObject({ dnsNames: ['nats.acme.example'] })
    expect(berlin.tls.client).toEqual({
      ...hub.tls.client,
      path: 'prod/berlin',
      certificate: issued('ca', { keyAlgorithm: 'P-384', validity: 30 * DAY }),
    })
    expect(
      JSON.stringify(
        requestsOf(modelOf(program({}))).filter(({ identity }) => identity.startsWith('tls/berlin')),
      ),
    ).not.toContain('nats.acme')
  })

  it('never has the private key of its hub', () => {
    for (const certificate of [{ certificates: CERTIFICATE, key: KEY }, { onNode }])
      expect(
        clustersOf({ surfaces: [({ ca }) => ({ surface: 'client', certificate, trust: [ca] })] }).berlin.tls
          .client,
      ).toBeUndefined()
  })

  it('has none where its hub has none', () => {
    const { berlin } = clustersOf({ hub: { tls: undefined } as never })
    expect(berlin.tls).toEqual({})
  })
})

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
