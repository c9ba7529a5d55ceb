import { describe, expect, it } from 'vitest'
import { FAILURES, isFailureCode } from '../../src/failure/failure.ts'
import { RESPONSE_CODES, type ResponseNetwork, responseFailure } from '../../src/failure/iso8583.ts'

/** Decline codes of ISO 8583:1987 that the networks' public lists name, Visa's and Mastercard's additions among them. */
const KNOWN_1987 = [
  ...'01 02 03 04 05 06 07 08 09 12 13 14 15 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 33 34 35 36 37 38 39 40'.split(
    ' ',
  ),
  ...'41 42 43 44 46 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 70 71 74 75 76 77 78 79 80 81 82 83 84'.split(
    ' ',
  ),
  ...'86 87 88 89 90 91 92 93 94 95 96 97 98 99 1A 5C 6P 9G B1 B2 N0 N3 N4 N5 N7 N8 P2 P5 P6 Q1 R0 R1 R3'.split(' '),
  ...'XA XD Z3 Z5'.split(' '),
]
const between = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String(first + index))
const KNOWN_1993 = [...between(100, 129), ...between(200, 210), ...between(902, 923), '950']
const APPROVALS = ['00', '10', '11', '16', '32', '85', '000', '001', '002', '005']

describe('response codes of ISO 8583', () => {
  it('know every decline of the networks’ lists', () => {
    expect([...KNOWN_1987, ...KNOWN_1993].filter((response) => responseFailure(response) === undefined)).toEqual([])
  })

  it('lead to leaves of the tree', () => {
    expect(RESPONSE_CODES.filter(([, , code]) => !isFailureCode(code))).toEqual([])
  })

  it.each(APPROVALS)('%s is an approval, so no failure', (response) => {
    expect(responseFailure(response)).toBeUndefined()
  })

  it.each(['ZZ', '', '  ', '1234', '__proto__', 'constructor', '05; DROP'])('%j is not guessed at', (response) => {
    expect(responseFailure(response)).toBeUndefined()
  })

  it.each([
    ['5', 'do_not_honor'],
    ['05', 'do_not_honor'],
    [' 51 ', 'insufficient_funds'],
    ['r0', 'stop_payment_order'],
    ['100', 'do_not_honor'],
  ])('%j is %s, however it is written', (response, code) => {
    expect(responseFailure(response)).toBe(code)
  })

  it.each<[string, ResponseNetwork | undefined, string]>([
    ['65', undefined, 'count_limit_exceeded'],
    ['65', 'visa', 'count_limit_exceeded'],
    ['65', 'mastercard', 'authentication_free_limit_exceeded'],
    ['70', 'visa', 'pin_required'],
    ['70', 'mastercard', 'call_issuer'],
    ['79', 'mastercard', 'issuer_lifecycle_refusal'],
    ['82', 'visa', 'negative_card_check'],
    ['82', 'mastercard', 'issuer_policy_refusal'],
    ['83', 'mastercard', 'network_suspected_fraud'],
    ['122', 'amex', 'incorrect_cvc'],
  ])('%s of %s is %s', (response, network, code) => {
    expect(responseFailure(response, network)).toBe(code)
  })

  /** Visa's rules of 2024, category 1, "issuer will never approve": tries with the same card cost a fee. */
  it.each(['04', '07', '41', '43', '46', '57', 'R0', 'R1', 'R3'])('%s is never tried again', (response) => {
    const code = responseFailure(response)
    expect(code === undefined ? undefined : FAILURES[code].retry).toBe('never')
  })

  it.each(['1A', '65'])('%s asks for 3-D Secure', (response) => {
    const code = responseFailure(response, 'mastercard')
    expect(code === undefined ? undefined : FAILURES[code].retry).toBe('authenticate')
  })
})
