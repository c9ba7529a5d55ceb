import {
  type Health,
  questionDueMs,
  UNMEASURED,
  withAnswer,
  withBreaker,
  withPermit,
  withReport,
} from '../../src/resilience/health.ts'
import type { HealthSnapshot } from '../../src/resilience/snapshot.ts'
import { chanceOf } from './chance.ts'
import type { GatewayModel } from './model.ts'
import type { Answer } from './router.ts'

type Seen = Pick<HealthSnapshot, 'breaker' | 'probe'>

/** One gateway account's breaker by the scenario's clock. */
export interface WatchedBreaker {
  /** As a payment meets it, which may be its probe. */
  readonly seenAt: (nowMs: number) => Seen
  readonly learn: (answer: Answer) => void
}

/**
 * The product's own breaker as it runs beside the router: the gateway's questions are asked when they are due, and fail
 * as often as its payments do at that moment; a half-open breaker lets one payment through.
 */
export function watchedBreaker({ id, troubles }: GatewayModel, seed: string): WatchedBreaker {
  const chance = chanceOf(`breaker/${seed}/${id}`)
  const outages = troubles.filter(({ failing = 0 }) => failing > 0)
  const failingAt = (atMs: number) =>
    Math.max(0, ...outages.map(({ fromMs, untilMs, failing = 0 }) => (fromMs <= atMs && atMs < untilMs ? failing : 0)))
  let health: Health = UNMEASURED
  let [clockMs, permitAtMs] = [0, Number.NaN]

  function ask(untilMs: number): void {
    for (;;) {
      const dueMs = Math.max(clockMs, questionDueMs(health, clockMs) ?? Number.POSITIVE_INFINITY)
      if (dueMs > untilMs) break
      clockMs = dueMs
      health = withAnswer(health, chance.even() < failingAt(dueMs) ? 'down' : 'up', dueMs, chance.even())
    }
    clockMs = untilMs
  }

  return {
    seenAt: (nowMs) => {
      // A gateway that never fails technically answers all questions: they would change nothing.
      if (outages.length === 0) return { breaker: health.breaker.state }
      ask(nowMs)
      health = withBreaker(health, { kind: 'returned', givenAtMs: permitAtMs }, nowMs, chance.even())
      const permitted = withPermit(health, nowMs)
      permitAtMs = permitted === undefined ? Number.NaN : nowMs
      health = permitted ?? health
      return { breaker: health.breaker.state, ...(permitted === undefined ? {} : { probe: true }) }
    },
    learn: ({ payer: { atMs }, result }) => {
      if (outages.length === 0) return
      const proper = result !== 'failed'
      const probe = permitAtMs === atMs
      permitAtMs = Number.NaN
      if (probe || !proper) health = withReport(health, { atMs, startedAtMs: atMs, proper, probe }, atMs, chance.even())
      else health = withBreaker(health, { kind: 'called', atMs, proper, startedAtMs: atMs }, atMs, chance.even())
      health = { ...health, lastCallAtMs: atMs }
    },
  }
}
