// A small part of JSON Schema. In: a value that was read, and the schema it must have. Out: where it departs from it, or
// the value with its properties in the schema's order, so that its text is always the same.

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
export function departure(value: unknown, schema: Schema, at = ''): string | undefined {
  const here = at === '' ? 'it' : at
  if (typeOf(value) !== schema.type) return `${here}: is no ${schema.type}`
  if (schema.const !== undefined && value !== schema.const) return `${here}: is not ${String(schema.const)}`
  if (typeof value === 'string') {
    if (schema.enum?.includes(value) === false) return `${here}: is none of ${schema.enum.join(', ')}`
    if (schema.pattern !== undefined && !patternOf(schema.pattern).test(value))
      return `${here}: does not match ${schema.pattern}`
  }
  if (typeof value === 'number' && value < (schema.minimum ?? value)) return `${here}: is too small`
  for (const [name, inner, innerSchema] of inside(value, schema)) {
    const found =
      inner === undefined ? `${at}${name}: is missing` : departure(inner, innerSchema, `${at}${name}`)
    if (found !== undefined) return found.replace(/^\./, '')
  }
  return undefined
}

const patterns = new Map<string, RegExp>()

/** Compiled once. */
function patternOf(pattern: string): RegExp {
  const compiled = patterns.get(pattern) ?? new RegExp(pattern, 'u')
  patterns.set(pattern, compiled)
  return compiled
}

/** Elements of an array, and properties of an object that it has or must have. */
function inside(value: unknown, schema: Schema): readonly (readonly [string, unknown, Schema])[] {
  const { items, properties = {}, required = [] } = schema
  if (Array.isArray(value))
    return items === undefined ? [] : value.map((item, index) => [`[${String(index)}]`, item, items])
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(properties)
    .map(([name, inner]) => [`.${name}`, own(value, name), inner] as const)
    .filter(([name, inner]) => inner !== undefined || required.includes(name.slice(1)))
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  if (Number.isSafeInteger(value)) return 'integer'
  return value === null ? 'null' : typeof value
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
