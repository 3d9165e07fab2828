import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { keyOfAnother } from '../../lib/rules/key-of-another'
import { Secret } from '../../lib/values/secret'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { leafOf, pairOf, rootOf } from '../support/certificates'
import { base, describeRule } from '../support/judge'

const names = { dnsNames: ['nats1.internal', 'nats2.internal'] }
const certificates = leafOf(rootOf('P-256').issuer, names).pem

const withKey =
  (of: 'leaf' | 'root') =>
  (scope: Construct): void => {
    const key = Secret.of(privateKeyPem(pairOf('P-256', of)))
    const trust = [new CertificateAuthority(scope, 'trusted')]
    base(scope, { tls: { certificate: { certificates, key }, trust } })
  }

describeRule(keyOfAnother, {
  fires: { program: withKey('root'), at: ['prod/hub'] },
  quiet: {
    'the key is its own': withKey('leaf'),
    'it is on the node': (scope) => {
      const onNode = { certFile: '/etc/ssl/nats.crt', keyFile: '/etc/ssl/nats.key' }
      base(scope, { tls: { certificate: { onNode }, trust: [new CertificateAuthority(scope, 'trusted')] } })
    },
  },
})
