// In: plain data. Out: its one JSON text: keys sorted, no blanks, properties that are undefined left out; or the data in that order.
import { compareText } from './sort'

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/**
 * Equal texts mean equal data, whatever the order in which properties were set; data whose properties were set in the order of
 * their names is written fastest.
 */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null || isSorted(value)) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join()}]`
  const properties = Object.entries(value)
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([key, inner]) =>
      inner === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(inner)}`],
    )
  return `{${properties.join()}}`
}

/**
 * The same data with its keys sorted, and without properties that are undefined. What is so already is taken as it is, not copied:
 * requests of a hundred thousand users share most of what they say with the model.
 */
export function canonical(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) {
    const items = value.map(canonical)
    return items.every((item, i) => item === value[i]) ? value : items
  }
  let last = ''
  let isSame = true
  const properties: [string, Json][] = []
  for (const key of Object.keys(value)) {
    const inner = value[key]
    if (inner === undefined || key < last) isSame = false
    last = key
    if (inner === undefined) continue
    const its = canonical(inner)
    if (its !== inner) isSame = false
    properties.push([key, its])
  }
  return isSame ? value : Object.fromEntries(properties.sort(([a], [b]) => compareText(a, b)))
}

/** True for what JSON.stringify writes in the same way. */
function isSorted(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (isList(value)) return value.every(isSorted)
  let last = ''
  for (const key of Object.keys(value)) {
    const inner = value[key]
    if (key < last || (inner !== undefined && !isSorted(inner))) return false
    last = key
  }
  return true
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value)
