import type { Construct } from 'constructs'
import { LeafNode } from '../../lib/constructs/leaf-node'
import type { SurfaceTlsProps } from '../../lib/constructs/tls-surface'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { cipherSuiteMismatch } from '../../lib/rules/cipher-suite-mismatch'
import { Secret } from '../../lib/values/secret'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { leafOf, pairOf, rootOf } from '../support/certificates'
import { base, describeRule, messagesOf } from '../support/judge'

const RSA = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'
const ECDSA = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'
const TLS13 = 'TLS_AES_128_GCM_SHA256'

const withTls =
  (tls: SurfaceTlsProps<'client'>) =>
  (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'servers')
    base(scope, { tls: { ...(tls.certificate ? { trust: [issuer] } : { issuer }), ...tls } })
  }

const copied = {
  certificates: leafOf(rootOf('P-256').issuer).pem,
  key: Secret.of(privateKeyPem(pairOf('P-256', 'leaf'))),
}

describeRule(cipherSuiteMismatch, {
  fires: { program: withTls({ cipherSuites: [RSA, TLS13] }), at: ['prod/hub'] },
  quiet: {
    'one of several suites fits': withTls({ cipherSuites: [RSA, ECDSA] }),
    'the suite fits an RSA key': withTls({ cipherSuites: [RSA], keyAlgorithm: 'RSA-2048' }),
    'an Ed25519 key serves ECDSA suites': withTls({ cipherSuites: [ECDSA], keyAlgorithm: 'Ed25519' }),
    'TLS 1.2 is not offered': withTls({ cipherSuites: [TLS13], minVersion: '1.3' }),
    'the suite fits the key that was copied in': withTls({ cipherSuites: [ECDSA], certificate: copied }),
    'nobody has seen the key on the node': withTls({
      cipherSuites: [RSA],
      certificate: { onNode: { certFile: '/etc/ssl/nats.crt', keyFile: '/etc/ssl/nats.key' } },
    }),
  },
})

test.each([
  [
    'an ECDSA suite',
    { cipherSuites: [ECDSA], keyAlgorithm: 'RSA-2048' },
    'no suite for the RSA key of the certificate',
  ],
  [
    'an RSA suite',
    { cipherSuites: [RSA], certificate: copied },
    'no suite for the ECDSA key of the certificate',
  ],
  ['none of TLS 1.2', { cipherSuites: [TLS13] }, 'only suites of TLS 1.3, so TLS 1.2 is offered without any'],
] as const)('%s is not enough', (_, tls, problem) => {
  expect(messagesOf(cipherSuiteMismatch, withTls(tls))).toEqual([`prod/hub: tls.cipherSuites: ${problem}`])
})

test('the key that a remote must fit is that of the hub', () => {
  const program = (scope: Construct): void => {
    const { hub, orders } = base(scope, { leafnodes: {} })
    const tls = { cipherSuites: [RSA], keyAlgorithm: 'RSA-2048' } as const
    new LeafNode(scope, 'berlin', { remotes: [{ hub, hubAccount: orders, account: orders, tls }] })
  }
  expect(messagesOf(cipherSuiteMismatch, program)).toEqual([
    'prod/berlin/hub-ORDERS: tls.cipherSuites: no suite for the ECDSA key of the certificate',
  ])
})
