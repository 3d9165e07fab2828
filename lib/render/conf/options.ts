// ONE table of conf options: since which release nats-server knows them, as far as that is newer than 2.10.0, and what a
// running server needs when they change. Rules and diff ask it. Source: nats-server.md 6.9, 9 and 10.1, that is
// nats-server's tags, server/opts.go and server/reload.go, and trials on 2.10 and 2.15.
import type { ConfMap, ConfPath, ConfValue } from '../../values/conf'
import { isConfArray, isConfMap } from '../../values/conf'
import { groupBy } from '../../values/group'
import { recall } from '../../values/remember'
import { MAPPING_RELEASES, needsRelease } from '../../values/mapping-functions'
import type { ParsedVersion, Since } from '../../values/server-version'
import { atLeast } from '../../values/server-version'
import { SURFACES } from '../../values/surfaces'
import type { Curve } from '../../values/tls-names'
import { CURVES } from '../../values/tls-names'

interface Option {
  /** Keys with dots between them; `*` is any key or position. What is said of an option covers all that is in it. */
  readonly path: string
  /** The row is about this value of the option only. */
  readonly value?: (value: ConfValue) => boolean
  readonly since?: Since
  /** A reload applies the change: always, never, or from a release on. Without it, what covers the option decides. */
  readonly reload?: boolean | Since
}

const since = (release: Since, ...paths: readonly string[]): readonly Option[] =>
  paths.map((path) => ({ path, since: release }))
const reload = (from: boolean | Since, ...paths: readonly string[]): readonly Option[] =>
  paths.map((path) => ({ path, reload: from }))
const below = (block: string, options: string): readonly string[] =>
  options.split(' ').map((option) => `${block}.${option}`)

const REMOTE = 'leafnodes.remotes.*'
const LISTENER_BLOCKS = Object.entries(SURFACES).flatMap(([surface, { conf }]) =>
  surface === 'leaf-remote' || surface === 'monitoring' ? [] : [conf.join('.')],
)
const TLS_BLOCKS = [...LISTENER_BLOCKS, `${REMOTE}.tls`, 'gateway.gateways.*.tls']
const isText = (value: ConfValue): boolean => typeof value === 'string'

/** Fields of a `tls` block that every surface takes over, for handshakes to come. */
const RELOADED_TLS = 'cert_file key_file ca_file certs verify cipher_suites curve_preferences min_version'

const OPTIONS: readonly Option[] = [
  // ---------------------------------------------------------------------------------------------- reload or restart
  ...reload(
    true,
    ...'debug trace trace_verbose trace_headers logtime logtime_utc log_file logfile syslog remote_syslog'.split(
      ' ',
    ),
    ...'pid_file pidfile ports_file_dir max_connections max_conn max_control_line max_payload'.split(' '),
    ...'max_traced_msg_len ping_interval ping_max write_deadline server_tags server_metadata'.split(' '),
    ...'connect_error_reports reconnect_error_reports no_fast_producer_stall prof_block_rate'.split(' '),
    ...'ocsp ocsp_cache default_sentinel resolver_preload resolver_tls'.split(' '),
    ...'tls authorization accounts mappings maps jetstream'.split(' '),
    ...below(
      'cluster',
      'name authorization permissions compression pool_size accounts no_advertise routes tls',
    ),
    ...below('jetstream', 'meta_compact meta_compact_size meta_compact_sync'),
    ...below('mqtt', 'ack_wait max_ack_pending stream_replicas consumer_replicas consumer_memory_storage'),
    'mqtt.consumer_inactive_threshold',
    'leafnodes.compression',
    'leafnodes.tls.handshake_first',
    ...below(REMOTE, 'compression disabled tls.handshake_first'),
    ...TLS_BLOCKS.flatMap((block) => below(block, RELOADED_TLS)),
  ),
  ...reload(false, 'tls.verify_and_map', 'tls.connection_rate_limit'),
  ...reload(false, 'authorization.auth_callout', 'authorization.proxy_required', 'jetstream.*'),
  // A remote may come and go from 2.14 on; of what is in one, only this may change.
  ...reload(['2.14.0'], REMOTE, ...below(REMOTE, 'url urls account local credentials creds nkey seed')),
  ...reload(false, `${REMOTE}.*`),
  ...reload(['2.14.0'], 'gateway.tls.pinned_certs'),

  // --------------------------------------------------------------------------------------------------------- releases
  ...since(['2.10.2'], 'prof_block_rate'),
  ...since(
    ['2.10.4'],
    'tls.handshake_first',
    ...below('mqtt', 'reject_qos2_publish downgrade_qos2_subscribe'),
  ),
  ...since(['2.10.8'], 'leafnodes.authorization.nkey', ...below(REMOTE, 'nkey seed')),
  ...since(['2.10.8'], ...TLS_BLOCKS.flatMap((block) => below(block, 'certs certificates'))),
  ...since(['2.10.10'], ...below('cluster', 'ping_interval ping_max')),
  ...since(
    ['2.10.21'],
    'jetstream.request_queue_limit',
    ...TLS_BLOCKS.map((block) => `${block}.min_version`),
  ),
  ...since(['2.10.23'], ...TLS_BLOCKS.flatMap((b) => below(b, 'ca_certs_match cert_match_skip_invalid'))),
  ...since(['2.10.26'], 'max_closed_clients', 'no_fast_producer_stall', `${REMOTE}.first_info_timeout`),
  ...since(['2.11.0'], ...below('accounts.*', 'msg_trace trace_dest jetstream.cluster_traffic')),
  ...since(['2.11.0'], 'accounts.*.exports.*.allow_trace', 'accounts.*.imports.*.allow_trace'),
  ...since(['2.11.0'], 'authorization.auth_callout.allowed_accounts'),
  ...since(['2.11.0'], ...below('jetstream', 'strict tpm max_buffered_size max_buffered_msgs')),
  ...since(['2.11.0'], ...below('websocket', 'headers user_cookie pass_cookie token_cookie')),
  ...since(['2.11.0'], `${REMOTE}.jetstream_cluster_migrate.leader_migrate_delay`),
  { path: 'leafnodes.tls.handshake_first', value: isText, since: ['2.11.0'] },
  {
    path: 'accounts.*.users.*.allowed_connection_types.*',
    value: (type) => typeof type === 'string' && type.toUpperCase() === 'IN_PROCESS',
    since: ['2.11.0'],
  },
  ...since(['2.11.2'], 'default_sentinel', 'trace_headers'),
  ...since(['2.11.3'], ...below('mqtt', 'js_api_timeout api_timeout')),
  ...since(
    ['2.11.11', '2.12.1'],
    'cluster.write_deadline',
    'gateway.write_deadline',
    'leafnodes.write_deadline',
  ),
  ...since(['2.11.11', '2.12.2'], 'write_timeout', ...below('jetstream', 'meta_compact meta_compact_size')),
  ...since(
    ['2.11.11', '2.12.2'],
    'cluster.write_timeout',
    'gateway.write_timeout',
    'leafnodes.write_timeout',
  ),
  ...since(['2.11.12', '2.12.3'], 'websocket.ping_interval'),
  ...since(
    ['2.12.0'],
    'server_metadata',
    'proxies',
    'authorization.proxy_required',
    'jetstream.limits.batch',
  ),
  ...since(['2.12.0'], 'accounts.*.users.*.proxy_required', 'leafnodes.authorization.proxy_required'),
  ...since(['2.12.0'], 'cluster.connect_backoff', 'gateway.connect_backoff'),
  ...since(['2.12.0'], ...below('leafnodes', 'isolate_leafnode_interest isolate')),
  ...since(['2.12.0'], ...below(REMOTE, 'isolate_leafnode_interest isolate request_isolation disabled')),
  ...since(['2.12.0'], ...TLS_BLOCKS.map((block) => `${block}.allow_insecure_cipher_suites`)),
  ...since(['2.12.1'], `${REMOTE}.proxy`),
  ...since(['2.12.2'], 'proxy_protocol'),
  ...since(['2.12.5', '2.14.0'], 'jetstream.meta_compact_sync'),
  ...since(['2.12.14', '2.14.4'], 'jetstream.max_concurrent_io'),
  ...since(['2.14.0'], 'feature_flags', 'jetstream.info_queue_limit', `${REMOTE}.ignore_discovered_servers`),
  ...since(['2.14.5'], 'leafnodes.dial_timeout', `${REMOTE}.dial_timeout`),
  ...MAPPING_RELEASES.flatMap((release) =>
    ['accounts.*.mappings.*', 'accounts.*.mappings.*.*.destination'].map((path) => ({
      path,
      value: (destination: ConfValue) =>
        typeof destination === 'string' && needsRelease(destination, release),
      since: release,
    })),
  ),
  ...TLS_BLOCKS.flatMap((block) =>
    (Object.keys(CURVES) as Curve[]).flatMap((curve) => {
      const release: Since | undefined = CURVES[curve]
      const path = `${block}.curve_preferences.*`
      return release ? [{ path, value: (name: ConfValue) => name === curve, since: release }] : []
    }),
  ),
]

const ROWS = OPTIONS.map((option) => ({ ...option, keys: option.path.split('.') }))
/** The rows by their first key: confs have many options, almost all of them in `accounts`. */
const ROWS_BELOW = groupBy(ROWS, ({ keys }) => keys[0])

const rowsFor = (path: ConfPath): readonly (typeof ROWS)[number][] =>
  (ROWS_BELOW.get(String(path[0]).toLowerCase()) ?? []).filter(({ keys }) => covers(keys, path))

/** An option that came after 2.10.0. */
export interface NewOption {
  readonly path: ConfPath
  readonly value: ConfValue
  /** The releases that brought it. */
  readonly since: Since
}

const NEW_ROWS = ROWS.flatMap((row) => (row.since === undefined ? [] : [{ ...row, since: row.since }]))

/** Looks through confs; at a block that several of them have in common, as servers have their accounts, once. */
export function newOptionsFinder(): (conf: ConfMap) => readonly NewOption[] {
  const shared = new Map<ConfMap, readonly NewOption[]>()
  const find = (value: ConfValue, path: ConfPath, rows: typeof NEW_ROWS): readonly NewOption[] => {
    const inner = isConfArray(value) ? [...value.entries()] : isConfMap(value) ? Object.entries(value) : []
    return inner.flatMap(([key, element]) => {
      const name = String(key).toLowerCase()
      const fitting = rows.filter(({ keys }) => keys[path.length] === '*' || keys[path.length] === name)
      return fitting.length === 0 ? [] : findAt(element, [...path, key], fitting)
    })
  }
  const findAt = (value: ConfValue, path: ConfPath, rows: typeof NEW_ROWS): readonly NewOption[] => {
    const row = rows.find(({ keys, value: isIt }) => keys.length === path.length && (isIt?.(value) ?? true))
    const inside = (): readonly NewOption[] => find(value, path, rows)
    return [
      ...(row === undefined ? [] : [{ path, value, since: row.since }]),
      ...(path.length === 1 && isConfMap(value) ? recall(shared, value, inside) : inside()),
    ]
  }
  return (conf) => find(conf, [], NEW_ROWS)
}

/** What a server of `version` needs when the option at `path` appears, changes or goes. */
export function changeEffect(path: ConfPath, version: ParsedVersion): 'reload' | 'restart' {
  const rows = rowsFor(path).filter((row) => row.reload !== undefined)
  const exact = (keys: readonly string[]): number => keys.filter((key) => key !== '*').length
  const [closest] = rows.sort((a, b) => b.keys.length - a.keys.length || exact(b.keys) - exact(a.keys))
  const from = closest?.reload ?? false
  return from === true || (from !== false && atLeast(version, from)) ? 'reload' : 'restart'
}

const covers = (keys: readonly string[], path: ConfPath): boolean =>
  path.length >= keys.length && keys.every((key, i) => fits(key, path[i]))

/** nats-server reads the names of options in any case. */
const fits = (key: string | undefined, at: string | number | undefined): boolean =>
  key === '*' || key === String(at).toLowerCase()
