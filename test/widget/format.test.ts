import creditCardType from 'credit-card-type'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brandOf } from '../../checkout-widget/frame/field/brand.ts'
import {
  digitsOf,
  expiryDigits,
  formatExpiry,
  formatNumber,
  reshape,
} from '../../checkout-widget/frame/field/format.ts'

describe('a card number', () => {
  test.each([
    ['4242424242424242', '4242 4242 4242 4242'],
    ['378282246310005', '3782 822463 10005'],
    ['36227206271667', '3622 720627 1667'],
    ['42', '42'],
    ['', ''],
  ])('%s is written as %s', (digits, text) => expect(formatNumber(digits)).toBe(text))

  test('keeps its digits, however many were typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 25 }), (digits) => {
        expect(digits.startsWith(digitsOf(formatNumber(digits)))).toBe(true)
      }),
    )
  })

  test.each([
    ['4', 'visa', [3]],
    ['5105', 'mastercard', [3]],
    ['34', 'american-express', [4]],
    ['6011', 'discover', [3]],
    ['', 'unknown', [3, 4]],
    ['9999', 'unknown', [3, 4]],
  ])('%s is %s', (digits, name, cvcLengths) => expect(brandOf(digits)).toMatchObject({ name, cvcLengths }))
})

test('tells of a number what the whole package tells, however many digits there are', () => {
  const prefixes = ['4', '5', '6', '2', '3', '50', '62', '63', '65', '509', '4011', '6277', '627780', '506']
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 12 })
  fc.assert(
    fc.property(fc.constantFrom('', ...prefixes), digits, (prefix, rest) => {
      const number = prefix + rest
      const told =
        number === '' ? [] : creditCardType(number).filter(({ matchStrength }) => matchStrength !== undefined)
      expect(brandOf(number).name).toBe(told.length === 1 ? told[0]?.type : 'unknown')
    }),
    { numRuns: 1000 },
  )
})

test.each(['٤٢٤٢ ٤٢٤٢', '۴۲۴۲۴۲۴۲', '４２４２-４２４２'])(
  '%s is typed on another keyboard, and the same number',
  (typed) => expect(digitsOf(typed)).toBe('42424242'),
)

test('an expiry of full-width digits is the same date', () => expect(expiryDigits('０３／２０３０')).toBe('0330'))

describe('an expiry', () => {
  test.each([
    ['1', '1'],
    ['3', '03 / '],
    ['12', '12 / '],
    ['12/3', '12 / 3'],
    ['1/30', '01 / 30'],
    ['12 / 30', '12 / 30'],
    ['12/2030', '12 / 30'],
    ['122030', '12 / 30'],
    ['3/27', '03 / 27'],
    ['2030-12', '12 / 30'],
    ['12-30', '12 / 30'],
    ['1220', '12 / 20'],
  ])('%s is written as %s', (typed, text) => expect(formatExpiry(expiryDigits(typed))).toBe(text))
})

describe('the caret', () => {
  const type = (text: string, caret: number, before: string, isDeletion = false) =>
    reshape({ text, caret }, before, isDeletion, digitsOf, formatNumber)

  test('stays behind the digit that was typed in the middle', () => {
    expect(type('42942 4242', 3, '4242 4242')).toEqual({ text: '4294 2424 2', caret: 3 })
  })

  test('is at the end while one types at the end', () => {
    expect(type('42424', 5, '4242')).toEqual({ text: '4242 4', caret: 6 })
  })

  test('deletes the digit before a gap when the gap is deleted', () => {
    expect(type('42424242', 4, '4242 4242', true)).toEqual({ text: '4244 242', caret: 3 })
  })

  test('deletes the month’s last digit when the slash is deleted', () => {
    expect(reshape({ text: '12 /', caret: 4 }, '12 / ', true, expiryDigits, formatExpiry)).toEqual({
      text: '1',
      caret: 1,
    })
  })
})
