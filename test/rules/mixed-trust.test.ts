import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { TrustSource } from '../../lib/constructs/tls-surface'
import { mixedTrust } from '../../lib/rules/mixed-trust'
import { rootOf } from '../support/certificates'
import { base, describeRule, messagesOf } from '../support/judge'

const file = { onNode: { caFile: '/etc/ssl/nats-ca.pem' } }
const pem = { certificates: rootOf('P-256').certificate.pem }

const trusting =
  (...trust: readonly TrustSource[]) =>
  (scope: Construct): void => {
    base(scope, { tls: { issuer: new CertificateAuthority(scope, 'servers'), trust } })
  }

describeRule(mixedTrust, {
  fires: { program: trusting(file, pem), at: ['prod/hub'] },
  quiet: { 'the file is alone': trusting(file), 'there is no file': trusting(pem, pem) },
})

test('a remote has one file, too', () => {
  const program = (scope: Construct): void => {
    const { hub, orders } = base(scope, { leafnodes: {} })
    const remote = { hub, hubAccount: orders, account: orders, tls: { trust: [file, file] } }
    new LeafNode(scope, 'berlin', { remotes: [remote] })
  }
  expect(messagesOf(mixedTrust, program)).toEqual([
    'prod/berlin/hub-ORDERS: tls.trust: has 2 sources, one of which is the file "/etc/ssl/nats-ca.pem" on the node',
  ])
})
