import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../src/webhook/out/contract.ts'
import {
  afterAttempt,
  type Circuit,
  CONCURRENCY,
  choose,
  circuitAfter,
  DEADLINE_MS,
  HEALTHY,
  nextSendMs,
  overdue,
  PRIORITIES,
  retryAfterMs,
  type Situation,
  verdictOf,
  type Waiting,
} from '../../../src/webhook/out/schedule.ts'

const NOW = Date.UTC(2026, 10, 21)
const HOUR_MS = 3_600_000

const waitingAt = (number: number, more: Partial<Waiting> = {}): Waiting => ({
  number,
  paymentId: `pay_${number}`,
  seq: 1,
  priority: PRIORITIES.news,
  dueAtMs: NOW,
  deadlineMs: NOW + DEADLINE_MS,
  tries: 0,
  ...more,
})

const situation = (waiting: readonly Waiting[], more: Partial<Situation> = {}): Situation => ({
  waiting,
  running: new Set(),
  circuit: HEALTHY,
  ordered: false,
  ...more,
})

const status = (code: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: code,
  headers,
  durationMs: 5,
})
const NO_ANSWER: Answer = { error: 'There was no answer.', durationMs: 5 }
const numbers = (chosen: readonly Waiting[]) => chosen.map(({ number }) => number)

describe('an answer', () => {
  test.each([
    [200, 'succeeded'],
    [204, 'succeeded'],
    [299, 'succeeded'],
    [301, 'failed'],
    [304, 'failed'],
    [307, 'failed'],
    [400, 'failed'],
    [404, 'failed'],
    [410, 'gone'],
    [429, 'failed'],
    [500, 'failed'],
    [101, 'failed'],
  ])('WO2 WO3 of %d is %s', (code, verdict) => expect(verdictOf({ status: code })).toBe(verdict))

  test('WO1 that did not come is a failure', () => expect(verdictOf({})).toBe('failed'))
})

describe('Retry-After', () => {
  test.each([
    [429, '120', 120_000],
    [503, '0', 0],
    [429, new Date(NOW + 60_000).toUTCString(), 60_000],
    [429, new Date(NOW - 60_000).toUTCString(), 0],
    [429, '999999999', HOUR_MS],
    [429, 'Fri, 31 Dec 2199 23:59:59 GMT', HOUR_MS],
    [429, 'soon', undefined],
    [429, '-5', 0],
    [429, '1e9', undefined],
    [500, '120', undefined],
    [200, '120', undefined],
  ])('WO4 with %d of "%s" means %s ms', (code, text, wanted) => {
    const read = retryAfterMs(status(code, { 'retry-after': text }), NOW)
    if (text === '-5') expect(read === undefined || read >= 0).toBe(true)
    else expect(read).toBe(wanted)
  })
})

describe('a delivery', () => {
  test('ends with the first success', () => {
    expect(afterAttempt(waitingAt(1), status(200), NOW, 0.5)).toEqual({ status: 'SUCCEEDED' })
  })

  test('waits up to twice as long after each failure, at least a second and at most six hours', () => {
    const waits = Array.from({ length: 20 }, (_, tries) => {
      const next = afterAttempt(waitingAt(1, { tries }), NO_ANSWER, NOW, 0.999_999)
      return next.status === 'PENDING' ? next.dueAtMs - NOW : 0
    })
    expect(waits.slice(0, 4).map((ms) => Math.round(ms / 1_000))).toEqual([5, 10, 20, 40])
    expect(Math.max(...waits)).toBeLessThanOrEqual(6 * HOUR_MS)
    const soonest = afterAttempt(waitingAt(1, { tries: 9 }), NO_ANSWER, NOW, 0)
    expect(soonest).toMatchObject({ status: 'PENDING', dueAtMs: NOW + 1_000, tries: 10 })
  })

  test('is a retry after the first failure, and stays bulk where it was', () => {
    expect(afterAttempt(waitingAt(1), NO_ANSWER, NOW, 0)).toMatchObject({ priority: PRIORITIES.retry })
    const bulk = waitingAt(1, { priority: PRIORITIES.bulk })
    expect(afterAttempt(bulk, NO_ANSWER, NOW, 0)).toMatchObject({ priority: PRIORITIES.bulk })
  })

  test('WO4 is not tried before the receiver wants it', () => {
    const next = afterAttempt(waitingAt(1), status(429, { 'retry-after': '600' }), NOW, 0)
    expect(next).toMatchObject({ dueAtMs: NOW + 600_000 })
  })

  test('has its last attempt at its deadline, and is given up after that', () => {
    const late = waitingAt(1, { deadlineMs: NOW + 100, tries: 12 })
    expect(afterAttempt(late, NO_ANSWER, NOW, 0.9)).toMatchObject({ status: 'PENDING', dueAtMs: NOW + 100 })
    expect(afterAttempt(late, NO_ANSWER, NOW + 100, 0.9)).toEqual({ status: 'FAILED' })
    expect(afterAttempt(late, status(200), NOW + 200, 0.9)).toEqual({ status: 'SUCCEEDED' })
  })

  test('is tried some dozens of times in three days', async () => {
    await fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.2, max: 0.99, noNaN: true }), { minLength: 80, maxLength: 80 }),
        (chances) => {
          let one = waitingAt(1)
          let attempts = 0
          for (let nowMs = NOW; ; nowMs = one.dueAtMs) {
            attempts += 1
            const next = afterAttempt(one, NO_ANSWER, nowMs, chances[attempts % 80] ?? 0.5)
            if (next.status !== 'PENDING') {
              expect(nowMs).toBe(NOW + DEADLINE_MS)
              break
            }
            one = { ...one, ...next }
          }
          expect(attempts).toBeGreaterThan(15)
          expect(attempts).toBeLessThan(90)
        },
      ),
    )
  })
})

describe('what leaves next', () => {
  test('is news before retries before bulk, what is longer due first, and nothing before its time', () => {
    const waiting = [
      waitingAt(1, { priority: PRIORITIES.bulk, dueAtMs: NOW - 100 }),
      waitingAt(2, { priority: PRIORITIES.retry, dueAtMs: NOW - 50 }),
      waitingAt(3, { dueAtMs: NOW + 1 }),
      waitingAt(4),
      waitingAt(5, { dueAtMs: NOW - 1 }),
    ]
    expect(numbers(choose(situation(waiting), NOW))).toEqual([5, 4, 2, 1])
  })

  test('is no more at once than an endpoint bears, and nothing that is under way', () => {
    const waiting = Array.from({ length: 40 }, (_, index) => waitingAt(index + 1))
    expect(choose(situation(waiting), NOW)).toHaveLength(CONCURRENCY)
    const running = new Set([1, 2, 3])
    const chosen = choose(situation(waiting, { running }), NOW)
    expect(chosen).toHaveLength(CONCURRENCY - 3)
    expect(numbers(chosen)).not.toContain(1)
    expect(choose(situation(waiting, { running: new Set(numbers(waiting).slice(0, CONCURRENCY)) }), NOW)).toEqual([])
  })

  test('of a thousand comes in order of priority, whatever order they were queued in', () => {
    const kinds = [PRIORITIES.bulk, PRIORITIES.news, PRIORITIES.retry]
    let waiting = Array.from({ length: 1_000 }, (_, index) =>
      waitingAt(index + 1, { priority: kinds[index % 3] ?? PRIORITIES.news }),
    )
    const left: Waiting[] = []
    while (waiting.length > 0) {
      const chosen = choose(situation(waiting), NOW)
      left.push(...chosen)
      const gone = new Set(numbers(chosen))
      waiting = waiting.filter(({ number }) => !gone.has(number))
    }
    expect(left).toHaveLength(1_000)
    const priorities = left.map(({ priority }) => priority)
    expect(priorities).toEqual(priorities.toSorted())
  })

  test('waits for a pause that the receiver asked for', () => {
    const circuit: Circuit = { failures: 1, pausedUntilMs: NOW + 60_000 }
    const paused = situation([waitingAt(1)], { circuit })
    expect(choose(paused, NOW)).toEqual([])
    expect(nextSendMs(paused)).toBe(NOW + 60_000)
    expect(choose(paused, NOW + 60_000)).toHaveLength(1)
  })

  test('of one payment is in order where that is asked for, while other payments go on', () => {
    const waiting = [
      waitingAt(1, { paymentId: 'pay_a', seq: 1, priority: PRIORITIES.retry, dueAtMs: NOW + 5_000 }),
      waitingAt(2, { paymentId: 'pay_a', seq: 2 }),
      waitingAt(3, { paymentId: 'pay_b', seq: 4 }),
      waitingAt(4, { paymentId: 'pay_b', seq: 5 }),
    ]
    expect(numbers(choose(situation(waiting, { ordered: true }), NOW))).toEqual([3])
    expect(numbers(choose(situation(waiting, { ordered: true, running: new Set([3]) }), NOW))).toEqual([])
    expect(numbers(choose(situation(waiting, { ordered: true }), NOW + 5_000))).toEqual([3, 1])
    expect(numbers(choose(situation(waiting), NOW))).toEqual([2, 3, 4])
  })

  test('does not wait for what is redelivered in bulk, which keeps its own order', () => {
    const waiting = [
      waitingAt(1, { paymentId: 'pay_a', seq: 1, priority: PRIORITIES.bulk }),
      waitingAt(2, { paymentId: 'pay_a', seq: 2, priority: PRIORITIES.bulk }),
      waitingAt(3, { paymentId: 'pay_a', seq: 3 }),
    ]
    expect(numbers(choose(situation(waiting, { ordered: true }), NOW))).toEqual([3, 1])
  })
})

describe('a circuit', () => {
  const failed = (times: number): Circuit => {
    let circuit = HEALTHY
    for (let index = 0; index < times; index += 1) circuit = circuitAfter(circuit, NO_ANSWER, NOW, 0.5)
    return circuit
  }

  test('WO6 opens after ten failures in a row, and a success in between begins anew', () => {
    expect(failed(9).probeAtMs).toBeUndefined()
    expect(failed(10).probeAtMs).toBeGreaterThan(NOW)
    expect(circuitAfter(failed(9), status(204), NOW, 0.5)).toEqual(HEALTHY)
  })

  test('WO6 lets one probe through at its time, due or not, and nobody beside it', () => {
    const circuit = failed(10)
    const probeAtMs = circuit.probeAtMs ?? 0
    const waiting = [waitingAt(1, { dueAtMs: NOW + 9 * HOUR_MS }), waitingAt(2, { dueAtMs: NOW + 9 * HOUR_MS })]
    expect(choose(situation(waiting, { circuit }), probeAtMs - 1)).toEqual([])
    expect(numbers(choose(situation(waiting, { circuit }), probeAtMs))).toEqual([1])
    expect(choose(situation(waiting, { circuit, running: new Set([1]) }), probeAtMs)).toEqual([])
    expect(nextSendMs(situation(waiting, { circuit }))).toBe(probeAtMs)
  })

  test('WO6 probes at growing intervals, a quarter of an hour at most, and closes with the first success', () => {
    const intervals = [10, 11, 12, 20, 400].map((times) => (failed(times).probeAtMs ?? 0) - NOW)
    expect(intervals).toEqual(intervals.toSorted((one, other) => one - other))
    expect(Math.max(...intervals)).toBeLessThanOrEqual(15 * 60_000)
    expect(circuitAfter(failed(400), status(200), NOW, 0.5)).toEqual(HEALTHY)
  })

  test('WO4 does not count a receiver that says when to come back', () => {
    const circuit = circuitAfter(failed(9), status(503, { 'retry-after': '30' }), NOW, 0.5)
    expect(circuit).toEqual({ failures: 9, pausedUntilMs: NOW + 30_000 })
    expect(circuitAfter(circuit, status(429), NOW, 0.5).failures).toBe(10)
  })

  test('WO6 gives up what is over its time without an attempt, while others probe', () => {
    const waiting = [waitingAt(1, { deadlineMs: NOW - 1 }), waitingAt(2)]
    expect(numbers(overdue(situation(waiting, { circuit: failed(10) }), NOW))).toEqual([1])
    expect(overdue(situation(waiting), NOW)).toEqual([])
  })
})

describe('a receiver that fails and heals', () => {
  test('WO6 gets everything: nothing is lost, stuck, sent twice after a success, or sent by too many at once', async () => {
    const outage = fc.record({
      deliveries: fc.integer({ min: 1, max: 60 }),
      healsAfterMs: fc.integer({ min: 0, max: 40 * HOUR_MS }),
      ordered: fc.boolean(),
      chances: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 20, maxLength: 20 }),
    })
    await fc.assert(
      fc.property(outage, ({ deliveries, healsAfterMs, ordered, chances }) => {
        const waiting = new Map<number, Waiting>()
        for (let number = 1; number <= deliveries; number += 1) {
          const about = { paymentId: `pay_${number % 7}`, seq: Math.ceil(number / 7) }
          waiting.set(number, waitingAt(number, about))
        }
        const arrived: Waiting[] = []
        let circuit = HEALTHY
        let attempts = 0
        let nowMs = NOW
        const now = () => situation([...waiting.values()], { circuit, ordered })
        while (waiting.size > 0) {
          const dueMs = nextSendMs(now())
          expect(dueMs).toBeDefined()
          nowMs = Math.max(nowMs, dueMs ?? nowMs)
          const chosen = choose(now(), nowMs)
          expect(chosen.length).toBeGreaterThan(0)
          expect(chosen.length).toBeLessThanOrEqual(CONCURRENCY)
          for (const one of chosen) {
            attempts += 1
            const chance = chances[attempts % 20] ?? 0
            const answer = nowMs - NOW < healsAfterMs ? NO_ANSWER : status(204)
            const next = afterAttempt(one, answer, nowMs, chance)
            circuit = circuitAfter(circuit, answer, nowMs, chance)
            expect(next.status).not.toBe('FAILED')
            if (next.status === 'PENDING') waiting.set(one.number, { ...one, ...next })
            else if (waiting.delete(one.number)) arrived.push(one)
          }
        }
        expect(arrived).toHaveLength(deliveries)
        // An outage costs probes, not attempts of everybody.
        expect(attempts).toBeLessThan(deliveries + 30 + 40 * 8)
        if (!ordered) return
        for (const { paymentId } of arrived) {
          const seqs = arrived.filter((one) => one.paymentId === paymentId).map(({ seq }) => seq)
          expect(seqs).toEqual(seqs.toSorted((one, other) => one - other))
        }
      }),
      { numRuns: 60 },
    )
  })
})
