// The data that a nats-server.conf holds, before it is text. Renderers make it, the emitter writes it, the digest
// hashes it, diff compares it. Integers above 2^53 are bigint; a Secret is emitted as its text and shown as [secret].
import { refuseEngineValue } from './engine-value'
import { ValueError, show } from './finding'
import { isPlainObject } from './plain-object'
import { Secret } from './secret'

export type ConfScalar = string | number | bigint | boolean | Secret
export type ConfValue = ConfScalar | readonly ConfValue[] | ConfMap
export interface ConfMap {
  readonly [key: string]: ConfValue
}

/** Where a value stands in a conf: keys, and for an element of an array its position. */
export type ConfPath = readonly (string | number)[]

export function isConfArray(value: ConfValue): value is readonly ConfValue[] {
  return Array.isArray(value)
}

export function isConfMap(value: ConfValue): value is ConfMap {
  return typeof value === 'object' && !isConfArray(value) && !Secret.isSecret(value)
}

/** The value at the end of `keys`, undefined where there is none. */
export function confAt(conf: ConfMap, keys: readonly string[]): ConfValue | undefined {
  return keys.reduce<ConfValue | undefined>(
    (value, key) => (value !== undefined && isConfMap(value) ? value[key] : undefined),
    conf,
  )
}

/** A copy of a path into a conf. Throws ValueError `invalid-conf-override`. */
export function parseConfPath(path: unknown): ConfPath {
  if (!Array.isArray(path) || typeof path[0] !== 'string')
    throw invalid(
      `${show(path)} is not a path of keys`,
      "give a list of keys, such as ['cluster', 'connect_retries']",
    )
  return path.map((key: unknown) => {
    if (typeof key === 'string') return parseKey(key)
    if (typeof key === 'number' && Number.isSafeInteger(key) && key >= 0) return key
    throw invalid(`${show(key)} is neither a key nor a position`, 'give keys as text and positions from 0')
  })
}

/** A copy of something that a conf can hold. Throws ValueError `invalid-conf-override` or `engine-value`. */
export function parseConfValue(value: unknown): ConfValue {
  return copyOf(value, 0)
}

/** More levels than any option of nats-server has; what is deeper may hold itself. */
const DEEPEST = 32

function copyOf(value: unknown, depth: number): ConfValue {
  refuseEngineValue(value)
  if (typeof value === 'string' || typeof value === 'boolean' || Secret.isSecret(value)) return value
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value
  // nats-server reads decimals without exponents only (conf/lex.go).
  if (typeof value === 'number' && (Number.isSafeInteger(value) || /^-?\d+\.\d+$/.test(String(value))))
    return value
  if (depth < DEEPEST && Array.isArray(value)) return value.map((element) => copyOf(element, depth + 1))
  if (depth < DEEPEST && isPlainObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [parseKey(key), copyOf(inner, depth + 1)]),
    )
  throw invalid(
    `${show(value)} cannot stand in a conf`,
    'give text, whole numbers, true or false, lists or plain objects of these',
  )
}

function parseKey(key: string): string {
  refuseEngineValue(key)
  // Quoted keys take no escapes (conf/lex.go lexDubQuotedKey).
  if (key !== '' && !/["\p{Cc}\p{Cs}]/u.test(key)) return key
  throw invalid(`${show(key)} is not a key`, 'give a key without quotes and control characters')
}

function invalid(what: string, change: string): ValueError {
  return new ValueError('invalid-conf-override', what, change)
}
