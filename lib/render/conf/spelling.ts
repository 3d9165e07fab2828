// In: where an option stands, and its name in any spelling that nats-server reads (server/opts.go): in any case, and some by
// several names. Out: the one name by which natsmith knows it, so that rules, diff and digests see one option as one.
import type { ConfPath } from '../../values/conf'

/** Blocks whose keys are names, and not options. */
const KEYED_BY_NAMES = ['accounts', 'mappings', 'resolver_preload', 'server_metadata', 'headers']

const LOGIN = ['user username', 'password pass']
const PERMISSIONS = ['publish pub import', 'subscribe sub export', 'allow_responses publish_allow_responses']
const LISTENER = ['host net', 'authorization authentication']

/**
 * The options that have several names, natsmith's first, by the end of the path of their block; `*` is an element of a list
 * or a name. Of two rows that fit the first counts.
 */
const BLOCKS: readonly (readonly [block: string, ...options: readonly string[]])[] = [
  [
    'accounts.*.jetstream',
    'max_memory max_mem mem memory',
    'max_store max_file max_disk store disk',
    'max_streams streams',
    'max_consumers consumers',
    'max_bytes_required max_stream_bytes max_bytes',
    'mem_max_stream_bytes memory_max_stream_bytes',
    'disk_max_stream_bytes store_max_stream_bytes',
  ],
  ['accounts.*', 'mappings maps', 'msg_trace trace_dest'],
  [
    'limits',
    'max_connections max_conn',
    'max_subscriptions max_subs',
    'max_payload max_pay',
    'max_leafnodes max_leafs',
  ],
  ['exports.*', 'response_type response', 'response_threshold threshold response_max_time response_time'],
  ['mappings.*', 'destination dest'],
  ['mappings.*.*', 'destination dest'],
  [
    'users.*',
    ...LOGIN,
    'permissions permission authorization',
    'allowed_connection_types connection_types clients',
  ],
  ['permissions', ...PERMISSIONS],
  ['default_permissions', ...PERMISSIONS],
  ['allow_responses', 'max max_msgs max_messages max_responses', 'expires expiration ttl'],
  ['auth_callout', 'account acc', 'auth_users users', 'xkey key'],
  ['authorization', ...LOGIN, 'default_permissions default_permission permissions', 'auth_callout auth_hook'],
  ['tls', 'handshake_first first immediate', 'certs certificates'],
  [
    'jetstream',
    'store_dir store storedir',
    'max_memory_store max_mem_store max_mem',
    'max_file_store max_file',
    'key ek encryption_key',
    'prev_key prev_ek prev_encryption_key',
    'sync_interval sync',
  ],
  ['cluster', 'host net', 'advertise cluster_advertise'],
  [
    'leafnodes',
    'host net',
    'advertise leafnode_advertise',
    'reconnect reconnect_delay reconnect_interval',
    'isolate_leafnode_interest isolate',
  ],
  [
    'remotes.*',
    'urls url',
    'account local',
    'credentials creds',
    'nkey seed',
    'deny_imports deny_import',
    'deny_exports deny_export',
    'jetstream_cluster_migrate js_cluster_migrate',
    'isolate_leafnode_interest isolate',
  ],
  ['gateway', 'host net', 'reject_unknown reject_unknown_cluster'],
  ['websocket', ...LISTENER],
  ['mqtt', ...LISTENER, 'js_api_timeout api_timeout', 'max_ack_pending max_pending max_inflight'],
  [
    '',
    'host net',
    'http_port monitor_port',
    'leafnodes leaf',
    'websocket ws',
    'mappings maps',
    'system_account system',
    'no_system_account no_system no_sys_acc',
    'max_connections max_conn',
    'max_subscriptions max_subs',
    'max_sub_tokens max_subscription_tokens',
    'store_dir storedir',
    'log_file logfile',
    'log_size_limit logfile_size_limit',
    'log_max_num logfile_max_num',
    'pid_file pidfile',
    'operator operators roots root root_operators root_operator',
    'resolver account_resolver accounts_resolver',
    'trusted_keys trusted',
  ],
]

/** By block, natsmith's name for every other. */
const NAMES = BLOCKS.map(([block, ...options]) => ({
  block: block === '' ? [] : block.split('.'),
  names: new Map(
    options.flatMap((option) => {
      const [own = '', ...others] = option.split(' ')
      return others.map((other) => [other, own] as const)
    }),
  ),
}))

/** Where something stands, in natsmith's spelling; a name or a position is `*`. */
export type Place = readonly string[]

/** natsmith's spelling of a key in the block at `place`. */
export function spell(place: Place, key: string): string {
  if (isKeyedByNames(place)) return key
  const lower = key.toLowerCase()
  const fits = NAMES.find(({ block }) =>
    block.length === 0 ? place.length === 0 : block.every((part, i) => place.at(i - block.length) === part),
  )
  return fits?.names.get(lower) ?? lower
}

/** The place of what stands under `key`, which is in natsmith's spelling, in the block at `place`. */
export const within = (place: Place, key: string | number): Place => [
  ...place,
  typeof key === 'number' || isKeyedByNames(place) ? '*' : key,
]

export function spellPath(path: ConfPath): ConfPath {
  let place: Place = []
  return path.map((given) => {
    const key = typeof given === 'number' ? given : spell(place, given)
    place = within(place, key)
    return key
  })
}

const isKeyedByNames = (place: Place): boolean => KEYED_BY_NAMES.includes(place.at(-1) ?? '')
