import { address, attack, play, type Seen, seeded, shoppers } from './simulation.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** A carrier that has half of a city behind one address. */
const CARRIER = { narrow: '203.0.113.7/32', wide: '203.0.113.0/24' }
const ATTACKER = { narrow: '192.0.2.66/32', wide: '192.0.2.0/24' }

export interface Scenario {
  readonly name: string
  readonly play: (seed: number) => readonly Seen[]
}

/** A shop's ordinary ten minutes, which go on beside every attack: from many addresses, and a third behind one carrier. */
const sales = (random: () => number, count = 1_500) =>
  shoppers({
    random,
    count,
    forMs: 10 * MINUTE_MS,
    networkOf: (index) => (index % 3 === 0 ? CARRIER : address(20_000 + index)),
  })

/** What docs/defence.md tells in a table; the test holds the two together. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'No attack: sales, then five times as many for two minutes, a third behind one carrier’s address',
    play: (seed) => {
      const random = seeded(seed)
      const peak = shoppers({
        random,
        count: 1_500,
        fromMs: 10 * MINUTE_MS,
        forMs: 2 * MINUTE_MS,
        networkOf: (index) => (index % 3 === 0 ? CARRIER : address(40_000 + index)),
      })
      return play([...sales(random), ...peak])
    },
  },
  {
    name: 'No attack: twice the usual declines, all shoppers behind one address',
    play: (seed) =>
      play(
        shoppers({
          random: seeded(seed),
          count: 3_000,
          forMs: 30 * MINUTE_MS,
          declinedShare: 0.3,
          networkOf: () => CARRIER,
        }),
      ),
  },
  {
    name: 'No attack: a gateway answers nothing for 20 s in the middle of a peak',
    play: (seed) => {
      const random = seeded(seed)
      const hang = shoppers({
        random,
        count: 500,
        fromMs: 10 * MINUTE_MS,
        forMs: 20 * SECOND_MS,
        answeredAfterMs: 20 * SECOND_MS,
        networkOf: (index) => (index % 3 === 0 ? CARRIER : address(40_000 + index)),
      })
      return play([...sales(random), ...hang])
    },
  },
  {
    name: '1,000 cards from one address, one a second',
    play: (seed) => {
      const random = seeded(seed)
      return play([
        ...sales(random),
        ...attack({ random, count: 1_000, everyMs: SECOND_MS, fromMs: MINUTE_MS, networkOf: () => ATTACKER }),
      ])
    },
  },
  {
    name: '1,000 cards from one address, one in a tenth of a second, tokens only',
    play: (seed) => {
      const random = seeded(seed)
      return play([
        ...sales(random),
        ...attack({
          random,
          count: 1_000,
          everyMs: 100,
          fromMs: MINUTE_MS,
          unanswered: true,
          networkOf: () => ATTACKER,
        }),
      ])
    },
  },
  {
    name: '1,000 cards from the carrier’s address, ten a second, among its shoppers',
    play: (seed) => {
      const random = seeded(seed)
      return play([
        ...sales(random),
        ...attack({ random, count: 1_000, everyMs: 100, fromMs: 5 * MINUTE_MS, networkOf: () => CARRIER }),
      ])
    },
  },
  {
    name: '1,000 cards from 64 addresses of one /24',
    play: (seed) => {
      const random = seeded(seed)
      return play([
        ...sales(random),
        ...attack({
          random,
          count: 1_000,
          everyMs: 500,
          fromMs: MINUTE_MS,
          networkOf: (index) => ({ narrow: `192.0.2.${index % 64}/32`, wide: ATTACKER.wide }),
        }),
      ])
    },
  },
  {
    name: '1,000 cards of one bank’s range, each from another network',
    play: (seed) => {
      const random = seeded(seed)
      return play([
        ...sales(random),
        ...attack({
          random,
          count: 1_000,
          everyMs: 500,
          fromMs: MINUTE_MS,
          networkOf: (index) => address(index * 256),
          binOf: () => 'attacked',
        }),
      ])
    },
  },
  {
    name: '1,000 cards of 200 ranges, each from another network',
    play: (seed) => {
      const random = seeded(seed)
      return play([
        ...sales(random),
        ...attack({
          random,
          count: 1_000,
          everyMs: 300,
          fromMs: MINUTE_MS,
          networkOf: (index) => ({ narrow: `bot ${index}`, wide: `net ${index}` }),
        }),
      ])
    },
  },
]
