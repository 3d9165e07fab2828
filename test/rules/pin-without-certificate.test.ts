import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { User } from '../../lib/constructs/user'
import { pinWithoutCertificate } from '../../lib/rules/pin-without-certificate'
import { base, describeRule, messagesOf } from '../support/judge'

/** A leafnodes listener that pins a leaf node, which dials it or another one. */
const leaf =
  (dials: boolean) =>
  (scope: Construct): void => {
    const { hub, ca: issuer, orders } = base(scope, { leafnodes: {} })
    const nodes = { other1: {} }
    const tls = { issuer }
    const other = new NatsCluster(scope, 'other', { nodes, serverVersion: '2.12', tls, leafnodes: {} })
    const remote = { hub: dials ? hub : other, hubAccount: orders, account: orders }
    const berlin = new LeafNode(scope, 'berlin', { remotes: [remote] })
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer, pinnedCerts: [berlin] })
  }

describeRule(pinWithoutCertificate, {
  fires: { program: leaf(false), at: ['prod/hub/leaf-tls'] },
  quiet: {
    'the leaf node dials the listener': leaf(true),
    'the user has a certificate': (scope) => {
      const { hub, ca: issuer, alice } = base(scope)
      new TlsSurface(hub, 'client-tls', { surface: 'client', issuer, pinnedCerts: [alice] })
    },
    'the peers have certificates': (scope) => {
      const { hub } = base(scope)
      const issuer = new CertificateAuthority(scope, 'peers')
      new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer, pinnedCerts: [hub] })
    },
    'a fingerprint is given': (scope) => {
      const { hub, ca: issuer } = base(scope)
      new TlsSurface(hub, 'client-tls', { surface: 'client', issuer, pinnedCerts: ['ab'.repeat(32)] })
    },
  },
})

test('finds a user that gets no certificate, because nobody asks for one', () => {
  const program = (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'servers')
    const { hub, orders } = base(scope, { tls: { issuer, verify: false }, leafnodes: {} })
    const bob = new User(orders, 'bob', { connectionTypes: ['LEAFNODE'] })
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer, pinnedCerts: [bob] })
  }
  expect(messagesOf(pinWithoutCertificate, program)).toEqual([
    'prod/hub/leaf-tls: pinnedCerts: prod/orders/bob has no certificate of natsmith to show there',
  ])
})
