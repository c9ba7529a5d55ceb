import { describe, expect, test } from 'vitest'
import { doubted, type Shift, withSurprise } from '../../src/routing/evidence.ts'

const UNSURE: Shift = [0, 0.5]
const SURE: Shift = [0, 0.01]

describe('a surprise', () => {
  test('is shared by how uncertain each shift is', () => {
    const [unsure = UNSURE, sure = SURE] = withSurprise([UNSURE, SURE], 2, false, 1)
    expect(unsure[0]).toBeLessThan(0)
    expect(sure[0]).toBeLessThan(0)
    expect(unsure[0] / sure[0]).toBeCloseTo(50, 6)
  })

  test('makes each surer, and the one that was expected moves little', () => {
    const [approved = UNSURE] = withSurprise([UNSURE], 3, true, 1)
    const [refused = UNSURE] = withSurprise([UNSURE], 3, false, 1)
    expect(approved[1]).toBeLessThan(UNSURE[1])
    expect(Math.abs(approved[0])).toBeLessThan(Math.abs(refused[0]) / 5)
  })

  test('repeated, leads to the rate that is measured', () => {
    let shifts: readonly Shift[] = [UNSURE, UNSURE]
    for (let index = 0; index < 5_000; index += 1) shifts = withSurprise(shifts, 2, index % 4 !== 0, 1)
    const odds = shifts.reduce((sum, [mean]) => sum + mean, 2)
    expect(1 / (1 + Math.exp(-odds))).toBeCloseTo(0.75, 1)
  })
})

test('time brings doubt back, up to what it was before the first result', () => {
  expect(doubted([0.3, 0.1], 0.05, 0.5)).toEqual([0.3, 0.1 + 0.05])
  expect(doubted([0.3, 0.1], 9, 0.5)).toEqual([0.3, 0.5])
})
