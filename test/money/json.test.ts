import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromJson, toJson } from '../../src/money/json.ts'

const name = fc.oneof(fc.string(), fc.constantFrom('amountMinor', 'metadata.priceMinor', 'Minor', 'text:Minor'))
const text = fc.oneof(fc.string(), fc.constantFrom('12', '-1', 'text:12', 'text:', ''))

describe('JSON with amounts', () => {
  it('brings amounts back as bigints', () => {
    const value = { amountMinor: 12345678901234567890n, list: [{ feeMinor: -1n }], count: 3 }
    expect(fromJson(toJson(value))).toEqual(value)
  })

  it('HT3 brings back every text as it was, whatever its name', () => {
    const object = fc.dictionary(
      name.filter((key) => key !== '__proto__'),
      text,
    )
    fc.assert(
      fc.property(object, (value) => {
        expect(fromJson(toJson({ value }))).toEqual({ value })
      }),
    )
  })
})
