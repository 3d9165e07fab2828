import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { User } from '../../lib/constructs/user'
import { certificateWithoutIssuer } from '../../lib/rules/certificate-without-issuer'
import { rootOf } from '../support/certificates'
import { base, describeRule, messagesOf } from '../support/judge'

const certificates = rootOf('P-256').certificate.pem
const onNode = { certFile: '/etc/ssl/nats.crt', keyFile: '/etc/ssl/nats.key' }

describeRule(certificateWithoutIssuer, {
  fires: {
    program: (scope) => {
      const issuer = new CertificateAuthority(scope, 'servers')
      const { orders } = base(scope, { tls: { issuer, verify: false } })
      new User(orders, 'bob', { certificate: { emails: ['bob@acme.com'] } })
    },
    at: ['prod/orders/bob'],
  },
  quiet: {
    'the issuer of the listener issues': (scope) => {
      new User(base(scope).orders, 'bob', { certificate: { emails: ['bob@acme.com'] } })
    },
    'the certificate is on the node': (scope) => {
      const ca = new CertificateAuthority(scope, 'trusted')
      base(scope, { tls: { certificate: { onNode }, trust: [ca] } })
    },
    'each node has one': (scope) => {
      const ca = new CertificateAuthority(scope, 'trusted')
      base(scope, { tls: { certificate: { byNode: { nats1: { onNode }, nats2: { onNode } } }, trust: [ca] } })
    },
    'an authority without a key is trusted only': (scope) => {
      const partner = new CertificateAuthority(scope, 'partner', { imported: { certificates } })
      const issuer = new CertificateAuthority(scope, 'servers')
      base(scope, { tls: { issuer, trust: [issuer, partner] } })
    },
  },
})

test('an authority that was imported without its key issues nothing', () => {
  const program = (scope: Construct): void => {
    const partner = new CertificateAuthority(scope, 'partner', { imported: { certificates } })
    base(scope, { tls: { issuer: partner } })
  }
  const problem = '"partner" was imported without its key, so it can be trusted but issues nothing'
  expect(messagesOf(certificateWithoutIssuer, program)).toEqual([
    `prod/hub: tls.issuer: ${problem}`,
    `prod/orders/alice: certificate.issuer: ${problem}`,
  ])
})

test('certificates by node are for every node, and for no other', () => {
  const program = (scope: Construct): void => {
    const trust = [new CertificateAuthority(scope, 'trusted')]
    base(scope, { tls: { certificate: { byNode: { nats2: { onNode }, nats3: { onNode } } }, trust } })
  }
  expect(messagesOf(certificateWithoutIssuer, program)).toEqual([
    'prod/hub: tls.certificate.byNode: "nats3" is no node of "hub"',
    'prod/hub: tls.certificate.byNode: has nothing for "nats1"',
  ])
})

test('an authority of another deployment is not known', () => {
  const others: CertificateAuthority[] = []
  buildTree(deployment('staging', (scope) => others.push(new CertificateAuthority(scope, 'elsewhere'))))
  const program = (scope: Construct): void => {
    const { hub } = base(scope, { leafnodes: {} })
    for (const issuer of others) new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer })
  }
  expect(messagesOf(certificateWithoutIssuer, program)).toEqual([
    'prod/hub/leaf-tls: issuer: "elsewhere" is no authority of this deployment',
  ])
})

test('a listener has something to show', () => {
  const program = (scope: Construct): void => {
    const { hub, ca } = base(scope, { leafnodes: {} })
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', trust: [ca] })
  }
  expect(messagesOf(certificateWithoutIssuer, program)).toEqual([
    'prod/hub/leaf-tls: issuer: is not given, and neither is certificate: the listener has nothing to show',
  ])
})

test('a remote has something to show to a hub that asks', () => {
  const program =
    (verify: boolean) =>
    (scope: Construct): void => {
      const { hub, ca, orders } = base(scope, { leafnodes: {} })
      const trust = [{ onNode: { caFile: '/etc/ssl/ca.pem' } }]
      new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer: ca, trust, verify })
      new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders }] })
    }
  expect(messagesOf(certificateWithoutIssuer, program(true))).toEqual([
    'prod/berlin/hub-ORDERS: tls.issuer: is not given, but "hub" asks leaf nodes for a certificate',
  ])
  expect(messagesOf(certificateWithoutIssuer, program(false))).toEqual([])
})
