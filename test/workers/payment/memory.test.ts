import { describe, expect, test } from 'vitest'
import { alarmDueMs } from '../../../src/payment/alarm.ts'
import { emptyLog, type Log } from '../../../src/payment/log.ts'
import { createMemory } from '../../../src/payment/memory.ts'
import { captured } from '../../payment/driver.ts'

const START_MS = Date.UTC(2026, 10, 1)
const MINUTE_MS = 60_000

const logOf = (projectedSeq: number): Log => {
  const state = captured().state()
  return { ...emptyLog(state.id), state, projectedSeq, announcedSeq: state.seq }
}

describe('what nobody acknowledges', () => {
  test('QU4 is due again after 30 s, 60 s and so on up to ten minutes', () => {
    const memory = createMemory()
    const waits: number[] = []
    for (let nowMs = START_MS, round = 0; round < 8; round += 1) {
      memory.sent(5, nowMs)
      const dueMs = alarmDueMs(logOf(0), memory, nowMs) ?? 0
      expect(memory.isResendDue(dueMs - 1, 0)).toBe(false)
      expect(memory.isResendDue(dueMs, 0)).toBe(true)
      waits.push((dueMs - nowMs) / 1_000)
      nowMs = dueMs
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 600, 600, 600])
  })

  test('is due at once for a memory that does not know of any sending', () => {
    expect(createMemory().isResendDue(START_MS, 0)).toBe(true)
  })

  test('is not taken for lost where it was committed long after the last message was acknowledged', () => {
    const memory = createMemory()
    memory.sent(3, START_MS)
    const laterMs = START_MS + 10 * MINUTE_MS
    expect(alarmDueMs(logOf(3), memory, laterMs)).toBe(laterMs + 30_000)
    expect(memory.isResendDue(laterMs, 3)).toBe(false)
  })

  test('begins with short waits again after something new', () => {
    const memory = createMemory()
    for (const nowMs of [START_MS, START_MS + 30_000, START_MS + 90_000]) memory.sent(3, nowMs)
    memory.sent(5, START_MS + 2 * MINUTE_MS)
    expect(alarmDueMs(logOf(0), memory, START_MS + 2 * MINUTE_MS)).toBe(START_MS + 2.5 * MINUTE_MS)
  })
})

test('a payment that is settled and acknowledged waits for nothing', () => {
  const { state } = logOf(0)
  expect(alarmDueMs(logOf(state?.seq ?? 0), createMemory(), START_MS)).toBeUndefined()
})

test('a merchant’s feed that did not answer is told again after half a minute', () => {
  const settled = logOf(logOf(0).state?.seq ?? 0)
  expect(alarmDueMs({ ...settled, announcedSeq: 1 }, createMemory(), START_MS)).toBe(START_MS + 30_000)
})
