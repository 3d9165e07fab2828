import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { SurfaceTlsProps } from '../../lib/constructs/tls-surface'
import { ciphersWithoutEffect } from '../../lib/rules/ciphers-without-effect'
import { base, describeRule, messagesOf } from '../support/judge'

const cipherSuites = ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'] as const

const withTls =
  (tls: Omit<SurfaceTlsProps<'client'>, 'issuer'>, remoteTls: SurfaceTlsProps<'leaf-remote'> = {}) =>
  (scope: Construct): void => {
    const { ca, hub, orders } = base(scope, { leafnodes: {}, tls: tlsOf(scope, tls) })
    const remote = { hub, hubAccount: orders, account: orders, tls: remoteTls }
    new LeafNode(scope, 'berlin', { tls: { issuer: ca }, remotes: [remote] })
  }

const tlsOf = (scope: Construct, tls: Omit<SurfaceTlsProps<'client'>, 'issuer'>) => ({
  issuer: new CertificateAuthority(scope, 'servers'),
  ...tls,
})

describeRule(ciphersWithoutEffect, {
  fires: { program: withTls({ minVersion: '1.3', cipherSuites }), at: ['prod/hub'] },
  quiet: {
    'TLS 1.2 is spoken': withTls({ cipherSuites }),
    'nothing is chosen': withTls({ minVersion: '1.3' }),
  },
})

test('finds it on a remote that does not take it from its hub', () => {
  expect(messagesOf(ciphersWithoutEffect, withTls({ minVersion: '1.3' }, { cipherSuites }))).toEqual([
    "prod/berlin/hub-ORDERS: tls.cipherSuites: means nothing, because minVersion is '1.3'",
  ])
})
