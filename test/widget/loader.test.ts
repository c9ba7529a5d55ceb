import { describe, expect, test, vi } from 'vitest'
import { named, withNames } from '../../checkout-widget/frame/named.ts'
import { createEvents } from '../../checkout-widget/loader/events.ts'
import { readSecret } from '../../checkout-widget/protocol/shown.ts'
import { FAILURES } from '../../src/failure/failure.ts'

test.each([undefined, null, '', 'pay_1', 'pay_1_secret_2\r\nx: 1', 'sk_test_1'])('%j is no client secret', (value) => {
  expect(readSecret(value)).toBeUndefined()
})

test('a handler that throws keeps nothing from the others, and its fault is reported', () => {
  vi.useFakeTimers()
  const heard: string[] = []
  const { on, emit } = createEvents()
  on('ready', () => {
    throw new Error('of the shop')
  })
  const off = on('ready', () => heard.push('second'))
  emit('ready', undefined)
  off()
  expect(heard).toEqual(['second'])
  expect(() => vi.runAllTimers()).toThrow('of the shop')
  vi.useRealTimers()
})

describe('an error has the names that users of Stripe.js know, beside its own', () => {
  const told = (code: string) => ({ code, message: 'Said.' })
  const declined = (code: string) => ({
    ...told(code),
    payment: {
      id: 'pay_1',
      mode: 'TEST',
      status: 'REQUIRES_PAYMENT_METHOD',
      amount: { amount: '10.00', currency: 'EUR' },
      failure: { code, message: 'Said.', retryable: true },
    } as const,
  })

  test.each([
    ['invalid_card', 'validation_error'],
    ['connection_lost', 'api_connection_error'],
    ['outcome_unknown', 'api_connection_error'],
    ['rate_limited', 'rate_limit_error'],
    ['forbidden', 'authentication_error'],
    ['payment_expired', 'invalid_request_error'],
  ])('%s is a %s', (code, type) => expect(named(told(code))).toEqual({ ...told(code), type }))

  test('a decline says its code twice, also where the code is one of the widget’s', () => {
    expect(named(declined('insufficient_funds'))).toMatchObject({
      type: 'card_error',
      code: 'insufficient_funds',
      decline_code: 'insufficient_funds',
    })
    expect(named(declined('invalid_card')).type).toBe('card_error')
  })

  test('in every message that carries one', () => {
    const error = declined('do_not_honor')
    const outcome = { error: named(error) }
    expect(withNames({ type: 'failure', error })).toEqual({ type: 'failure', ...outcome })
    expect(withNames({ type: 'answer', call: 1, outcome: { error } })).toEqual({ type: 'answer', call: 1, outcome })
    expect(withNames({ type: 'token', call: 1, outcome: { token: 'tok_1' } })).toMatchObject({
      outcome: { token: 'tok_1' },
    })
  })

  test('an outage is no fault of the card, and no refusal of a card is called one', () => {
    expect(named(declined('gateway_unavailable'))).not.toHaveProperty('decline_code')
    const outages = Object.values(FAILURES).filter(({ code }) => named(declined(code)).type === 'api_error')
    expect(outages.length).toBeGreaterThan(20)
    const categories = new Set(outages.map(({ category }) => category))
    expect([...categories].sort()).toEqual(['CONFIGURATION', 'GATEWAY_UNAVAILABLE'])
  })
})

test('a handler is taken off by `off` as by what `on` gave', () => {
  const heard: string[] = []
  const { on, off, emit } = createEvents()
  const handler = () => heard.push('heard')
  on('focus', handler)
  off('focus', handler)
  off('blur', handler)
  emit('focus', undefined)
  expect(heard).toEqual([])
})
