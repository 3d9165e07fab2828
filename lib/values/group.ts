// In: items and a key for each. Out: the items of each key, keys and items in the order in which they came.

export function groupBy<K, T>(items: Iterable<T>, key: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const its = key(item)
    const group = groups.get(its)
    if (group === undefined) groups.set(its, [item])
    else group.push(item)
  }
  return groups
}

/** The first of `items` for each key. */
export function firstOfEach<T>(items: Iterable<T>, key: (item: T) => string): readonly T[] {
  return [...groupBy(items, key).values()].flatMap((group) => group.slice(0, 1))
}
