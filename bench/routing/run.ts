import type { Contender } from './router.ts'
import { type Fate, MARGIN, WAITING_PER_SECOND, type World } from './world.ts'

/** Sums over payments. Money and value as shares of the amount, so that each payment counts the same. */
export interface Tally {
  readonly payments: number
  readonly approved: number
  readonly cost: number
  readonly waitingSeconds: number
  readonly value: number
  /** The value that the choices were worth by the truth, without the luck of the draw. */
  readonly expectedValue: number
  readonly explored: number | undefined
}

export const keptOf = (fee: number): number => MARGIN - fee
const priceOf = (latencyMs: number): number => (WAITING_PER_SECOND * latencyMs) / 1_000

export function run(world: World, { begin }: Contender, seed: string): Tally {
  const router = begin(world, seed)
  let [approved, cost, waitingMs, value, expectedValue] = [0, 0, 0, 0, 0]
  for (const [index, payer] of world.payers.entries()) {
    const fates = world.fates[index] ?? []
    const available = fates.flatMap((fate, place) => (fate.available ? [place] : []))
    const question = { index, payer, available }
    const order = router.order(question)
    expectedValue += expectationOf(order.flatMap((place) => fates[place] ?? []))
    for (const gateway of order) {
      const fate = fates[gateway]
      if (fate === undefined) continue
      waitingMs += fate.latencyMs
      value -= priceOf(fate.latencyMs)
      const result = fate.fails ? 'failed' : fate.approves ? 'approved' : 'declined'
      router.learn({ ...question, gateway, result, latencyMs: fate.latencyMs })
      if (result === 'approved') {
        approved += 1
        cost += fate.fee
        value += keptOf(fate.fee)
      }
      // Only what certainly failed goes on to the next gateway; a decline is the issuer's word.
      if (result !== 'failed') break
    }
  }
  const waitingSeconds = waitingMs / 1_000
  const explored = router.explored?.()
  return { payments: world.payers.length, approved, cost, waitingSeconds, value, expectedValue, explored }
}

/** What trying these in turn is worth by the truth: a technical failure costs its wait and goes on to the next. */
function expectationOf(order: readonly Fate[]): number {
  let [worth, reached] = [0, 1]
  for (const fate of order) {
    worth += reached * ((1 - fate.failing) * answeredWorth(fate) - fate.failing * priceOf(fate.meanFailureMs))
    reached *= fate.failing
    if (reached === 0) break
  }
  return worth
}

const answeredWorth = ({ approving, fee, meanLatencyMs }: Fate): number =>
  approving * keptOf(fee) - priceOf(meanLatencyMs)

/**
 * Whom to try first where the truth is known: with failures that go on to the next, exchanging two neighbours shows that
 * the best order is by the worth of an answer less the price of the failures that come before one.
 */
export function trueIndexOf(fate: Fate): number {
  const answering = Math.max(1e-9, 1 - fate.failing)
  return answeredWorth(fate) - (priceOf(fate.meanFailureMs) * fate.failing) / answering
}
