// Finds monitoring that others than the host's own processes can read on the way.
import type { BuiltInRule } from '../model/rule'
import type { ConfMap } from '../values/conf'
import { show } from '../values/finding'

const change = 'set monitoring.host to a loopback address, or monitoring.https: true'

export const monitoringExposed: BuiltInRule = {
  code: 'monitoring-exposed',
  severity: 'error',
  title: 'monitoring on a public address has TLS',
  why: 'It asks nobody for credentials and tells the names of accounts and users, the addresses of clients and what they subscribe to: to whoever reaches the port, and without TLS to everybody on the way.',
  change,
  source: 'nats-server server/monitor.go, server/server.go startMonitoring',
  example: 'monitoring: listens on "0.0.0.0" without tls',
  // What is judged is the conf, so that overrides count.
  check: ({ model, conf }) =>
    model.clusters.flatMap((cluster) => {
      // The address may be one of the node's own.
      const hosts = new Set(cluster.nodes.flatMap((node) => publicHost(conf(cluster, node)) ?? []))
      return [...hosts].map((host) => ({
        path: cluster.path,
        message: `monitoring: listens on ${show(host)} without tls`,
        change,
      }))
    }),
}

const LOOPBACK = /^(127(\.\d+){3}|::1|localhost)$/i

/** A port alone is on the address of the listener for clients (server/opts.go setBaselineOptions). */
function publicHost(conf: ConfMap): string | undefined {
  const { http, http_port: port, listen, host = hostOf(listen) } = conf
  if (http === undefined && port === undefined) return undefined
  const bound = hostOf(http) ?? host ?? '0.0.0.0'
  return typeof bound === 'string' && !LOOPBACK.test(bound) ? bound : undefined
}

/** Of `host:port`, or `[v6]:port`. */
function hostOf(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined
  return /^\[?([^\]]+)\]?:-?\d+$/.exec(address)?.[1]
}
