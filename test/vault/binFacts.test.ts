import { describe, expect, test } from 'vitest'
import { binFactsOf } from '../../src/vault/card/binFacts.ts'
import { readBrand } from '../../src/vault/card/brand.ts'
import { TEST_CARDS } from '../../src/vault/card/testCards.ts'

const numbersOf = (line: string): readonly string[] => line.split(' ').slice(1)

describe('what is known of a card from its number', () => {
  test('is what the gateways’ lists of test cards say', () => {
    expect(binFactsOf('4242424242424242')).toEqual({ country: 'US', funding: 'CREDIT' })
    expect(binFactsOf('4000002500000003')).toEqual({ country: 'FR' })
    expect(binFactsOf('4000058260000005')).toEqual({ country: 'GB', funding: 'DEBIT' })
    expect(binFactsOf('5105105105105100')).toEqual({ funding: 'PREPAID' })
    expect(binFactsOf('5103221911199245')).toEqual({ country: 'US', funding: 'PREPAID' })
  })

  test('is nothing for any other number, also for a neighbour of a known one', () => {
    for (const number of ['4242424242424259', '4000002500003155', '5555555555554444', '', 'constructor']) {
      expect(binFactsOf(number)).toEqual({})
    }
  })

  test('is listed once for each number, and each is a whole card number', () => {
    const numbers = TEST_CARDS.flatMap(numbersOf)
    expect(new Set(numbers).size).toBe(numbers.length)
    for (const number of numbers) expect([number, typeof readBrand(number)]).toEqual([number, 'object'])
    for (const line of TEST_CARDS) expect(line).toMatch(/^(?:[A-Z]{2}|--)[cdp]?( [0-9]{14,19})+$/)
  })
})
