import { describe, expect, it } from 'vitest'
import { boundedRefusal } from '../../src/payment/asked.ts'
import type { KeyedAnswer } from '../../src/payment/log.ts'

const REFUSAL = { kind: 'amount_too_large', availableMinor: 0n, currency: 'EUR' } as const

const answers = (refused: number, done: number): ReadonlyMap<string, KeyedAnswer> =>
  new Map(
    Array.from({ length: refused + done }, (_, index) => [
      `refund:${index}`,
      { fingerprint: {}, atMs: 0, ...(index < refused ? { refusal: REFUSAL } : { number: index }) },
    ]),
  )

describe('refusals that are kept', () => {
  it('are kept as they are up to the bound, however much was done', () => {
    expect(boundedRefusal(REFUSAL, answers(499, 2_000))).toBe(REFUSAL)
  })

  it('are not kept beyond it: the caller is told to wait', () => {
    expect(boundedRefusal(REFUSAL, answers(500, 0))).toEqual({ kind: 'rate_limited', retryAfterMs: 60_000 })
  })
})
