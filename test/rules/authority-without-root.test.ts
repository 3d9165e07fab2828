import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { authorityWithoutRoot } from '../../lib/rules/authority-without-root'
import { intermediateOf, rootOf } from '../support/certificates'
import { base, describeRule, messagesOf } from '../support/judge'

const root = rootOf('P-256', 1)
const intermediate = intermediateOf('P-256', root.issuer).certificate.pem
const stranger = rootOf('P-384').certificate.pem

const imported =
  (...certificates: readonly string[]) =>
  (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'corp', {
      imported: { certificates: certificates.join('') },
    })
    base(scope, { tls: { issuer } })
  }

describeRule(authorityWithoutRoot, {
  fires: { program: imported(intermediate), at: ['prod/corp'] },
  quiet: {
    'the root is there': imported(intermediate, root.certificate.pem),
    'the root is there, behind another': imported(intermediate, stranger, root.certificate.pem),
    'it is the root': imported(root.certificate.pem),
    'it certifies no server that clients dial': (scope) => {
      new CertificateAuthority(scope, 'corp', { imported: { certificates: intermediate } })
      base(scope)
    },
  },
})

test('another root does not help', () => {
  expect(messagesOf(authorityWithoutRoot, imported(intermediate, stranger))).toEqual([
    'prod/corp: imported.certificates: "CN=intermediate P-256" is not self-signed, and what signed it is missing',
  ])
})
