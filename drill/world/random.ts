/** The same numbers for the same seed, from 0 up to but not 1 (mulberry32). */
export type Random = () => number

export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const oneOf = <Value>(random: Random, [first, ...others]: readonly [Value, ...Value[]]): Value =>
  others[Math.floor(random() * (others.length + 1)) - 1] ?? first

export const between = (random: Random, least: number, most: number): number =>
  Math.floor(least + random() * (most - least + 1))
