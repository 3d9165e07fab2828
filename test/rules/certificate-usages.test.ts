import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { certificateUsages } from '../../lib/rules/certificate-usages'
import { Secret } from '../../lib/values/secret'
import type { Usage } from '../../lib/x509/certificate'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { intermediateOf, leafOf, pairOf, rootOf } from '../support/certificates'
import { base, describeRule, messagesOf } from '../support/judge'

const root = rootOf('P-256', 1)
const intermediate = intermediateOf('P-256', root.issuer)
const key = Secret.of(privateKeyPem(pairOf('P-256', 'leaf')))
const leaf = (...usages: readonly Usage[]): string => leafOf(intermediate.issuer, { usages }).pem

/** A certificate that was made elsewhere, on the routes. */
const onRoutes =
  (certificates: string) =>
  (scope: Construct): void => {
    const trust = [{ certificates: root.certificate.pem }]
    new TlsSurface(base(scope).hub, 'routes-tls', {
      surface: 'cluster',
      trust,
      certificate: { certificates, key },
    })
  }

const onClients =
  (certificates: string) =>
  (scope: Construct): void => {
    base(scope, {
      tls: { trust: [new CertificateAuthority(scope, 'clients')], certificate: { certificates, key } },
    })
  }

const imported =
  (certificates: string) =>
  (scope: Construct): void => {
    base(scope)
    new CertificateAuthority(scope, 'partner', { imported: { certificates } })
  }

describeRule(certificateUsages, {
  fires: { program: onRoutes(leaf('serverAuth')), at: ['prod/hub/routes-tls'] },
  quiet: {
    'it is for both': onRoutes(leaf('serverAuth', 'clientAuth') + intermediate.certificate.pem),
    'clients want a server': onClients(leaf('serverAuth')),
    'it is an authority': imported(intermediate.certificate.pem + root.certificate.pem),
  },
})

test.each<[string, (scope: Construct) => void, string]>([
  [
    'a certificate of a client',
    onClients(leaf('clientAuth')),
    'prod/hub: tls.certificate: "CN=nats1" is not for serverAuth, which the client surface needs',
  ],
  [
    'a leaf in the place of an authority',
    imported(leaf('serverAuth')),
    'prod/partner: imported.certificates: "CN=nats1" is no authority (basicConstraints), so nothing that it signed is taken',
  ],
  [
    'a leaf in the place of an intermediate',
    onClients(leaf('serverAuth') + leaf('serverAuth')),
    'prod/hub: tls.certificate: "CN=nats1" is no authority (basicConstraints), so nothing that it signed is taken',
  ],
])('finds %s', (_, program, expected) => {
  expect(messagesOf(certificateUsages, program)).toEqual([expected])
})
