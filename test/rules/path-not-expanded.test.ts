import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import type { NatsClusterProps } from '../../lib/constructs/nats-cluster'
import { pathNotExpanded } from '../../lib/rules/path-not-expanded'
import { base, describeRule, messagesOf } from '../support/judge'

const cluster =
  (props: Partial<NatsClusterProps>) =>
  (scope: Construct): void => {
    base(scope, props)
  }

describeRule(pathNotExpanded, {
  fires: { program: cluster({ jetstream: { storeDir: '$HOME/nats' } }), at: ['prod/hub'] },
  quiet: {
    'it is absolute': cluster({ jetstream: { storeDir: '/var/lib/nats' } }),
    'it is relative': cluster({ configDir: '.', jetstream: { storeDir: 'jetstream' } }),
    'it is a share of Windows': cluster({ jetstream: { storeDir: '\\\\files\\C$\\nats' } }),
  },
})

test('finds certificates, trust, the conf and the log', () => {
  const program = (scope: Construct): void => {
    const onNode = { certFile: '~/nats.crt', keyFile: '${CREDENTIALS_DIRECTORY}/nats.key' }
    const trust = [
      new CertificateAuthority(scope, 'clients'),
      { onNode: { caFile: '%ProgramData%\\ca.pem' } },
    ]
    base(scope, {
      configDir: '~nats/conf',
      logging: { file: '$LOGS/nats.log' },
      tls: { certificate: { onNode }, trust },
    })
  }
  expect(messagesOf(pathNotExpanded, program).map((message) => message.replace(/: [^:]*$/, ''))).toEqual([
    'prod/hub: configDir',
    'prod/hub: logging.file',
    'prod/hub: tls.certificate.onNode.certFile',
    'prod/hub: tls.certificate.onNode.keyFile',
    'prod/hub: tls.trust[1].onNode.caFile',
  ])
})
