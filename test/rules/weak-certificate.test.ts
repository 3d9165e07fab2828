import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { weakCertificate } from '../../lib/rules/weak-certificate'
import { Secret } from '../../lib/values/secret'
import { intermediateOf, rootOf } from '../support/certificates'
import type { ForeignCertificate } from '../support/foreign-certificate'
import { foreignCertificate } from '../support/foreign-certificate'
import { base, describeRule, messagesOf } from '../support/judge'

const imported =
  (certificates: string) =>
  (scope: Construct): void => {
    base(scope)
    new CertificateAuthority(scope, 'partner', { imported: { certificates } })
  }

const foreign = (options: ForeignCertificate) => imported(foreignCertificate(options).certificates)

const root = rootOf('P-384', 1)

describeRule(weakCertificate, {
  fires: { program: foreign({ key: { rsa: 1024 } }), at: ['prod/partner'] },
  quiet: {
    'keys and signatures hold': imported(
      intermediateOf('RSA-2048', root.issuer).certificate.pem + root.certificate.pem,
    ),
    'the curve is a large one': foreign({ key: { curve: 'secp521r1' } }),
    'it is a root that is signed with SHA-1, which nobody looks at': foreign({
      key: { rsa: 2048 },
      digest: 'sha1',
    }),
  },
})

test.each<[string, ForeignCertificate, string]>([
  ['a signature with SHA-1', { key: { rsa: 2048 }, issuer: 'root', digest: 'sha1' }, 'is signed with SHA-1'],
  ['a signature with MD5', { key: { rsa: 2048 }, issuer: 'root', digest: 'md5' }, 'is signed with MD5'],
  ['an ECDSA signature with SHA-1', { issuer: 'root', digest: 'sha1' }, 'is signed with SHA-1'],
  ['P-224', { key: { curve: 'secp224r1' } }, 'has a key that is EC secp224r1'],
  ['a curve of others', { key: { curve: 'secp256k1' } }, 'has a key that is EC secp256k1'],
])('finds %s', (_, options, expected) => {
  expect(messagesOf(weakCertificate, foreign(options))).toEqual([
    `prod/partner: imported.certificates: "CN=old" ${expected}`,
  ])
})

test('finds it in what a listener shows, and in what it trusts', () => {
  const { certificates, key } = foreignCertificate({ key: { rsa: 1024 } })
  const program = (scope: Construct): void => {
    base(scope, { tls: { certificate: { certificates, key: Secret.of(key) }, trust: [{ certificates }] } })
  }
  expect(messagesOf(weakCertificate, program)).toEqual([
    'prod/hub: tls.certificate: "CN=old" has a key that is RSA-1024',
    'prod/hub: tls.trust[0]: "CN=old" has a key that is RSA-1024',
  ])
})
