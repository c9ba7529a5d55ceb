import { bounded } from './bounded.ts'
import type { Network } from './network.ts'

interface Guesses {
  readonly count: number
  readonly atMs: number
}

/** Keys have 256 random bits, so no guess ever hits: this bounds what guessing costs, in look-ups. */
interface Bound {
  /** Beyond so many unknown ones the answer is 429. A deployment with a revoked key asks a few times a second at most. */
  readonly told: number
  /** Beyond so many nobody is asked any more whether a credential is known. */
  readonly unasked: number
}

const NARROW: Bound = { told: 30, unasked: 300 }
const WIDE: Bound = { told: 300, unasked: 3_000 }
/** One is forgotten in this time: thirty a minute are never too many. */
const FORGET_ONE_MS = 2_000
/** Networks that guessed lately; 10,000 of them take about a megabyte. */
const MOST_NETWORKS = 10_000

export interface Guessing {
  /** Whether a credential from here is looked up at all; else how long to wait. */
  before(network: Network | undefined): number | undefined
  /** One more that nobody knows came from here. How long to wait, where these are too many. */
  unknown(network: Network | undefined): number | undefined
}

/**
 * Counts credentials that nobody knows by network, in one isolate's memory. Whoever shows a good one is served whatever
 * its neighbours do, up to ten times the bound; and the answer is the same for every bad one, known before or not.
 */
export function createGuessing(now: () => number): Guessing {
  const networks = bounded<Guesses>(MOST_NETWORKS)
  const countOf = (name: string): number => {
    const { count, atMs } = networks.get(name) ?? { count: 0, atMs: 0 }
    return Math.max(0, count - Math.max(0, now() - atMs) / FORGET_ONE_MS)
  }
  const add = (name: string, { unasked }: Bound): void =>
    networks.set(name, { count: Math.min(unasked * 1.1, countOf(name) + 1), atMs: now() })
  const waitMs = (network: Network, bound: keyof Bound): number | undefined => {
    const excess = Math.max(countOf(network.narrow) - NARROW[bound], countOf(network.wide) - WIDE[bound])
    return excess < 0 ? undefined : Math.max(1_000, Math.ceil(excess * FORGET_ONE_MS))
  }
  return {
    before: (network) => (network === undefined ? undefined : waitMs(network, 'unasked')),
    unknown(network) {
      if (network === undefined) return undefined
      const beforeMs = waitMs(network, 'told')
      add(network.narrow, NARROW)
      add(network.wide, WIDE)
      return beforeMs
    },
  }
}
