// In: plain data. Out: its one JSON text: keys sorted, no blanks, properties that are undefined left out.
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
