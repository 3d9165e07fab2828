// A small part of JSON Schema. In: a value that was read, and the schema it must have. Out: where it departs from it, or
// the value with its properties in the schema's order, so that its text is always the same.
import { remember } from '../values/remember'

export interface Schema {
  readonly type: 'object' | 'array' | 'string' | 'integer' | 'boolean'
  readonly description?: string
  readonly const?: number | boolean
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly minimum?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
}

/** The first departure from `schema`, as `nodes[0].files: is no array`; undefined when there is none. */
export function departure(value: unknown, schema: Schema): string | undefined {
  const found = checkOf(schema)(value)
  return found?.startsWith(':') === true ? `it${found}` : found?.replace(/^\./, '')
}

/** Where and how a value departs from a schema: `.nodes[0].files: is no array`; undefined when it does not. */
type Check = (value: unknown) => string | undefined

/** Made once of each schema: manifests are many. */
const checkOf = remember((schema: Schema): Check => {
  const { type, enum: names, pattern, minimum = -Infinity } = schema
  const isType = IS[type]
  const regex = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  const within = type === 'array' ? elementsCheck(schema) : propertiesCheck(schema)
  return (value) => {
    if (!isType(value)) return `: is no ${type}`
    if (schema.const !== undefined && value !== schema.const) return `: is not ${String(schema.const)}`
    if (typeof value === 'string') {
      if (names?.includes(value) === false) return `: is none of ${names.join(', ')}`
      return regex?.test(value) === false ? `: does not match ${regex.source}` : undefined
    }
    if (typeof value === 'number' && value < minimum) return ': is too small'
    return within?.(value)
  }
})

const IS: Readonly<Record<Schema['type'], (value: unknown) => boolean>> = {
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isSafeInteger,
  boolean: (value) => typeof value === 'boolean',
}

function elementsCheck({ items }: Schema): Check | undefined {
  if (items === undefined) return undefined
  const check = checkOf(items)
  return (value) => {
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      const found = check(item)
      if (found !== undefined) return `[${String(index)}]${found}`
    }
    return undefined
  }
}

function propertiesCheck({ properties, required = [] }: Schema): Check | undefined {
  if (properties === undefined) return undefined
  const checks = Object.entries(properties).map(([name, inner]) => ({
    name,
    check: checkOf(inner),
    isRequired: required.includes(name),
  }))
  return (value) => {
    for (const { name, check, isRequired } of checks) {
      const inner = own(value as object, name)
      const missing = isRequired ? ': is missing' : undefined
      const found = inner === undefined ? missing : check(inner)
      if (found !== undefined) return `.${name}${found}`
    }
    return undefined
  }
}

const own = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined

/** `value`, which fits `schema`, as stable JSON: two spaces, the schema's order, a final newline, nothing unknown. */
export function jsonText(value: object, schema: Schema): string {
  return `${JSON.stringify(inOrder(value, schema), null, 2)}\n`
}

function inOrder(value: unknown, schema: Schema): unknown {
  const { items, properties } = schema
  if (Array.isArray(value)) return items === undefined ? value : value.map((item) => inOrder(item, items))
  if (typeof value !== 'object' || value === null || properties === undefined) return value
  return Object.fromEntries(
    Object.entries(properties).map(([name, inner]) => [name, inOrder(own(value, name), inner)]),
  )
}
