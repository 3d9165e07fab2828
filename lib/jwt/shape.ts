// What the Go structs of nats-io/jwt are to encoding/json, as data. In: a value. Out: the JSON that Go writes of it, in the order of
// the fields. And in: JSON. Out: the value, if Go reads it as the same.
import type { Json } from '../values/canonical-json'
import { jwtError } from './errors'
import { goString } from './json'

export interface Shape<T> {
  readonly write: (value: T) => string
  /** @param at - where it stands, `nats.limits.subs`. Throws NatsmithError `jwt-claims`. */
  readonly read: (json: Json, at: string) => T
  /** What is written of Go's zero value; none: a pointer, which is nil or written. */
  readonly zero?: string
  /** Whether the zero value is written, and as it a value that is not there: structs, and whatever has no `omitempty`. */
  readonly keepsZero?: true
}

type JsonObject = Readonly<Record<string, Json | undefined>>

const wrong = (at: string, wanted: string): Error => jwtError('jwt-claims', `${at} is not ${wanted}`)

export const text: Shape<string> = {
  zero: '""',
  write: goString,
  read: (json, at) => {
    if (typeof json !== 'string') throw wrong(at, 'text')
    if (/\p{Cs}/u.test(json)) throw wrong(at, 'Unicode')
    return json
  },
}

export const flag: Shape<boolean> = {
  zero: 'false',
  write: String,
  read: (json, at) => {
    if (typeof json !== 'boolean') throw wrong(at, 'true or false')
    return json
  },
}

/** Go's integers are 64 bits long; what JavaScript cannot hold exactly is refused. */
export const integer = (least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Shape<number> => ({
  zero: '0',
  write: String,
  read: (json, at) => {
    if (!Number.isSafeInteger(json) || Number(json) < least || Number(json) > most)
      throw wrong(at, `a whole number from ${String(least)} to ${String(most)}`)
    return Number(json)
  },
})

export const oneOf = <T extends string>(...values: readonly T[]): Shape<T> => ({
  zero: '""',
  write: goString,
  read: (json, at) => {
    const found = values.find((value) => value === json)
    if (found === undefined) throw wrong(at, values.map((value) => `"${value}"`).join(' or '))
    return found
  },
})

export const list = <T>(element: Shape<T>): Shape<readonly T[]> => ({
  zero: '[]',
  write: (values) => `[${values.map(element.write).join()}]`,
  read: (json, at) => {
    if (!Array.isArray(json)) throw wrong(at, 'a list')
    return (json as readonly Json[]).map((value, i) => element.read(value, `${at}[${String(i)}]`))
  },
})

/** With its keys sorted by their bytes. */
export const map = <T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  zero: '{}',
  write: (values) =>
    `{${Object.entries(values)
      .sort(([a], [b]) => compareBytes(a, b))
      .map(([key, inner]) => `${goString(key)}:${value.write(inner)}`)
      .join()}}`,
  // The keys are not told: they may be anything.
  read: (json, at) =>
    Object.fromEntries(
      Object.entries(objectOf(json, at)).map(([key, inner]) => [
        text.read(key, at),
        value.read(inner ?? null, `${at}.*`),
      ]),
    ),
})

export const compareBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** One shape for each property. */
export type Fields<T> = { readonly [K in keyof T]-?: Shape<Exclude<T[K], undefined>> }

/** With its fields in the order in which they stand here. */
export function struct<T extends object>(fields: Fields<T>): Shape<T> {
  const entries = Object.entries(fields as Readonly<Record<string, Shape<unknown>>>)
  const names = new Map(entries.map(([name]) => [folded(name), name]))
  const parts = entries.map(([name, shape]) => ({ name, shape, key: `"${name}":` }))
  const write = (value: T): string => {
    let json = ''
    for (const { name, shape, key } of parts) {
      const inner = (value as Readonly<Record<string, unknown>>)[name]
      const written = inner === undefined ? shape.zero : shape.write(inner)
      if (written === undefined || (written === shape.zero && shape.keepsZero !== true)) continue
      json += `${json === '' ? '' : ','}${key}${written}`
    }
    return `{${json}}`
  }
  return {
    write,
    zero: write({} as T),
    keepsZero: true,
    read: (json, at) => {
      const object = objectOf(json, at)
      for (const key of Object.keys(object)) {
        const name = names.get(folded(key))
        // Go takes one for the other.
        if (name !== undefined && name !== key) throw wrong(at, `readable: "${name}" is written otherwise`)
      }
      const read = parts.flatMap(({ name, shape }) => {
        const inner = object[name]
        return inner === undefined || inner === null
          ? []
          : [[name, shape.read(inner, at === '' ? name : `${at}.${name}`)]]
      })
      return Object.fromEntries(read) as T
    },
  }
}

/** Written even when it is zero. */
export const always = <T>(shape: Shape<T>): Shape<T> => ({ ...shape, keepsZero: true })

/** Left out where there is none, and written even when it is zero. */
export const pointer = <T>({ write, read }: Shape<T>): Shape<T> => ({ write, read })

/** As Go compares keys: ſ is s, and K (the unit) is k. */
const folded = (key: string): string => key.toUpperCase().toLowerCase()

function objectOf(json: Json, at: string): JsonObject {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw wrong(at === '' ? 'what is signed' : at, 'an object')
  return json as JsonObject
}
