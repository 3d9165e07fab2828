// In: two pieces of plain data. Out: whether they are the same: whatever the order in which properties were set, and whether those
// that are undefined are there, as for canonical JSON.

type Properties = Readonly<Record<string, unknown>>

/** Compares many: what stands in several places as one object, as confs have their accounts, is gone through once. */
export function sameData(): (a: unknown, b: unknown) => boolean {
  const alike = new Map<object, object>()
  const same = (a: unknown, b: unknown): boolean => {
    if (a === b) return true
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
    if (alike.get(a) === b) return true
    if (Array.isArray(a) !== Array.isArray(b)) return false
    const [left, right] = [a as Properties, b as Properties]
    const isSame =
      Object.keys(left).every((key) => same(left[key], own(right, key))) &&
      Object.keys(right).every((key) => right[key] === undefined || own(left, key) !== undefined)
    if (isSame) alike.set(a, b)
    return isSame
  }
  return same
}

const own = (data: Properties, key: string): unknown => (Object.hasOwn(data, key) ? data[key] : undefined)
