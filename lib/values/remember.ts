// In: something that takes time to make, and what it is made of. Out: the same, made once. What remembers is let go with its work.

/** What `known` has under `key`, or else what `make` makes, which it has from now on. */
export function recall<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const found = known.get(key)
  if (found !== undefined) return found
  const made = make()
  known.set(key, made)
  return made
}

/** The same function without arguments, which works once. */
export function once<T>(make: () => T): () => T {
  let known: { readonly made: T } | undefined
  return () => (known ??= { made: make() }).made
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

/** As {@link remember}, for a function that outlives its work: what it made goes with the object that it was made of. */
export function rememberFor<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly made: V }>()
  return (key) => {
    const found = known.get(key) ?? { made: make(key) }
    known.set(key, found)
    return found.made
  }
}

/** The same function, which works once for each object. */
export function remember<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => recall(known, key, () => make(key))
}
