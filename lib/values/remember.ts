// In: a function of an object. Out: the same function, which works once for each object and is to be let go with its work.

export function remember<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    if (!known.has(key)) known.set(key, make(key))
    return known.get(key) as V
  }
}
