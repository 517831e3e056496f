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
