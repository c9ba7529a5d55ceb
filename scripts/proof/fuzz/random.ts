import { createHash } from 'node:crypto'

/** Chance that a seed decides: the same text gives the same choices, whatever was chosen before. */
export interface Random {
  /** In [0, below). */
  int(below: number): number
  /** True once in so many times. */
  once(inSoMany: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

export function createRandom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0)
  // Mulberry32: small, and even enough to choose by.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number): number => Math.floor(next() * below)
  return {
    int,
    once: (inSoMany) => int(inSoMany) === 0,
    pick(items) {
      const [item] = items.slice(int(items.length))
      if (item === undefined) throw new Error('there is nothing to pick from')
      return item
    },
  }
}
