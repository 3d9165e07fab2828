import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import type { TlsProps } from '../../lib/constructs/tls-props'
import { certificateNotValid } from '../../lib/rules/certificate-not-valid'
import { Secret } from '../../lib/values/secret'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { DAY, leafOf, NOW, pairOf, rootOf } from '../support/certificates'
import { base, describeRule, messagesOf } from '../support/judge'

/** Tests judge at the beginning of the year, half a month before NOW. */
const root = rootOf('P-256', 0, 3650 * DAY, NOW - 100 * DAY)
const ended = leafOf(root.issuer, { validity: 10 * DAY }, NOW - 26 * DAY).pem
const key = Secret.of(privateKeyPem(pairOf('P-256', 'leaf')))

const withTls =
  (tls: Pick<TlsProps, 'certificate' | 'trust'>) =>
  (scope: Construct): void => {
    base(scope, { tls: { trust: [new CertificateAuthority(scope, 'clients')], ...tls } })
  }
const showing = (certificates: string) => withTls({ certificate: { certificates, key } })
const trusting =
  (certificates: string) =>
  (scope: Construct): void => {
    base(scope, { tls: { issuer: new CertificateAuthority(scope, 'servers'), trust: [{ certificates }] } })
  }

const early = rootOf('P-256').certificate.pem

describeRule(certificateNotValid, {
  fires: { program: showing(ended), at: ['prod/hub'] },
  quiet: {
    'it is valid': showing(leafOf(root.issuer, {}, NOW - 26 * DAY).pem),
    'one that is trusted is left': trusting(early + root.certificate.pem),
  },
})

test.each([
  [
    'one that begins later',
    showing(leafOf(root.issuer).pem),
    'tls.certificate: "CN=nats1" begins 2026-01-15',
  ],
  ['trust of none that is valid', trusting(early), 'tls.trust[0]: "CN=root P-256" begins 2026-01-15'],
])('finds %s', (_, program, expected) => {
  expect(messagesOf(certificateNotValid, program)).toEqual([expect.stringContaining(`prod/hub: ${expected}`)])
})

test('finds an imported authority that has ended', () => {
  const certificates = rootOf('P-256', 0, DAY, NOW - 100 * DAY).certificate.pem
  const program = (scope: Construct): void => {
    base(scope)
    new CertificateAuthority(scope, 'partner', { imported: { certificates } })
  }
  expect(messagesOf(certificateNotValid, program)).toEqual([
    expect.stringContaining('prod/partner: imported.certificates: "CN=root P-256" has ended 2025-10-08'),
  ])
})
