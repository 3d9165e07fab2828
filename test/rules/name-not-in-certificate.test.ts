import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import type { NodeProps } from '../../lib/constructs/servers'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { nameNotInCertificate } from '../../lib/rules/name-not-in-certificate'
import { Secret } from '../../lib/values/secret'
import { privateKeyPem } from '../../lib/x509/key-pair'
import { leafOf, pairOf, rootOf } from '../support/certificates'
import { base, describeRule, messagesOf } from '../support/judge'

const authority = rootOf('P-256')
const key = Secret.of(privateKeyPem(pairOf('P-256', 'leaf')))
const certificate = (dnsNames: readonly string[], ipAddresses: readonly string[] = []): string =>
  leafOf(authority.issuer, { dnsNames, ipAddresses }).pem

/** A cluster with this one certificate, copied in, on the routes of its nodes. */
const routes =
  (pem: string, nats1: string | NodeProps = 'nats1.internal') =>
  (scope: Construct): void => {
    const { hub } = base(scope, { nodes: { nats1, nats2: 'nats2.internal' } })
    const trust = [new CertificateAuthority(scope, 'peers')]
    new TlsSurface(hub, 'routes-tls', { surface: 'cluster', certificate: { certificates: pem, key }, trust })
  }

describeRule(nameNotInCertificate, {
  fires: { program: routes(certificate(['nats2.internal'])), at: ['prod/hub/routes-tls'] },
  quiet: {
    'all names are there': routes(certificate(['nats1.internal', 'nats2.internal'])),
    'a wildcard stands for one label': routes(certificate(['*.internal'])),
    'the name is written in capitals': routes(certificate(['*.INTERNAL'])),
    'addresses are there': routes(certificate(['*.internal'], ['10.0.0.1', 'fd00::1']), {
      ipAddresses: ['10.0.0.1', 'FD00:0::1'],
    }),
    'natsmith issues the certificate': base,
    'nobody has seen the certificate on the node': (scope) => {
      const onNode = { certFile: '/etc/ssl/nats.crt', keyFile: '/etc/ssl/nats.key' }
      base(scope, { tls: { certificate: { onNode }, trust: [new CertificateAuthority(scope, 'trusted')] } })
    },
  },
})

test.each<[string, string, string | NodeProps, string]>([
  [
    'a wildcard for two labels',
    certificate(['*.internal']),
    'nats1.eu.internal',
    'DNS name "nats1.eu.internal"',
  ],
  [
    'an address that stands among the DNS names only',
    certificate(['*.internal']),
    '10.0.0.1',
    'IP address "10.0.0.1"',
  ],
  [
    'a name that is gossiped only',
    certificate(['nats1.internal', 'nats2.internal']),
    { dnsNames: ['nats1.internal'], advertise: { cluster: 'nats1.example.com:6222' } },
    'DNS name "nats1.example.com"',
  ],
  ['a certificate without any SAN', certificate([]), 'nats1.internal', 'DNS name "nats1.internal"'],
])('finds %s', (_, pem, nats1, missing) => {
  const [first] = messagesOf(nameNotInCertificate, routes(pem, nats1))
  expect(first).toContain(`certificate: has no ${missing} in its SAN`)
})

test('looks at the certificate of each node, where they are given by node', () => {
  const pem = { certificates: certificate(['nats1.internal']), key }
  const program = (scope: Construct): void => {
    const { hub } = base(scope, { nodes: { nats1: 'nats1.internal', nats2: 'nats2.internal' } })
    const trust = [new CertificateAuthority(scope, 'peers')]
    const byNode = { nats1: pem, nats2: pem }
    new TlsSurface(hub, 'routes-tls', { surface: 'cluster', certificate: { byNode }, trust })
  }
  const [first, second] = messagesOf(nameNotInCertificate, program)
  expect(first).toContain('has no DNS name "nats2.internal" in its SAN')
  expect(second).toBeUndefined()
})

test('looks at what was really issued', () => {
  const names = { dnsNames: ['old.internal'], ipAddresses: [] }
  const issued = { identity: 'tls/hub/nats1/client', names }
  expect(messagesOf(nameNotInCertificate, base, [issued])).toHaveLength(1)
  const good = { ...issued, names: { ...names, dnsNames: ['nats1.internal'] } }
  expect(messagesOf(nameNotInCertificate, base, [good])).toEqual([])
})
