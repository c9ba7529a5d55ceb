import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCard } from '../../src/vault/card/parse.ts'

const NOW_MS = Date.UTC(2026, 10, 21)
const CARD = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123' }

const codesOf = (card: unknown, nowMs = NOW_MS): readonly string[] => {
  const parsed = parseCard(card, nowMs)
  return parsed.ok ? [] : parsed.error.map(({ field, code }) => `${field} ${code}`)
}
const brandOf = (number: string, cvc = '123'): string => {
  const parsed = parseCard({ ...CARD, number, cvc }, NOW_MS)
  return parsed.ok ? parsed.value.shown.brand : parsed.error.map(({ field, code }) => `${field} ${code}`).join()
}

/** A number with the Luhn digit that its other digits ask for. */
const withLuhnDigit = (digits: string): string => {
  for (let digit = 0; digit < 10; digit++) {
    if (!codesOf({ ...CARD, number: `${digits}${digit}`, cvc: '123' }).includes('number invalid'))
      return `${digits}${digit}`
  }
  throw new Error('no digit fits')
}

describe('parseCard', () => {
  test('HC1 takes a good card and shows brand, last four and expiry alone', () => {
    const parsed = parseCard({ ...CARD, name: ' Ada Lovelace ' }, NOW_MS)
    expect(parsed).toEqual({
      ok: true,
      value: {
        card: { ...CARD, name: 'Ada Lovelace' },
        shown: { brand: 'visa', last4: '4242', expiryMonth: 12, expiryYear: 2030 },
      },
    })
  })

  test('HC1 keeps the network that the shopper chose, of a closed list', () => {
    const parsed = parseCard({ ...CARD, network: 'cartes_bancaires' }, NOW_MS)
    expect(parsed.ok && parsed.value.card.network).toBe('cartes_bancaires')
    for (const network of ['Visa', 'constructor', '', null, 7, ['visa']]) {
      expect(codesOf({ ...CARD, network })).toEqual(['network invalid'])
    }
  })

  test.each([
    ['4242424242424242', '123', 'visa'],
    ['5555555555554444', '123', 'mastercard'],
    ['378282246310005', '1234', 'american-express'],
    ['6011111111111117', '123', 'discover'],
    ['3056930009020004', '123', 'diners-club'],
    ['3566002020360505', '123', 'jcb'],
    ['6200000000000005', '123', 'unionpay'],
  ])('HC1 knows the brand of %s', (number, cvc, brand) => {
    expect(brandOf(number, cvc)).toBe(brand)
  })

  test.each([
    ['4242424242424241', 'number invalid'],
    ['6200000000000004', 'number invalid'],
    ['0000000000000000', 'number invalid'],
    ['42424242424', 'number length'],
    ['42424242424242424242', 'number length'],
    ['4242'.repeat(100_000), 'number length'],
    ['4242 4242 4242 4242', 'number not_digits'],
    ['４２４２４２４２４２４２４２４２', 'number not_digits'],
    ['', 'number missing'],
  ])('HC1 refuses a number: case %#', (number, code) => {
    expect(brandOf(number)).toBe(code)
  })

  test('HC1 refuses what is not a string or a whole number', () => {
    expect(codesOf({ ...CARD, number: 4242424242424242 })).toEqual(['number invalid'])
    expect(codesOf({ ...CARD, cvc: 123 })).toEqual(['cvc invalid'])
    expect(codesOf({ ...CARD, expiryMonth: '12' })).toEqual(['expiryMonth invalid'])
    expect(codesOf({ ...CARD, expiryMonth: 1.5 })).toEqual(['expiryMonth invalid'])
    expect(codesOf({ ...CARD, expiryYear: 30 })).toEqual(['expiryYear invalid'])
    expect(codesOf({ ...CARD, expiryYear: null })).toEqual(['expiryYear invalid'])
    expect(codesOf({ ...CARD, name: 1 })).toEqual(['name invalid'])
    expect(codesOf({})).toEqual(['number missing', 'cvc missing', 'expiryMonth invalid', 'expiryYear invalid'])
    for (const value of [null, [], 'card', 1]) expect(codesOf(value)).toEqual(['jwe not_a_card'])
    expect(codesOf({ ...CARD, more: 1 })).toEqual(['jwe unknown_property'])
    expect(codesOf(JSON.parse('{"__proto__":{"number":"1"}}'))).toEqual(['jwe unknown_property'])
  })

  test('HC1 asks for the security code length of the brand', () => {
    expect(brandOf('4242424242424242', '1234')).toBe('cvc length')
    expect(brandOf('378282246310005', '123')).toBe('cvc length')
    expect(brandOf('4242424242424242', '12a')).toBe('cvc invalid')
    expect(brandOf('4242424242424242', '12')).toBe('cvc invalid')
  })

  test('HC1 takes a card to the end of its month anywhere, and not longer', () => {
    const november = { ...CARD, expiryMonth: 11, expiryYear: 2026 }
    expect(codesOf(november, Date.UTC(2026, 10, 30, 23, 59, 59, 999))).toEqual([])
    expect(codesOf(november, Date.UTC(2026, 11, 1, 11, 59, 59, 999))).toEqual([])
    expect(codesOf(november, Date.UTC(2026, 11, 1, 12))).toEqual(['expiryYear expired'])
    expect(codesOf({ ...november, expiryMonth: 12 }, Date.UTC(2027, 0, 1, 12))).toEqual(['expiryYear expired'])
  })

  test('HC1 takes an expiry up to twenty years ahead', () => {
    expect(codesOf({ ...CARD, expiryMonth: 11, expiryYear: 2046 })).toEqual([])
    expect(codesOf({ ...CARD, expiryMonth: 12, expiryYear: 2046 })).toEqual(['expiryYear too_far'])
    expect(codesOf({ ...CARD, expiryMonth: 13 })).toEqual(['expiryMonth invalid'])
    expect(codesOf({ ...CARD, expiryMonth: 0 })).toEqual(['expiryMonth invalid'])
  })

  test('HC1 bounds the name', () => {
    expect(codesOf({ ...CARD, name: 'é'.repeat(100) })).toEqual([])
    expect(codesOf({ ...CARD, name: 'a'.repeat(101) })).toEqual(['name length'])
    expect(codesOf({ ...CARD, name: 'a\u0000b' })).toEqual(['name invalid'])
    expect(codesOf({ ...CARD, name: 'a\u202eb' })).toEqual(['name invalid'])
    expect(codesOf({ ...CARD, name: 'a\ud800b' })).toEqual(['name invalid'])
  })

  test('HC1 one wrong digit is always found, and no refusal repeats it', () =>
    fc.assert(
      fc.property(
        fc.stringMatching(/^[1-9][0-9]{11,17}$/),
        fc.nat(),
        fc.integer({ min: 1, max: 9 }),
        (text, position, shift) => {
          const number = withLuhnDigit(text)
          const index = 1 + (position % (number.length - 1))
          const changed = number.slice(0, index) + ((Number(number[index]) + shift) % 10) + number.slice(index + 1)
          const parsed = parseCard({ ...CARD, number: changed }, NOW_MS)
          expect(parsed.ok).toBe(false)
          expect(JSON.stringify(parsed)).not.toContain(changed)
        },
      ),
      { numRuns: 300 },
    ))
})
