import type { Construct } from 'constructs'
import { CertificateAuthority } from '../../lib/constructs/certificate-authority'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { certificateOutlivesAuthority } from '../../lib/rules/certificate-outlives-authority'
import { base, describeRule, messagesOf } from '../support/judge'

const notAfter = Date.UTC(2026, 1, 1)

function program(scope: Construct): void {
  const issuer = new CertificateAuthority(scope, 'acme')
  new NatsCluster(scope, 'hub', { nodes: { nats1: {} }, serverVersion: '2.12', tls: { issuer } })
}

describeRule(certificateOutlivesAuthority, {
  fires: {
    program,
    documents: [{ identity: 'tls/hub/nats1/client', notAfter, clamped: true }],
    at: ['prod/hub'],
  },
  quiet: {
    'nothing is issued yet': program,
    'the certificate has its full validity': {
      program,
      documents: [{ identity: 'tls/hub/nats1/client', notAfter, clamped: false }],
    },
    'the certificate is one that nobody asks for any more': {
      program: base,
      documents: [{ identity: 'tls/old/nats1/client', notAfter, clamped: true }],
    },
  },
})

test('an intermediate ends with its root', () => {
  const messages = messagesOf(
    certificateOutlivesAuthority,
    (scope) => {
      new CertificateAuthority(scope, 'acme', { intermediate: true })
    },
    [{ identity: 'ca/acme/intermediate', notAfter, clamped: true }],
  )
  expect(messages).toEqual([
    'prod/acme: validity: 43800h of ca/acme/intermediate was cut, because authority "acme" ends 2026-02-01',
  ])
})
