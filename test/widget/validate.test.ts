import { describe, expect, test } from 'vitest'
import { cardOf, type Entered, type FieldName, problemOf } from '../../checkout-widget/frame/field/validate.ts'

const NOW = new Date(2026, 10, 21)
const CARD: Entered = { number: '4242 4242 4242 4242', expiry: '12 / 30', cvc: '123', name: 'Ada Lovelace' }

describe('HC1 fields', () => {
  test.each<[FieldName, string, string | undefined]>([
    ['number', '', 'numberMissing'],
    ['number', '4242', 'numberIncomplete'],
    ['number', '4242 4242 4242 4241', 'numberInvalid'],
    ['number', '4242 4242 4242 4242', undefined],
    ['number', '0000 0000 0000 0000', 'numberInvalid'],
    ['number', '3782 822463 10005', undefined],
    ['expiry', '', 'expiryMissing'],
    ['expiry', '12', 'expiryIncomplete'],
    ['expiry', '13 / 30', 'expiryInvalid'],
    ['expiry', '00 / 30', 'expiryInvalid'],
    ['expiry', '10 / 26', 'expiryPast'],
    ['expiry', '11 / 26', undefined],
    ['expiry', '11 / 46', undefined],
    ['expiry', '12 / 46', 'expiryTooFar'],
    ['cvc', '', 'cvcMissing'],
    ['cvc', '12', 'cvcIncomplete'],
    ['cvc', '1234', 'cvcInvalid'],
    ['name', '', undefined],
    ['name', 'Zoë Ångström', undefined],
    ['name', 'a\u202eb', 'nameInvalid'],
    ['name', 'x'.repeat(101), 'nameInvalid'],
  ])('%s "%s" is %s', (field, text, problem) => expect(problemOf(field, { ...CARD, [field]: text }, NOW)).toBe(problem))

  test('the code has four digits on an American Express card and three elsewhere', () => {
    const express = { ...CARD, number: '3782 822463 10005' }
    expect(problemOf('cvc', { ...express, cvc: '123' }, NOW)).toBe('cvcIncomplete')
    expect(problemOf('cvc', { ...express, cvc: '1234' }, NOW)).toBeUndefined()
  })

  test('become a card without the spaces, and without an empty name', () => {
    expect(cardOf(CARD)).toEqual({
      number: '4242424242424242',
      expiryMonth: 12,
      expiryYear: 2030,
      cvc: '123',
      name: 'Ada Lovelace',
    })
    expect(cardOf({ ...CARD, name: '  ' })).not.toHaveProperty('name')
  })
})
