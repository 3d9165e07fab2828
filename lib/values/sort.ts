// Orders that are the same in every locale.

/** Compares by UTF-16 code units, as `<` does, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A copy of `items`, sorted by the text that `key` gives. */
export function sortBy<T>(items: Iterable<T>, key: (item: T) => string): readonly T[] {
  return [...items]
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => compareText(a.key, b.key))
    .map(({ item }) => item)
}
