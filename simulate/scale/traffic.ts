/** A shop's own stream among others: the largest takes more than a thousandth of it. */
export const MERCHANTS = 1_000
/** Gateway accounts of one merchant. */
const ACCOUNTS = 3

export interface Arrival {
  readonly atMs: number
  readonly merchant: number
  readonly account: number
  /** Spreads over instances as an id's hash does. */
  readonly hash: number
}

/** mulberry32: a small generator whose runs can be repeated. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The share of the stream that each merchant has, by Zipf's law: the first has 13 %, the hundredth 0.13 %. */
export const SHARES: readonly number[] = (() => {
  const weights = Array.from({ length: MERCHANTS }, (_, rank) => 1 / (rank + 1))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
})()

const CUMULATED: readonly number[] = SHARES.map((_, rank) =>
  SHARES.slice(0, rank + 1).reduce((total, share) => total + share, 0),
)

function merchantAt(part: number): number {
  let [low, high] = [0, MERCHANTS - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((CUMULATED[middle] ?? 1) < part) low = middle + 1
    else high = middle
  }
  return low
}

/** Payments that come independently of each other, so many a second on average. */
export function* arrivals(perSecond: number, count: number, seed: number): Generator<Arrival> {
  const random = randomOf(seed)
  let atMs = 0
  for (let index = 0; index < count; index += 1) {
    atMs += (-Math.log(1 - random()) * 1_000) / perSecond
    const merchant = merchantAt(random())
    yield { atMs, merchant, account: merchant * ACCOUNTS + Math.floor(random() * ACCOUNTS), hash: random() }
  }
}
