// In: a node. Out: the options of nats-server itself, outside of every block: who it is, where clients and monitors find
// it, limits, logging.
import type { Cluster, Limits, Logging, Node } from '../../model/model'
import type { ConfMap } from '../../values/conf'
import { formatDuration } from '../../values/duration'
import { formatHostPort } from '../../values/hosts'
import { block } from './block'

export function serverOptions(cluster: Cluster, node: Node): ConfMap {
  return block({
    server_name: node.name,
    listen: formatHostPort({ host: node.host, port: node.ports.client }),
    // Left out, clients would be told the addresses of the node's interfaces, which its certificate does not cover.
    client_advertise: formatHostPort(node.advertise.client),
    ...monitoringOptions(cluster, node),
    ...limitOptions(cluster.limits),
    ...loggingOptions(cluster.logging),
  })
}

/** Over https it is served with the client listener's certificate. */
function monitoringOptions({ monitoring }: Cluster, node: Node): ConfMap {
  if (monitoring === undefined) return {}
  const address = formatHostPort({ host: monitoring.host, port: node.ports.monitoring })
  return monitoring.https ? { https: address } : { http: address }
}

function limitOptions(limits: Limits): ConfMap {
  const duration = (given: number | undefined): string | undefined =>
    given === undefined ? undefined : formatDuration(given)
  return block({
    max_connections: limits.maxConnections,
    max_subscriptions: limits.maxSubscriptions,
    max_payload: limits.maxPayload,
    max_pending: limits.maxPending,
    max_control_line: limits.maxControlLine,
    ping_interval: duration(limits.pingInterval),
    ping_max: limits.pingMax,
    write_deadline: duration(limits.writeDeadline),
  })
}

function loggingOptions(logging: Logging): ConfMap {
  const { syslog } = logging
  return block({
    debug: logging.debug,
    trace: logging.trace,
    logtime: logging.logtime,
    logtime_utc: logging.logtimeUtc,
    log_file: logging.file,
    log_size_limit: logging.sizeLimit,
    log_max_num: logging.maxFiles,
    syslog: syslog === true ? true : undefined,
    remote_syslog: syslog === true ? undefined : syslog,
  })
}
