// In: a record with properties that may be undefined. Out: the same without them (exactOptionalPropertyTypes).

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** `record` without the properties that are undefined. */
export function defined<T extends object>(record: T): Defined<T> {
  const result: Defined<T> = {}
  // Set one by one, so that records with the same properties are of one shape for the engine.
  for (const key of Object.keys(record) as (keyof T)[]) {
    const value = record[key]
    if (value !== undefined) result[key] = value as Defined<T>[keyof T]
  }
  return result
}
