import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCursor, encodeCursor, type ListScope } from '../../src/db/cursor.ts'
import { MERCHANT, OTHER_MERCHANT, START_MS, samplePayment } from './samplePayment.ts'

const SECRET = 'a signing secret of at least 32 characters'
const SCOPE: ListScope = { list: 'payments', merchantId: MERCHANT, mode: 'TEST' }
const KEY = { createdAtMs: START_MS, id: samplePayment('cursor').id }
const CURSOR = encodeCursor(SECRET, SCOPE, KEY)

describe('a cursor', () => {
  test('leads back to its place', () => {
    expect(decodeCursor(SECRET, SCOPE, CURSOR)).toEqual(KEY)
  })

  test('HI2 is refused when one character is changed, added or missing', async () => {
    await fc.assert(
      fc.property(fc.nat(CURSOR.length - 1), fc.constantFrom('A', 'b', '-', '_', '=', ' ', 'é'), (at, character) => {
        const changed = CURSOR.slice(0, at) + character + CURSOR.slice(at + 1)
        expect(decodeCursor(SECRET, SCOPE, changed)).toEqual(changed === CURSOR ? KEY : undefined)
        expect(decodeCursor(SECRET, SCOPE, CURSOR.slice(0, at) + character + CURSOR.slice(at))).toBeUndefined()
        expect(decodeCursor(SECRET, SCOPE, CURSOR.slice(0, at))).toBeUndefined()
      }),
    )
  })

  test('HI2 is refused in another list, for another merchant or mode, and under another secret', () => {
    expect(decodeCursor(SECRET, { ...SCOPE, list: 'refunds' }, CURSOR)).toBeUndefined()
    expect(decodeCursor(SECRET, { ...SCOPE, merchantId: OTHER_MERCHANT }, CURSOR)).toBeUndefined()
    expect(decodeCursor(SECRET, { ...SCOPE, mode: 'LIVE' }, CURSOR)).toBeUndefined()
    expect(decodeCursor(`${SECRET}!`, SCOPE, CURSOR)).toBeUndefined()
  })

  test('HI2 is refused at once when it is empty, any text or megabytes long', async () => {
    expect(decodeCursor(SECRET, SCOPE, '')).toBeUndefined()
    expect(decodeCursor(SECRET, SCOPE, 'x'.repeat(5_000_000))).toBeUndefined()
    await fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decodeCursor(SECRET, SCOPE, text)).toBeUndefined()
      }),
    )
  })
})
