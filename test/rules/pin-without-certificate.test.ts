import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { User } from '../../lib/constructs/user'
import { pinWithoutCertificate } from '../../lib/rules/pin-without-certificate'
import { base, describeRule, messagesOf } from '../support/judge'

/** Clients whose keys are pinned: alice has a certificate, or says that she has one of her own. */
const pinned =
  (certificate: 'none' | undefined) =>
  (scope: Construct): void => {
    const { hub, ca: issuer, orders } = base(scope)
    const bob = new User(orders, 'bob', certificate ? { certificate } : {})
    new TlsSurface(hub, 'client-tls', { surface: 'client', issuer, pinnedCerts: [bob] })
  }

/** A leafnodes listener that pins a leaf node, which dials it or not. */
const leaf =
  (dials: boolean) =>
  (scope: Construct): void => {
    const { hub, ca: issuer, orders } = base(scope, { leafnodes: {} })
    const other = new NatsCluster(scope, 'other', {
      nodes: { other1: {} },
      serverVersion: '2.12',
      tls: { issuer },
      leafnodes: {},
    })
    const remotes = [{ hub: dials ? hub : other, hubAccount: orders, account: orders }] as const
    const berlin = new LeafNode(scope, 'berlin', { remotes })
    new TlsSurface(hub, 'leaf-tls', { surface: 'leafnodes', issuer, pinnedCerts: [berlin] })
  }

describeRule(pinWithoutCertificate, {
  fires: {
    program: (scope) => {
      const tls = { issuer: new CertificateAuthority(scope, 'servers') }
      const orders = new Account(scope, 'orders')
      const alice = new User(orders, 'alice', { certificate: 'none' })
      const nodes = { nats1: {} }
      new NatsCluster(scope, 'hub', { nodes, serverVersion: '2.12', tls: { ...tls, pinnedCerts: [alice] } })
    },
    at: ['prod/hub'],
  },
  quiet: {
    'the user has a certificate': pinned(undefined),
    'the leaf node dials the listener': leaf(true),
    'a fingerprint is given': (scope) => {
      const { hub, ca: issuer } = base(scope)
      new TlsSurface(hub, 'client-tls', { surface: 'client', issuer, pinnedCerts: ['ab'.repeat(32)] })
    },
  },
})

test('finds a leaf node that dials somebody else', () => {
  expect(messagesOf(pinWithoutCertificate, leaf(false))).toEqual([
    'prod/hub/leaf-tls: pinnedCerts: prod/berlin has no certificate of natsmith to show there',
  ])
})

test('finds a user with a certificate of another authority', () => {
  expect(messagesOf(pinWithoutCertificate, pinned('none'))).toHaveLength(1)
})
