// In: plain data. Out: the same data, which nobody can change any more.

/** Freezes `value` and everything in it. What is frozen already is taken to be frozen all the way down. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) freeze(part)
  return value
}
