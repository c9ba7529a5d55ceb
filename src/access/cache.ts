/** What an isolate remembers, and since when. */
export interface Remembered<Value> {
  readonly value: Value
  readonly sinceMs: number
}

/** A memory with a bound: the entry that was not read or written for longest makes room for a new one. */
export interface Cache<Value> {
  get(key: string): Remembered<Value> | undefined
  set(key: string, value: Value, nowMs: number): void
  delete(key: string): void
}

export function createCache<Value>(capacity: number): Cache<Value> {
  // A Map keeps the order of insertion, so the first key is the one that was touched longest ago.
  const entries = new Map<string, Remembered<Value>>()
  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      entries.set(key, entry)
      return entry
    },
    set(key, value, nowMs) {
      entries.delete(key)
      entries.set(key, { value, sinceMs: nowMs })
      const [oldest] = entries.keys()
      if (entries.size > capacity && oldest !== undefined) entries.delete(oldest)
    },
    delete(key) {
      entries.delete(key)
    },
  }
}
