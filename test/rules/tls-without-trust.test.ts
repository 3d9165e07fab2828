import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { buildTree, deployment } from '../../lib/constructs/deployment'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { SurfaceTlsProps } from '../../lib/constructs/tls-surface'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { tlsWithoutTrust } from '../../lib/rules/tls-without-trust'
import { base, describeRule, messagesOf } from '../support/judge'

const certificate = { onNode: { certFile: '/etc/ssl/nats.crt', keyFile: '/etc/ssl/nats.key' } }

const withTls =
  (tls: SurfaceTlsProps<'client'>) =>
  (scope: Construct): void => {
    base(scope, { tls })
  }

describeRule(tlsWithoutTrust, {
  fires: { program: withTls({ certificate }), at: ['prod/hub'] },
  quiet: {
    'the issuer is trusted': base,
    'nothing is verified': withTls({ certificate, verify: false }),
    'the file is on the node': withTls({ certificate, trust: [{ onNode: { caFile: '/etc/ssl/ca.pem' } }] }),
  },
})

test('finds routes, which always verify', () => {
  const program = (scope: Construct): void => {
    const { hub } = base(scope)
    new TlsSurface(hub, 'routes-tls', { surface: 'cluster', certificate, trust: [] })
  }
  expect(messagesOf(tlsWithoutTrust, program)).toEqual([
    'prod/hub/routes-tls: trust: is empty, so clients are verified against the roots of the operating system',
  ])
})

test('finds a remote, which always verifies the hub', () => {
  const program = (scope: Construct): void => {
    const { hub, ca, orders } = base(scope, { leafnodes: {} })
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', certificate, trust: [ca] })
    new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders }] })
  }
  expect(messagesOf(tlsWithoutTrust, program)).toEqual([
    'prod/berlin/hub-ORDERS: tls.trust: is empty, so the hub is verified against the roots of the operating system',
  ])
})

test('an authority of another deployment is not known', () => {
  const others: CertificateAuthority[] = []
  buildTree(deployment('staging', (scope) => others.push(new CertificateAuthority(scope, 'elsewhere'))))
  expect(messagesOf(tlsWithoutTrust, withTls({ certificate, trust: others }))).toEqual([
    'prod/hub: tls.trust: "elsewhere" is no authority of this deployment',
  ])
})
