/** Documents are asked for again and again; those of one attacker must not fill the isolate's 128 MB. */
const MOST_ENTRIES = 500
const LONGEST_SOURCE = 8_000

/** Keeps the documents used last. Long ones are parsed anew each time. */
export function documentCache<Value>(): {
  get(source: string): Value | undefined
  set(source: string, value: Value): void
} {
  const entries = new Map<string, Value>()
  const put = (source: string, value: Value): void => {
    entries.delete(source)
    entries.set(source, value)
  }
  return {
    get(source) {
      const value = entries.get(source)
      if (value !== undefined) put(source, value)
      return value
    },
    set(source, value) {
      if (source.length > LONGEST_SOURCE) return
      put(source, value)
      const [oldest] = entries.keys()
      if (entries.size > MOST_ENTRIES && oldest !== undefined) entries.delete(oldest)
    },
  }
}
