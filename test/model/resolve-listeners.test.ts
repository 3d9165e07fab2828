// Where the fields of a listener's `tls` block come from.
import { requestsOf } from '../../lib/model/requests'
import { CERTIFICATE, KEY } from '../constructs/support/cases'
import { modelOf } from '../support/model'
import { DAY, onNode, program, clustersOf, authority, issued } from './support/tls'

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
