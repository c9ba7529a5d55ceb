/**
 * Chance without a state: every draw is a function of the seed, of who draws and of how often it has drawn. So one actor's
 * luck does not depend on what the others do, and a run with a payment or a fault less stays the same everywhere else.
 */
export function mix(...parts: readonly number[]): number {
  let hash = 0x9e3779b9
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return hash >>> 0
}

/** A number in [0, 1). */
export const unitOf = (...parts: readonly number[]): number => mix(...parts) / 2 ** 32

export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return mix(hash)
}

/** A stream of chance of somebody's own. */
export interface Chance {
  unit(): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  is(probability: number): boolean
  one<Item>(items: readonly [Item, ...Item[]]): Item
}

export function chanceOf(seed: number, name: string): Chance {
  const owner = hashOf(name)
  let draws = 0
  const unit = () => unitOf(seed, owner, draws++)
  return {
    unit,
    whole: (least, most) => least + Math.floor(unit() * (most - least + 1)),
    is: (probability) => unit() < probability,
    one: (items) => items[Math.floor(unit() * items.length)] ?? items[0],
  }
}
