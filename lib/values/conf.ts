// The data that a nats-server.conf holds, before it is text. Renderers make it, the emitter writes it, the digest
// hashes it, diff compares it. Integers above 2^53 are bigint; a Secret is emitted as its text and shown as [secret].
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
