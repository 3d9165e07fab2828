import type { Construct } from 'constructs'
import { NatsCluster } from '../../lib/constructs/nats-cluster'
import { httpsWithoutTls } from '../../lib/rules/https-without-tls'
import { base, describeRule } from '../support/judge'

const plain =
  (https: boolean) =>
  (scope: Construct): void => {
    new NatsCluster(scope, 'hub', { nodes: { nats1: {} }, serverVersion: '2.12', monitoring: { https } })
  }

describeRule(httpsWithoutTls, {
  fires: { program: plain(true), at: ['prod/hub'] },
  quiet: {
    'the client listener has tls': (scope) => {
      base(scope, { monitoring: { https: true } })
    },
    'monitoring is plain': plain(false),
  },
})
