/** Numbers between 0 and 1 that come from the seed alone, by mulberry32: the same on every machine. */
export interface Chance {
  /** Evenly between 0 and 1, 1 excluded. */
  readonly even: () => number
  /** Normally distributed around 0 with a deviation of 1, by Box and Muller. */
  readonly normal: () => number
  /** Exponentially distributed around 1: the gap between events that happen by chance. */
  readonly gap: () => number
}

export function chanceOf(seed: string): Chance {
  let state = hashOf(seed)
  const even = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    even,
    normal: () => Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even()),
    gap: () => -Math.log(1 - even()),
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash
}

/** One of the entries, in proportion to its weight. */
export function pick<Value>(chance: Chance, entries: readonly (readonly [value: Value, weight: number])[]): Value {
  let left = chance.even() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of entries) {
    left -= weight
    if (left < 0) return value
  }
  const last = entries.at(-1)
  if (last === undefined) throw new Error('there is nothing to pick from')
  return last[0]
}
