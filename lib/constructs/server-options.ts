// Reads the options of nats-server that need no other construct.
import type { JetStream, Leafnodes, Limits, Logging, Monitoring, PasswordSource } from '../model/model'
import { defined } from '../values/defined'
import { parseDuration } from '../values/duration'
import { ValueError, show } from '../values/finding'
import { parseHost, parsePort } from '../values/hosts'
import { parseSize } from '../values/size'
import { SURFACES } from '../values/surfaces'
import { INT32, boolean, integer, oneOf, parseNodePath, size32 } from './parsers'
import { readPassword } from './password'
import type { Props, PropsOf } from './props'
import type {
  AuthorizationProps,
  JetStreamProps,
  LeafnodesProps,
  LimitsProps,
  LoggingProps,
  MonitoringProps,
} from './servers-props'

export const parseCompression = oneOf('off', 'accept', 's2_auto', 's2_fast', 's2_better', 's2_best')

/** Where a listener binds; the unspecified address is every address of the node. */
export const parseBindAddress = (value: unknown): string => parseHost(value).name

/** A listener's own port, apart from its options, because each node may have another. */
interface Listener<Options> {
  readonly port: number
  readonly options: Options
}

export function readMonitoring(read: PropsOf<MonitoringProps>): Listener<Monitoring> {
  return {
    port: read.value('port', parsePort, SURFACES.monitoring.port),
    options: {
      host: read.value('host', parseBindAddress, '127.0.0.1'),
      https: read.value('https', boolean, false),
    },
  }
}

export function readLeafnodes(read: PropsOf<LeafnodesProps>): Listener<Leafnodes> {
  return {
    port: read.value('port', parsePort, SURFACES.leafnodes.port),
    options: defined({
      compression: read.optional('compression', parseCompression),
      authTimeout: read.object('authorization', readAuthTimeout),
    }),
  }
}

interface Authorization {
  readonly token: PasswordSource | undefined
  readonly timeout: number | undefined
}

export function readAuthorization(read: PropsOf<AuthorizationProps>): Authorization {
  return {
    // A token that is undefined, for instance because a variable is not set, must not mean "no token".
    token: read.has('token') ? readPassword(read, 'token') : undefined,
    timeout: readAuthTimeout(read),
  }
}

const readAuthTimeout = (read: Props<'timeout'>): number | undefined =>
  read.optional('timeout', parseAuthTimeout)

/** nats-server warns of more than a minute (server/opts.go parseAuthorization). */
function parseAuthTimeout(value: unknown): number {
  const timeout = parseDuration(value)
  if (timeout <= 60_000) return timeout
  throw new ValueError('invalid-duration', `${show(value)} is more than a minute`, "give at most '1m'")
}

export function readLogging(read: PropsOf<LoggingProps>): Logging {
  return defined({
    debug: read.optional('debug', boolean),
    trace: read.optional('trace', boolean),
    logtime: read.optional('logtime', boolean),
    logtimeUtc: read.optional('logtimeUtc', boolean),
    file: read.optional('file', parseNodePath),
    sizeLimit: read.optional('sizeLimit', parseSize),
    maxFiles: read.optional('maxFiles', integer(0)),
    syslog: read.optional('syslog', parseSyslog),
  })
}

/** A URL that nats-server dials, or `true` (logger/syslog.go getNetworkAndAddr). */
function parseSyslog(value: unknown): true | string {
  if (value === true) return value
  if (
    typeof value === 'string' &&
    /^((udp|tcp):\/\/[\w.:[\]-]+|unix:\/\/?\/[^\s\p{Cc}\p{Cs}]+)$/u.test(value)
  )
    return value
  throw new ValueError(
    'invalid-choice',
    `${show(value)} is not a syslog`,
    "give true, or a URL such as 'udp://logs.internal:514'",
  )
}

export function readLimits(read: PropsOf<LimitsProps>): Limits {
  return defined({
    // 0 means all or nothing, by the server's version.
    maxConnections: read.optional('maxConnections', integer(1, INT32)),
    maxSubscriptions: read.optional('maxSubscriptions', integer(0, INT32)),
    maxPayload: read.optional('maxPayload', size32),
    maxPending: read.optional('maxPending', parseSize),
    maxControlLine: read.optional('maxControlLine', size32),
    pingInterval: read.optional('pingInterval', parseDuration),
    pingMax: read.optional('pingMax', integer(1, INT32)),
    writeDeadline: read.optional('writeDeadline', parseDuration),
  })
}

export function readJetStream(read: PropsOf<JetStreamProps>): JetStream {
  return {
    storeDir: read.value('storeDir', parseNodePath),
    ...defined({
      maxMemory: read.optional('maxMemory', parseSize),
      maxFile: read.optional('maxFile', parseSize),
      domain: read.optional('domain', parseDomain),
      encryption: read.optional('encryption', oneOf('aes', 'chachapoly')),
    }),
  }
}

function parseDomain(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(value)) return value
  throw new ValueError(
    'invalid-name',
    `${show(value)} is not a JetStream domain`,
    'give letters, digits, _ and - only',
  )
}
