/** A map with a bound: what was not read or written for longest makes room for what is new. */
export interface Bounded<Value> {
  get(name: string): Value | undefined
  set(name: string, value: Value): void
  delete(name: string): void
  entries(): IterableIterator<[string, Value]>
  readonly size: number
}

export function bounded<Value>(most: number): Bounded<Value> {
  // A Map keeps the order of insertion, so the first name is the one that was touched longest ago.
  const map = new Map<string, Value>()
  return {
    get(name) {
      const value = map.get(name)
      if (value === undefined) return undefined
      map.delete(name)
      map.set(name, value)
      return value
    },
    set(name, value) {
      map.delete(name)
      map.set(name, value)
      const [oldest] = map.keys()
      if (map.size > most && oldest !== undefined) map.delete(oldest)
    },
    delete: (name) => void map.delete(name),
    entries: () => map.entries(),
    get size() {
      return map.size
    },
  }
}
