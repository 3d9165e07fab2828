// In: anything. Out: whether it is a record, and nothing with a class: no list, date, map, secret or construct.

/** True for object literals and the like, also for those of another realm, whose `Object` is not ours. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
