import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inputFields } from '../../src/idempotency/inputFields.ts'
import { decideReplay, firstDifference } from '../../src/idempotency/replay.ts'

const fingerprints = fc.dictionary(fc.string(), fc.string())

describe('decideReplay', () => {
  test('takes a key that was never seen as new', () => {
    expect(decideReplay(undefined, { a: '1' })).toEqual({ kind: 'new' })
  })

  test('replays the same input, in whatever order its fields come', () => {
    const stored = { fingerprint: { a: '1', b: '2' } }
    expect(decideReplay(stored, { b: '2', a: '1' })).toEqual({ kind: 'replay' })
  })

  test.each([
    ['differs', { a: '1', b: '3' }, 'b'],
    ['is new', { a: '1', b: '2', c: '3' }, 'c'],
    ['is gone', { a: '1' }, 'b'],
    ['is named like something every object has', { a: '1', b: '2', toString: '3' }, 'toString'],
  ])('CL2 names the field that %s', (_what, fingerprint: Record<string, string>, differingField) => {
    const stored = { fingerprint: { a: '1', b: '2' } }
    expect(decideReplay(stored, fingerprint)).toEqual({ kind: 'conflict', differingField })
  })

  test('finds a difference exactly where there is one', () => {
    void fc.assert(
      fc.property(fingerprints, fingerprints, (a, b) => {
        const same = JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())
        expect(firstDifference(a, b) === undefined).toBe(same)
        expect(firstDifference(a, a)).toBeUndefined()
      }),
    )
  })
})

describe('inputFields', () => {
  test('is pairs of path and text without what was not given', () => {
    expect(
      inputFields({ amount: { amount: '10.00', currency: 'EUR' }, reference: undefined, customer: {}, confirm: false }),
    ).toEqual([
      ['amount.amount', '10.00'],
      ['amount.currency', 'EUR'],
      ['confirm', 'false'],
    ])
  })
})
