// Finds monitoring over https on servers that have no certificate for it.
import type { BuiltInRule } from '../model/rule'

const change = 'set tls on the servers, or remove monitoring.https'

export const httpsWithoutTls: BuiltInRule = {
  code: 'https-without-tls',
  severity: 'error',
  title: 'monitoring over https has the TLS of the client listener',
  why: 'Monitoring uses the certificate of the client listener; without one nats-server refuses to start.',
  change,
  source: 'nats-server server/server.go startMonitoring',
  example: 'monitoring.https: true, but the client listener has no tls',
  check: ({ model }) =>
    model.clusters
      .filter((cluster) => cluster.monitoring?.https === true && cluster.tls.client === undefined)
      .map(({ path }) => ({
        path,
        message: 'monitoring.https: true, but the client listener has no tls',
        change,
      })),
}
