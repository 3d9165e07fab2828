import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import type { NodeProps } from '../../lib/constructs/servers'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { knownUrlsByIp } from '../../lib/rules/known-urls-by-ip'
import { base, describeRule } from '../support/judge'

const routes =
  (verifyCertAndCheckKnownUrls: boolean, nats1: string | NodeProps) =>
  (scope: Construct): void => {
    const { hub } = base(scope, { nodes: { nats1, nats2: 'nats2.internal' } })
    const issuer = new CertificateAuthority(scope, 'peers')
    new TlsSurface(hub, 'routes-tls', { surface: 'cluster', issuer, verifyCertAndCheckKnownUrls })
  }

describeRule(knownUrlsByIp, {
  fires: { program: routes(true, '10.0.0.1'), at: ['prod/hub/routes-tls'] },
  quiet: {
    'every node is dialled by name': routes(true, {
      dnsNames: ['nats1.internal'],
      ipAddresses: ['10.0.0.1'],
    }),
    'known URLs are not checked': routes(false, '10.0.0.1'),
  },
})
