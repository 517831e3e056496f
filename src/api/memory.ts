/** A function of an object, such as a declaration, that answers each object once and then from memory. */
export function oncePer<K extends object, V>(answer: (key: K) => V): (key: K) => V {
  const answered = new WeakMap<K, V>()
  return (key) => {
    const known = answered.get(key)
    if (known !== undefined) return known
    const value = answer(key)
    answered.set(key, value)
    return value
  }
}

/** Puts a value into a map that holds so many at most: what was put first goes. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.delete(key)
  if (map.size >= most) map.delete(map.keys().next().value!)
  map.set(key, value)
}
