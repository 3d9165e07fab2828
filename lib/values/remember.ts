// In: something that takes time to make, and what it is made of. Out: the same, made once. What remembers is let go with its work.

/** What `known` has under `key`, or else what `make` makes, which it has from now on. */
export function recall<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}

/** How many different arguments {@link rememberLatest} keeps. */
const LATEST = 16

/** The same function, which works once for arguments that come again soon, such as the times at which one run issues. */
export function rememberLatest<K extends string | number, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    if (known.size === LATEST && !known.has(key)) known.clear()
    return recall(known, key, () => make(key))
  }
}

/** The same function, which works once for each object. */
export function remember<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => recall(known, key, () => make(key))
}
