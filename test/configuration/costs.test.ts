import { describe, expect, test } from 'vitest'
import { readCosts } from '../../src/configuration/costs.ts'
import { readFields } from '../../src/configuration/fields.ts'

const pathOf = (result: { readonly ok: boolean; readonly error?: unknown }) =>
  result.ok ? 'accepted' : (result.error as { path: readonly string[] }).path.join('.')

describe('costs', () => {
  test('are read from digits, whole numbers and bigints alike', () => {
    for (const fixedMinor of ['25', 25, 25n]) {
      expect(readCosts([{ brands: ['visa'], countries: ['DE'], fixedMinor, basisPoints: 140 }])).toEqual({
        ok: true,
        value: [{ brands: ['visa'], countries: ['DE'], fixedMinor: 25n, basisPoints: 140 }],
      })
    }
    expect(readCosts([{ currencies: null, fixedMinor: '0', basisPoints: 0 }])).toEqual({
      ok: true,
      value: [{ fixedMinor: 0n, basisPoints: 0 }],
    })
  })

  const fine = { fixedMinor: '0', basisPoints: 0 }
  test.each([
    ['a text', 'none', 'costs'],
    ['too many', Array.from({ length: 51 }, () => fine), 'costs'],
    ['a number among them', [fine, 3], 'costs.1'],
    ['a field that is none', [{ ...fine, percent: 3 }], 'costs.0'],
    ['no fixed part', [{ basisPoints: 1 }], 'costs.0.fixedMinor'],
    ['a negative fixed part', [{ ...fine, fixedMinor: '-1' }], 'costs.0.fixedMinor'],
    ['a fraction of a cent', [{ ...fine, fixedMinor: 0.5 }], 'costs.0.fixedMinor'],
    ['an amount that no payment has', [{ ...fine, fixedMinor: '1000000000000' }], 'costs.0.fixedMinor'],
    ['more than everything', [{ ...fine, basisPoints: 10_001 }], 'costs.0.basisPoints'],
    ['half a basis point', [{ ...fine, basisPoints: 0.5 }], 'costs.0.basisPoints'],
    ['a country by name', [{ ...fine, countries: ['Germany'] }], 'costs.0.countries'],
    ['no countries', [{ ...fine, countries: [] }], 'costs.0.countries'],
    ['a currency that is none', [{ ...fine, currencies: ['XXQ'] }], 'costs.0.currencies'],
    ['a brand that no card has', [{ ...fine, brands: ['amex'] }], 'costs.0.brands'],
    ['a brand in capitals', [{ ...fine, brands: ['VISA'] }], 'costs.0.brands'],
  ])('with %s are refused by the field', (_what, costs, path) => {
    expect(pathOf(readCosts(costs))).toBe(path)
  })
})

test('a field that costs do not have is named', () => {
  expect(readCosts([{ fixedMinor: 1, basisPoints: 1, percent: 3 }])).toMatchObject({
    error: { message: expect.stringContaining('no field "percent"') },
  })
})

describe('settings', () => {
  test.each([
    ['name', ''],
    ['name', ' a'],
    ['name', 'a\nb'],
    ['name', 'a'.repeat(65)],
    ['name', '\ud800'],
    ['weight', 0],
    ['weight', 1_000_001],
    ['weight', 1.5],
    ['position', 0],
    ['timeoutMs', 999],
    ['timeoutMs', 20_001],
    ['maxConcurrency', 0],
  ])('with %s %j are refused by the field', (field, value) => {
    expect(pathOf(readFields({ [field]: value }))).toBe(field)
  })

  test('that are absent stay absent, and null takes a bound or the costs away', () => {
    expect(readFields({})).toEqual({ ok: true, value: {} })
    expect(readFields({ name: null, weight: null, timeoutMs: null, maxConcurrency: null, costs: null })).toEqual({
      ok: true,
      value: { timeoutMs: null, maxConcurrency: null, costs: [] },
    })
  })
})
