import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { narrowedTo } from '../../src/routing/account.ts'
import {
  ANSWERS_KEY,
  emptyTable,
  MOST_SEGMENTS,
  observe,
  observeFailure,
  snapshotOf,
} from '../../src/routing/posterior.ts'
import { ancestorsOf, segmentOf } from '../../src/routing/segment.ts'
import { FACTS, healthOf } from './support.ts'

const SEGMENT = segmentOf(FACTS)
const HOUR_MS = 3_600_000
const meanOf = ([approved, refused]: readonly [number, number] = [0, 0]) => approved / (approved + refused)
const weightOf = ([approved, refused]: readonly [number, number] = [0, 0]) => approved + refused

/** Results at one a second: one refusal in each `refusedEvery`. */
function fed(results: number, refusedEvery: number, segmentAt: (index: number) => string = () => SEGMENT) {
  const table = emptyTable()
  for (let index = 0; index < results; index += 1) {
    observe(table, segmentAt(index), index % refusedEvery !== 0, index * 1_000)
  }
  return table
}

describe('segments', () => {
  test.each([
    [FACTS, 'EUR|visa|DE|a3'],
    [{ ...FACTS, brand: undefined, country: undefined }, 'EUR|*|*|a3'],
    [{ ...FACTS, method: 'paypal', brand: undefined } as const, 'EUR|paypal|DE|a3'],
    [{ ...FACTS, currency: 'JPY', amountMinor: 45n }, 'JPY|visa|DE|a3'],
    [{ ...FACTS, amountMinor: 999_999_999_999n }, 'EUR|visa|DE|a7'],
    [{ ...FACTS, amountMinor: 0n }, 'EUR|visa|DE|a0'],
    [{ ...FACTS, brand: 'Carte|Bancaire*'.repeat(9) }, 'EUR|carte-bancaire-carte|DE|a3'],
  ])('%# are named by what is known', (facts, segment) => {
    expect(segmentOf(facts)).toBe(segment)
  })

  test('the chain goes from all payments to ever fewer, without what is not known', () => {
    expect(ancestorsOf('EUR|visa|DE|a3')).toEqual([
      '',
      'EUR',
      '*|visa',
      '*|*|DE',
      '*|*|*|a3',
      'EUR|visa',
      'EUR|visa|DE',
    ])
    expect(ancestorsOf('EUR|*|*|a3')).toEqual(['', 'EUR', '*|*|*|a3'])
    expect(ancestorsOf('')).toEqual([''])
  })

  test('keys are short and of few characters, whatever a brand or country is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.bigInt({ min: -5n, max: 10n ** 15n }), (brand, country, amountMinor) => {
        expect(segmentOf({ ...FACTS, brand, country, amountMinor })).toMatch(/^[A-Za-z0-9|*-]{7,40}$/)
      }),
    )
  })
})

describe('posteriors', () => {
  test('converge to what is measured', () => {
    const brands = ['visa', 'mastercard', 'amex', 'jcb', 'discover']
    const results = fed(8_000, 7, (index) => segmentOf({ ...FACTS, brand: brands[index % 5] ?? 'visa' }))
    // What all payments have in common may be the account's or their currency's: it is the sum that has to be right.
    const { '': root, ...segments } = snapshotOf(results, 8_000_000)
    const oddsOf = (posterior: readonly [number, number] | undefined) =>
      Math.log((posterior?.[0] ?? 1) / (posterior?.[1] ?? 1))
    const shifts = ancestorsOf(SEGMENT)
      .slice(1)
      .map((key) => oddsOf(segments[key]) - oddsOf(root))
    const odds = shifts.reduce((sum, shift) => sum + shift, oddsOf(root))
    expect(1 / (1 + Math.exp(-odds))).toBeCloseTo(6 / 7, 1)
  })

  test('tell segments apart, by what each adds to the account', () => {
    const table = emptyTable()
    for (let index = 0; index < 4_000; index += 1) {
      const brand = index % 2 === 0 ? 'visa' : 'amex'
      const approved = brand === 'visa' ? index % 20 !== 0 : index % 3 !== 0
      observe(table, segmentOf({ ...FACTS, brand }), approved, index * 1_000)
    }
    const snapshot = snapshotOf(table, 4_000_000)
    expect(meanOf(snapshot['*|visa'])).toBeGreaterThan(meanOf(snapshot['']))
    expect(meanOf(snapshot['*|amex'])).toBeLessThan(meanOf(snapshot['']))
  })

  test('a segment with few results stays near its account', () => {
    const table = fed(2_000, 10, () => 'EUR|visa|DE|a3')
    for (let index = 0; index < 6; index += 1) observe(table, 'EUR|amex|DE|a3', index % 3 !== 0, 2_000_000)
    const snapshot = snapshotOf(table, 2_000_000)
    expect(Math.abs(meanOf(snapshot['*|amex']) - meanOf(snapshot['']))).toBeLessThan(0.05)
  })

  test('a sudden change is noticed within some ten results, and forgiven when it is over', () => {
    const table = fed(2_000, 10)
    const before = meanOf(snapshotOf(table, 2_000_000)[''])
    for (let index = 0; index < 12; index += 1) observe(table, SEGMENT, false, 2_000_000 + index * 1_000)
    const during = snapshotOf(table, 2_012_000)
    expect(meanOf(during[''])).toBeLessThan(before - 0.2)
    expect(weightOf(during[''])).toBeLessThan(150)
    expect(meanOf(snapshotOf(table, 2_012_000 + 6 * HOUR_MS)[''])).toBeGreaterThan(before - 0.1)
  })

  test('evidence loses its weight with time', () => {
    const table = fed(500, 10)
    const weights = [0, 24, 24 * 7, 24 * 30].map((hours) => weightOf(snapshotOf(table, 500_000 + hours * HOUR_MS)['']))
    expect([...weights].sort((one, other) => other - one)).toEqual(weights)
    expect((weights[3] ?? 0) / (weights[0] ?? 1)).toBeLessThan(0.1)
  })

  test('technical failures say nothing of approvals, and fade within the hour', () => {
    const table = fed(500, 10)
    const before = snapshotOf(table, 500_000)
    for (let index = 0; index < 10; index += 1) observeFailure(table, 500_000)
    const after = snapshotOf(table, 500_000)
    expect(after['']).toEqual(before[''])
    expect(after[ANSWERS_KEY]?.[1]).toBeGreaterThan(2)
    expect(snapshotOf(table, 500_000 + HOUR_MS)[ANSWERS_KEY]?.[1]).toBeLessThan(0.2)
  })

  test('an account keeps a bounded number of segments, those with the most results', () => {
    const table = fed(1_000, 10, (index) => `EUR|b${index}|C${index % 90}|a3`)
    for (let index = 0; index < 50; index += 1) observe(table, SEGMENT, true, 1_000_000)
    const keys = Object.keys(snapshotOf(table, 1_000_000))
    expect(keys.length).toBeLessThanOrEqual(MOST_SEGMENTS + 1)
    expect(keys).toEqual(expect.arrayContaining(['', 'EUR', '*|*|*|a3', 'EUR|visa|DE']))
  })

  test('means stay between 0 and 1, whatever comes in whatever order of time', () => {
    const result = fc.record({ approved: fc.boolean(), atMs: fc.integer({ min: 0, max: 1e12 }), failed: fc.boolean() })
    fc.assert(
      fc.property(fc.array(result, { maxLength: 200 }), fc.integer({ min: 0, max: 1e12 }), (results, nowMs) => {
        const table = emptyTable()
        for (const { approved, atMs, failed } of results) {
          if (failed) observeFailure(table, atMs)
          else observe(table, SEGMENT, approved, atMs)
        }
        const { [ANSWERS_KEY]: _answers, ...segments } = snapshotOf(table, nowMs)
        for (const [approved, refused] of Object.values(segments)) {
          expect(Number.isFinite(approved) && approved >= 0 && Number.isFinite(refused) && refused >= 0).toBe(true)
        }
      }),
    )
  })

  test('a table and a snapshot go through JSON unchanged', () => {
    const table = fed(300, 7)
    const again = JSON.parse(JSON.stringify(table))
    expect(again).toEqual(table)
    expect(snapshotOf(again, 400_000)).toEqual(snapshotOf(table, 400_000))
  })

  test('a snapshot can be narrowed to what one payment needs', () => {
    const table = fed(500, 10, (index) => `EUR|b${index % 9}|DE|a3`)
    observe(table, SEGMENT, true, 600_000)
    const health = healthOf({ segments: snapshotOf(table, 600_000) })
    const narrow = narrowedTo(FACTS, health)
    expect(Object.keys(narrow.segments).sort()).toEqual([ANSWERS_KEY, ...ancestorsOf(SEGMENT)].sort())
    expect(narrow.segments['*|visa']).toEqual(health.segments['*|visa'])
  })
})
