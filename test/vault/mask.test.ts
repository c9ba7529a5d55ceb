import { describe, expect, test } from 'vitest'
import { maskerFor, maskNamedNumbers } from '../../src/vault/forward/mask.ts'
import { processorMs } from '../processorTime.ts'

const CARD = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123' }
const mask = maskerFor(CARD)

describe('masking of what a gateway answers', () => {
  test.each([
    ['"number":"4242424242424242"', '"number":"************4242"'],
    ['card 4242 4242 4242 4242 declined', 'card ************4242 declined'],
    ['4242-4242-4242-4242', '************4242'],
    ['4242.4242.4242.4242', '************4242'],
    ['4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2', '************4242'],
    ['number=4242%204242+4242%204242', 'number=************4242'],
    ['4242\\u00204242\\u00a042424242', '************4242'],
    ['4242&nbsp;4242&#160;4242 4242', '************4242'],
    ['<pan>4242424242424242</pan>', '<pan>************4242</pan>'],
  ])('takes the number out of %s', (text, expected) => {
    expect(mask(text)).toBe(expected)
  })

  test('keeps JSON readable where the number was a bare number', () => {
    expect(JSON.parse(mask('{"pan": 4242424242424242, "cvc": 123, "a": [4242424242424242]}'))).toEqual({
      pan: '************4242',
      cvc: '***',
      a: ['************4242'],
    })
  })

  test('leaves other digits alone, also those that the number is part of', () => {
    for (const text of ['14242424242424242', '42424242424242421', '4000000000000002', '{"amount":"123","id":"123"}']) {
      expect(mask(text)).toBe(text)
    }
  })

  test.each([
    ['{"cvc":"123"}', '{"cvc":"***"}'],
    ['{"card":{"securityCode" : "123"}}', '{"card":{"securityCode" : "***"}}'],
    ['"{\\"cvv\\":\\"123\\"}"', '"{\\"cvv\\":\\"***\\"}"'],
    ['card[cvc]=123&amount=123', 'card[cvc]=***&amount=123'],
    ['card%5Bcvc%5D=123', 'card%5Bcvc%5D=***'],
    ['<CVV2>123</CVV2>', '<CVV2>***</CVV2>'],
    ['{"cvc":"1234"}', '{"cvc":"1234"}'],
    ['{"cvc_check":"pass"}', '{"cvc_check":"pass"}'],
  ])('takes a named security code out of %s', (text, expected) => {
    expect(mask(text)).toBe(expected)
  })

  test('takes time in proportion to the text, also for text that nearly matches', () => {
    for (const piece of [
      'number"',
      'number"4242424242424242',
      '4242424242424243',
      '4 2 - 4',
      '4...2...',
      '%20',
      'cvc',
      'cvc"":"',
      '4&#1;',
      '424242424242424\\u0020',
    ]) {
      const text = piece.repeat(Math.ceil((256 * 1024) / piece.length))
      const startedAtMs = processorMs()
      mask(maskNamedNumbers(text))
      expect([piece, processorMs() - startedAtMs < 500]).toEqual([piece, true])
    }
  })

  test('takes numbers out of fields that are named for one when the card is not known', () => {
    expect(maskNamedNumbers('{"number":"5555555555554444","pan":4242424242424242,"id":"4242424242424242"}')).toBe(
      '{"number":"************4444","pan":"************4242","id":"4242424242424242"}',
    )
    expect(maskNamedNumbers('{"cardNumber" : "4242424242424242"}')).toBe('{"cardNumber" : "************4242"}')
    expect(maskNamedNumbers('{"number":"1234567890123456"}')).toBe('{"number":"1234567890123456"}')
  })
})
