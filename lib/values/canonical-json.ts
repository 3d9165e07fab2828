// In: plain data. Out: its one JSON text: keys sorted, no blanks, properties that are undefined left out.

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** Equal texts mean equal data, whatever the order in which properties were set. */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join()}]`
  const properties = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const inner = value[key]
      return inner === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(inner)}`]
    })
  return `{${properties.join()}}`
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value)
