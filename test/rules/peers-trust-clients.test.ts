import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import type { NodeProps } from '../../lib/constructs/servers'
import type { TlsSurfaceProps } from '../../lib/constructs/tls-surface'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { User } from '../../lib/constructs/user'
import { peersTrustClients } from '../../lib/rules/peers-trust-clients'
import { Secret } from '../../lib/values/secret'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { leafOf, pairOf, rootOf } from '../support/certificates'
import type { Base } from '../support/judge'
import { base, describeRule, messagesOf } from '../support/judge'

type RoutesTls = Partial<Omit<Extract<TlsSurfaceProps, { surface: 'cluster' }>, 'surface'>>

/** The clients' authority issues and is trusted on the routes, too. */
const shared =
  (tls: (given: Base) => RoutesTls, nats1: string | NodeProps = 'nats1.internal') =>
  (scope: Construct): void => {
    const given = base(scope, { nodes: { nats1, nats2: 'nats2.internal' } })
    new TlsSurface(given.hub, 'routes-tls', { surface: 'cluster', issuer: given.ca, ...tls(given) })
  }

const root = rootOf('P-256').certificate.pem

describeRule(peersTrustClients, {
  fires: {
    program: (scope) => {
      const ca = new CertificateAuthority(scope, 'acme')
      const { hub } = base(scope, { tls: { issuer: ca } })
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer: ca })
    },
    at: ['prod/hub/routes-tls'],
  },
  quiet: {
    'routes have an authority of their own': base,
    'only these keys are let in': shared(({ hub }) => ({ pinnedCerts: [hub] })),
    'only known names are let in, and no client has one': shared(() => ({
      verifyCertAndCheckKnownUrls: true,
    })),
    'a leaf node has a name that is not known': (scope) => {
      const { hub, orders, ca: issuer } = base(scope, { leafnodes: {} })
      const remote = { hub, hubAccount: orders, account: orders, tls: { dnsNames: ['berlin.internal'] } }
      new LeafNode(scope, 'berlin', { remotes: [remote] })
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer, verifyCertAndCheckKnownUrls: true })
    },
    'clients have another authority than servers': (scope) => {
      const servers = new CertificateAuthority(scope, 'servers')
      const clients = new CertificateAuthority(scope, 'clients')
      const { hub } = base(scope, { tls: { issuer: servers, trust: [clients] } })
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer: servers })
    },
  },
})

const found = (program: (scope: Construct) => void): readonly string[] =>
  messagesOf(peersTrustClients, program)

test.each<[string, (scope: Construct) => void]>([
  [
    'known names, where a node is dialled by its address',
    shared(() => ({ verifyCertAndCheckKnownUrls: true }), '10.0.0.1'),
  ],
  [
    'known names, where a client has one',
    shared(({ orders, ca: issuer }) => {
      new User(orders, 'bob', { certificate: { issuer, dnsNames: ['*.internal'] } })
      return { verifyCertAndCheckKnownUrls: true }
    }),
  ],
  [
    'known names, where a leaf node has one',
    (scope) => {
      const { hub, orders, ca: issuer } = base(scope, { leafnodes: {} })
      const remote = { hub, hubAccount: orders, account: orders, tls: { dnsNames: ['nats2.internal'] } }
      new LeafNode(scope, 'berlin', { remotes: [remote] })
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer, verifyCertAndCheckKnownUrls: true })
    },
  ],
  [
    'known names, where a node of another cluster has one',
    (scope) => {
      const { hub, ca: issuer } = base(scope)
      const nodes = { eu1: 'nats1.internal', eu2: 'eu2.internal' }
      const eu = new NatsCluster(scope, 'eu', { nodes, serverVersion: '2.12', tls: { issuer } })
      new TlsSurface(eu, 'eu-tls', { surface: 'cluster', issuer, pinnedCerts: [eu] })
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer, verifyCertAndCheckKnownUrls: true })
    },
  ],
  [
    'an authority that certifies users only',
    (scope) => {
      const users = new CertificateAuthority(scope, 'users')
      const { hub, orders } = base(scope)
      new User(orders, 'bob', { nkey: 'generated', certificate: { issuer: users } })
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer: users })
    },
  ],
  [
    'an authority of leaf nodes',
    (scope) => {
      const leafs = new CertificateAuthority(scope, 'leafs')
      const { hub, orders } = base(scope, { leafnodes: {} })
      const remote = { hub, hubAccount: orders, account: orders, tls: { issuer: leafs } }
      new LeafNode(scope, 'berlin', { remotes: [remote] })
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer: leafs })
    },
  ],
  [
    'the same authority, once by name and once as PEM',
    (scope) => {
      const partner = new CertificateAuthority(scope, 'partner', { imported: { certificates: root } })
      const ca = new CertificateAuthority(scope, 'servers')
      const { hub } = base(scope, { tls: { issuer: ca, trust: [ca, partner] } })
      const peers = new CertificateAuthority(scope, 'peers')
      const trust = [peers, { certificates: root }]
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer: peers, trust })
    },
  ],
  [
    'the same file on the node',
    (scope) => {
      const trust = [{ onNode: { caFile: '/etc/ssl/ca.pem' } }]
      const { hub } = base(scope, { tls: { issuer: new CertificateAuthority(scope, 'servers'), trust } })
      const issuer = new CertificateAuthority(scope, 'peers')
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer, trust })
    },
  ],
])('finds %s', (_, program) => {
  expect(found(program)).toEqual([
    expect.stringMatching(/^prod\/hub\/routes-tls: trust: .* also certifies clients/),
  ])
})

test('recognises an authority of its own by the certificate that was issued', () => {
  const program = (scope: Construct): void => {
    const { hub } = base(scope)
    const issuer = new CertificateAuthority(scope, 'peers')
    const trust = [issuer, { certificates: root }]
    new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer, trust })
  }
  expect(found(program)).toEqual([])
  expect(messagesOf(peersTrustClients, program, [{ identity: 'ca/ca', certificate: root }])).toHaveLength(1)
})

describe('a leaf node with a certificate that was made elsewhere', () => {
  const corporate = rootOf('P-256')
  const key = Secret.of(privateKeyPem(pairOf('P-256', 'leaf')))
  const shown = (dnsNames: readonly string[] = ['berlin.internal'], issuer = corporate.issuer) => ({
    certificate: { certificates: leafOf(issuer, { dnsNames }).pem, key },
  })

  /** The routes trust an authority that was made elsewhere, and show a certificate of it. */
  const program =
    (certificate: ReturnType<typeof shown>, tls: RoutesTls = {}) =>
    (scope: Construct): void => {
      const { hub, orders } = base(scope, { leafnodes: {} })
      new LeafNode(scope, 'berlin', {
        remotes: [{ hub, hubAccount: orders, account: orders, tls: certificate }],
      })
      const trust = [{ certificates: corporate.certificate.pem }]
      const own = shown(['nats1.internal', 'nats2.internal'])
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', trust, ...own, ...tls })
    }

  test('is found where the routes trust its authority', () => {
    expect(found(program(shown()))).toEqual([
      'prod/hub/routes-tls: trust: an authority given as PEM also certifies clients (prod/berlin/hub-ORDERS)',
    ])
    expect(found(program(shown([], rootOf('P-384').issuer)))).toEqual([])
  })

  test('is found among known names only where it has one', () => {
    const verifyCertAndCheckKnownUrls = true
    expect(found(program(shown(), { verifyCertAndCheckKnownUrls }))).toEqual([])
    expect(found(program(shown(['*.internal']), { verifyCertAndCheckKnownUrls }))).toHaveLength(1)
  })
})
