import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { TlsSurface } from '../../lib/constructs/tls-surface'
import { plaintextListener } from '../../lib/rules/plaintext-listener'
import type { ConfPath, ConfValue } from '../../lib/values/conf'
import { base, describeRule, messagesOf } from '../support/judge'

const plain = (scope: Construct): NatsCluster =>
  new NatsCluster(scope, 'hub', { nodes: { nats1: {} }, serverVersion: '2.12', leafnodes: {} })

const overridden =
  (conf: ConfPath, value: ConfValue) =>
  (scope: Construct): void => {
    base(scope).hub.addConfOverride(conf, value)
  }

describeRule(plaintextListener, {
  fires: { program: plain, at: ['prod/hub', 'prod/hub'] },
  quiet: {
    'what the cluster says is for leaf nodes, too': (scope) => {
      base(scope, { leafnodes: {} })
    },
    'monitoring is for this machine': (scope) => {
      base(scope, { monitoring: {} })
    },
    'tls comes with an override': (scope) => {
      const hub = new NatsCluster(scope, 'hub', { nodes: { nats1: {} }, serverVersion: '2.12' })
      hub.addConfOverride(['tls'], { cert_file: '/etc/ssl/nats.crt', key_file: '/etc/ssl/nats.key' })
    },
  },
})

test('a TlsSurface is for its own listener', () => {
  const program = (scope: Construct): void => {
    const issuer = new CertificateAuthority(scope, 'ca')
    new TlsSurface(plain(scope), 'leaf-tls', { surface: 'leafnodes', issuer })
  }
  expect(messagesOf(plaintextListener, program)).toEqual(['prod/hub: client: listens without tls'])
})

test.each<[string, (scope: Construct) => void, string]>([
  [
    'websockets in an override',
    overridden(['websocket'], { port: 8080, no_tls: true }),
    'websocket: listens without tls',
  ],
  [
    'a gateway in an override',
    overridden(['gateway'], { listen: '0.0.0.0:7222' }),
    'gateway: listens without tls',
  ],
  [
    'leave to do without',
    overridden(['allow_non_tls'], true),
    'client: allow_non_tls lets clients in without tls',
  ],
  [
    'leave to do without, in another case',
    overridden(['Allow_Non_TLS'], true),
    'client: allow_non_tls lets clients in without tls',
  ],
  [
    'websockets under another name',
    overridden(['WS'], { Port: 8080, no_tls: true }),
    'websocket: listens without tls',
  ],
])('finds %s', (_, program, expected) => {
  expect(messagesOf(plaintextListener, program)).toEqual([`prod/hub: ${expected}`])
})
