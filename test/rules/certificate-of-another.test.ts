import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { NatsSystem } from '../../lib/constructs/nats-system'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import type { UserProps } from '../../lib/constructs/user'
import { User } from '../../lib/constructs/user'
import { certificateOfAnother } from '../../lib/rules/certificate-of-another'
import { Secret } from '../../lib/values/secret'
import type { LeafTemplate } from '../../lib/x509/certificate'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { leafOf, pairOf, rootOf } from '../support/certificates'
import { base, describeRule, messagesOf } from '../support/judge'

const emails = ['bob@acme.com']
const nkey = 'generated'

/** Bob logs in with nothing but a certificate; what else there is says `more`. */
const withBob =
  (
    more: (
      given: ReturnType<typeof base> & { readonly issuer: CertificateAuthority; readonly scope: Construct },
    ) => void,
    bob: UserProps = { certificate: { emails } },
  ) =>
  (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'clients')
    const given = base(scope, { tls: { issuer, verifyAndMap: true }, leafnodes: {} })
    new User(given.orders, 'bob', bob)
    more({ ...given, issuer, scope })
  }

describeRule(certificateOfAnother, {
  fires: {
    program: withBob(({ orders }) => {
      new User(orders, 'mallory', { nkey, certificate: { emails } })
    }),
    at: ['prod/orders/mallory'],
  },
  quiet: {
    'nobody else has the name': withBob(({ orders }) => {
      new User(orders, 'mallory', { nkey, certificate: { emails: ['mallory@acme.com'] } })
    }),
    'the user needs a password as well': withBob(
      ({ orders }) => {
        new User(orders, 'mallory', { nkey, certificate: { emails } })
      },
      { name: 'bob@acme.com', password: 'generated', certificate: { emails } },
    ),
    'no listener maps': (scope) => {
      const { orders } = base(scope)
      new User(orders, 'bob', { certificate: { emails } })
      new User(orders, 'mallory', { nkey, certificate: { emails } })
    },
    'the listener does not trust the authority': withBob(({ orders, ca }) => {
      new User(orders, 'mallory', { nkey, certificate: { issuer: ca, emails } })
    }),
    'the user may not come in there': withBob(
      ({ orders }) => {
        new User(orders, 'mallory', { nkey, certificate: { emails } })
      },
      { certificate: { emails }, connectionTypes: ['MQTT'] },
    ),
  },
})

const CLIENT = 'certificate: is that of prod/orders/bob to the client listener of "hub"'

test.each<[string, (scope: Construct) => void, string]>([
  [
    'a password that another listener would take',
    withBob(({ orders }) => {
      const connectionTypes = ['STANDARD', 'LEAFNODE'] as const
      new User(orders, 'carol', { password: 'generated', certificate: { emails }, connectionTypes })
    }),
    `prod/orders/carol: ${CLIENT}`,
  ],
  [
    'a leaf node of that name',
    withBob(
      ({ scope, hub, orders, issuer }) => {
        new LeafNode(scope, 'edge', {
          tls: { issuer },
          remotes: [{ hub, hubAccount: orders, account: orders }],
        })
      },
      { certificate: { subject: { CN: 'edge' } } },
    ),
    `prod/edge/hub-ORDERS: ${CLIENT}`,
  ],
  [
    'a node of a cluster of that name',
    withBob(
      ({ hub, issuer }) => {
        new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer })
      },
      { certificate: { subject: { CN: 'nats1' } } },
    ),
    `prod/hub/routes-tls: ${CLIENT}`,
  ],
  [
    'a user of another system',
    withBob(({ scope, issuer }) => {
      const edge = new NatsSystem(scope, 'edge')
      new User(new Account(edge, 'ORDERS'), 'mallory', { nkey, certificate: { issuer, emails } })
      new NatsCluster(edge, 'far', {
        nodes: { far1: 'far1.internal' },
        serverVersion: '2.12',
        tls: { issuer },
      })
    }),
    `prod/edge/ORDERS/mallory: ${CLIENT}`,
  ],
  [
    'a door that an override opens, whatever it trusts',
    withBob(
      ({ orders, hub, ca }) => {
        new User(orders, 'mallory', { nkey, certificate: { issuer: ca, emails } })
        hub.addConfOverride(['mqtt'], {
          port: 8883,
          tls: { ca_file: '/etc/ssl/ca.pem', verify_and_map: true },
        })
      },
      { certificate: { emails }, connectionTypes: ['MQTT'] },
    ),
    'prod/orders/mallory: certificate: is that of prod/orders/bob to the mqtt listener of "hub"',
  ],
  [
    'leaf nodes that are mapped',
    withBob(
      ({ orders, hub, issuer }) => {
        new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer, verifyAndMap: true })
        new User(orders, 'mallory', { nkey, certificate: { emails } })
      },
      { certificate: { emails }, connectionTypes: ['LEAFNODE'] },
    ),
    'prod/orders/mallory: certificate: is that of prod/orders/bob to the leafnodes listener of "hub"',
  ],
  [
    'what a file on the node may hold',
    (scope) => {
      const ca = new CertificateAuthority(scope, 'servers')
      const trust = [{ onNode: { caFile: '/etc/ssl/ca.pem' } }]
      const { orders, ca: issuer } = base(scope, { tls: { issuer: ca, trust, verifyAndMap: true } })
      new User(orders, 'bob', { certificate: { issuer, emails } })
      new User(orders, 'mallory', { nkey, certificate: { issuer, emails } })
    },
    `prod/orders/mallory: ${CLIENT}`,
  ],
])('finds %s', (_, program, expected) => {
  expect(messagesOf(certificateOfAnother, program)).toEqual([expected])
})

describe('a certificate that was made elsewhere', () => {
  const root = rootOf('P-256')
  const key = Secret.of(privateKeyPem(pairOf('P-256', 'leaf')))

  /** A leaf node shows it; the listener for clients trusts `trusted`. */
  const program = (change: Partial<LeafTemplate>, trusted = root.certificate.pem) =>
    withBob(({ scope, hub, orders, issuer }) => {
      const certificates = leafOf(root.issuer, { emails, ...change }).pem
      const remote = { hub, hubAccount: orders, account: orders, tls: { certificate: { certificates, key } } }
      new LeafNode(scope, 'edge', { tls: { issuer }, remotes: [remote] })
      const trust = [issuer, { certificates: trusted }]
      new TlsSurface(hub, 'clients-tls', { surface: 'client', issuer, trust, verifyAndMap: true })
    })

  test('is found by the authority that signed it', () => {
    expect(messagesOf(certificateOfAnother, program({}))).toEqual([`prod/edge/hub-ORDERS: ${CLIENT}`])
  })

  test.each<[string, (scope: Construct) => void]>([
    ['names nobody', program({ emails: [] })],
    ['is for servers only', program({ usages: ['serverAuth'] })],
    ['is trusted by no listener', program({}, rootOf('P-384').certificate.pem)],
  ])('is nobody else’s where it %s', (_, quiet) => {
    expect(messagesOf(certificateOfAnother, quiet)).toEqual([])
  })
})
