// In: a conf and the overrides of its servers. Out: the conf with each override at its place.
import type { Override } from '../../model/model'
import type { ConfMap, ConfPath, ConfValue } from '../../values/conf'
import { isConfArray, isConfMap } from '../../values/conf'
import { NatsmithError } from '../../values/finding'

/** @throws NatsmithError `conf-override-not-applicable`, `conf-override-other-spelling` */
export function applyOverrides(conf: ConfMap, overrides: readonly Override[]): ConfMap {
  return overrides.reduce((map, override) => {
    const [key, ...rest] = override.conf
    return typeof key === 'string' ? inMap(map, key, rest, override) : map
  }, conf)
}

function put(value: ConfValue | undefined, path: ConfPath, override: Override): ConfValue {
  const [key, ...rest] = path
  if (key === undefined) return override.value
  if (typeof key === 'number') return inArray(value ?? [], key, rest, override)
  return inMap(value ?? {}, key, rest, override)
}

function inArray(value: ConfValue, position: number, rest: ConfPath, override: Override): ConfValue {
  if (!isConfArray(value)) throw notApplicable(override, 'has a number where there is no list')
  if (position > value.length) throw notApplicable(override, 'has a number past the end of a list')
  return value.toSpliced(position, 1, put(value[position], rest, override))
}

function inMap(value: ConfValue, key: string, rest: ConfPath, override: Override): ConfMap {
  if (!isConfMap(value))
    throw notApplicable(override, `has the key ${JSON.stringify(key)} where there is no block`)
  const inside = override.conf.at(-rest.length - 2)
  const other = Object.keys(value).find((set) => set !== key && isSameOption(set, key))
  if (other !== undefined && !KEYED_BY_NAMES.includes(inside)) throw otherSpelling(override, other)
  return { ...value, [key]: put(Object.hasOwn(value, key) ? value[key] : undefined, rest, override) }
}

/** Blocks whose keys are no options. */
const KEYED_BY_NAMES: readonly unknown[] = ['accounts', 'mappings']

// Of two spellings of one option nats-server takes either, by chance (the order of Go's maps). Every spelling that
// server/opts.go knows of an option that natsmith sets, and what excludes it.
const SPELLINGS = [
  'listen host net port',
  'http http_port monitor_port',
  'https https_port',
  'leafnodes leaf',
  'system_account system',
  'advertise cluster_advertise leafnode_advertise',
  'max_connections max_conn',
  'max_subscriptions max_subs',
  'max_payload max_pay',
  'max_leafnodes max_leafs',
  'log_file logfile',
  'log_size_limit logfile_size_limit',
  'log_max_num logfile_max_num',
  'handshake_first first immediate',
  'store_dir store storedir',
  'max_memory_store max_mem_store max_mem',
  'max_file_store max_file',
  'key ek encryption_key',
  'max_memory max_mem mem memory',
  'max_store max_file max_disk store disk',
  'max_streams streams',
  'max_consumers consumers',
  'max_bytes_required max_stream_bytes max_bytes',
  'mem_max_stream_bytes memory_max_stream_bytes',
  'disk_max_stream_bytes store_max_stream_bytes',
  'default_permissions default_permission permissions',
  'mappings maps',
  'response_type response',
  'response_threshold threshold response_max_time response_time',
  'user username',
  'password pass',
  'permissions permission authorization',
  'allowed_connection_types connection_types clients',
  'publish pub import',
  'subscribe sub export',
  'allow_responses publish_allow_responses',
  'max max_msgs max_messages max_responses',
  'expires expiration ttl',
  'urls url',
  'account local',
  'nkey seed',
].map((spellings) => spellings.split(' '))

function isSameOption(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  return a === b || SPELLINGS.some((spellings) => spellings.includes(a) && spellings.includes(b))
}

function notApplicable({ path, conf }: Override, why: string): NatsmithError {
  return new NatsmithError(
    'conf-override-not-applicable',
    `${path}: addConfOverride(${JSON.stringify(conf)}) ${why}`,
    'give a path of keys, and of positions in lists that are there; natsmith synth shows the conf',
  )
}

function otherSpelling({ path, conf }: Override, set: string): NatsmithError {
  return new NatsmithError(
    'conf-override-other-spelling',
    `${path}: addConfOverride(${JSON.stringify(conf)}) sets what ${JSON.stringify(set)} sets already`,
    `override ${JSON.stringify(set)}, the spelling that natsmith uses`,
  )
}
