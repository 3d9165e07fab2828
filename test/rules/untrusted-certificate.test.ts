import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { SurfaceTlsProps, TrustSource } from '../../lib/constructs/tls-surface'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { User } from '../../lib/constructs/user'
import { untrustedCertificate } from '../../lib/rules/untrusted-certificate'
import { Secret } from '../../lib/values/secret'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { intermediateOf, leafOf, pairOf, rootOf, type TestAuthority } from '../support/certificates'
import { base, describeRule, messagesOf } from '../support/judge'

/** Bob's certificate is of another authority than that which the listener's trust begins with. */
const partner =
  (...more: readonly TrustSource[]) =>
  (scope: Construct): void => {
    const servers = new CertificateAuthority(scope, 'servers')
    const issuer = new CertificateAuthority(scope, 'partner')
    const { orders } = base(scope, { tls: { issuer: servers, trust: more.length > 0 ? more : [servers] } })
    new User(orders, 'bob', { nkey: 'generated', certificate: { issuer } })
  }

type RemoteTls = (
  authorities: Readonly<Record<'servers' | 'leafs', CertificateAuthority>>,
) => SurfaceTlsProps<'leaf-remote'>

/** The hub is certified by `servers` and trusts `leafs`. */
const leaf =
  (tls: RemoteTls = () => ({})) =>
  (scope: Construct): void => {
    const { hub, orders, ca: servers } = base(scope, { leafnodes: {} })
    const leafs = new CertificateAuthority(scope, 'leafs')
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer: servers, trust: [leafs] })
    const remote = { hub, hubAccount: orders, account: orders, tls: tls({ servers, leafs }) }
    new LeafNode(scope, 'berlin', { remotes: [remote] })
  }

describeRule(untrustedCertificate, {
  fires: { program: partner(), at: ['prod/orders/bob'] },
  quiet: {
    'the default is what the listener trusts': base,
    'what the file on the node holds is not known': partner({ onNode: { caFile: '/etc/ssl/ca.pem' } }),
    'each end of a leaf node connection trusts the other': leaf(({ servers, leafs }) => ({
      issuer: leafs,
      trust: [servers],
    })),
    'a listener does not ask': (scope) => {
      const issuer = new CertificateAuthority(scope, 'partner')
      const tls = { issuer: new CertificateAuthority(scope, 'servers'), verify: false }
      new User(base(scope, { tls }).orders, 'bob', { nkey: 'generated', certificate: { issuer } })
    },
  },
})

test('finds nodes that refuse each other', () => {
  const program = (scope: Construct): void => {
    const { hub } = base(scope)
    const issuer = new CertificateAuthority(scope, 'new')
    const trust = [new CertificateAuthority(scope, 'old')]
    new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer, trust })
  }
  expect(messagesOf(untrustedCertificate, program)).toEqual([
    'prod/hub/routes-tls: issuer: "new" is not in trust, so the nodes refuse each other',
  ])
})

/** Nodes that show a certificate which `signer` issued, and trust `trusted`. */
const copied =
  (signer: TestAuthority, trusted: string) =>
  (scope: Construct): void => {
    const { hub } = base(scope)
    const certificates = leafOf(signer.issuer).pem
    const certificate = { certificates, key: Secret.of(privateKeyPem(pairOf('P-256', 'leaf'))) }
    new TlsSurface(hub, 'routes-tls', {
      surface: 'cluster',
      certificate: { byNode: { nats1: certificate, nats2: certificate } },
      trust: [{ certificates: trusted }],
    })
  }

test('looks at who signed a certificate that is given', () => {
  const [ours, theirs] = [rootOf('P-256'), rootOf('P-384')]
  const between = intermediateOf('P-256', ours.issuer)
  const messages = (signer: TestAuthority, trusted: string): readonly string[] =>
    messagesOf(untrustedCertificate, copied(signer, trusted))
  expect(messages(ours, ours.certificate.pem)).toEqual([])
  expect(messages(between, between.certificate.pem)).toEqual([])
  expect(messages(ours, theirs.certificate.pem)).toEqual(
    ['nats1', 'nats2'].map(
      (node) =>
        `prod/hub/routes-tls: certificate.byNode.${node}: the authority "CN=root P-256" is not in trust, so the nodes refuse each other`,
    ),
  )
})

test('takes no authority for trusted that only lies beside a chain', () => {
  const root = rootOf('P-256')
  const between = intermediateOf('P-256', root.issuer)
  const leaf = leafOf(between.issuer).pem.split(/(?<=-----END CERTIFICATE-----\n)/)[0] ?? ''
  const program = (scope: Construct): void => {
    const { hub } = base(scope)
    const key = Secret.of(privateKeyPem(pairOf('P-256', 'leaf')))
    const certificate = { certificates: leaf + root.certificate.pem, key }
    const trust = [{ certificates: root.certificate.pem }]
    new TlsSurface(hub, 'routes-tls', { surface: 'cluster', certificate, trust })
  }
  expect(messagesOf(untrustedCertificate, program)).toHaveLength(1)
})

test('finds both ends of a leaf node connection', () => {
  const swapped = leaf(({ servers, leafs }) => ({ issuer: servers, trust: [leafs] }))
  expect(messagesOf(untrustedCertificate, swapped)).toEqual([
    'prod/berlin/hub-ORDERS: tls.issuer: "ca" is not trusted by the leafnodes listener of "hub"',
    'prod/berlin/hub-ORDERS: tls.trust: does not hold "ca", which certifies "hub"',
  ])
})
