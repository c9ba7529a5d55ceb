import { describe, expect, test } from 'vitest'
import { type Failure, type FailureCode, failureOf } from '../../src/failure/failure.ts'
import { samplePayment } from '../db/samplePayment.ts'
import { codesOf, createApi } from './api.ts'

const FIELDS = 'code message operatorMessage category retry actor retryable unmapped gatewayCode'

/** What the API says of a payment that failed so. */
async function shown(failure: Failure): Promise<Record<string, unknown>> {
  const payment = samplePayment('order-1', { status: 'REQUIRES_PAYMENT_METHOD', details: {}, failure })
  const reply = await createApi({ payment }).ask(`{ payment(id: "${payment.id}") { failure { ${FIELDS} } } }`)
  expect(reply.errors).toEqual([])
  return reply.data.payment.failure
}

describe('a failure', () => {
  test('says what may help and who can act, and speaks to shopper and operator apart', async () => {
    expect(await shown(failureOf('stolen_card', '43'))).toEqual({
      code: 'stolen_card',
      message: 'Your card was declined. Try another card or ask your bank.',
      operatorMessage: expect.stringContaining('reported stolen'),
      category: 'ISSUER_DECLINED',
      retry: 'NEVER',
      actor: 'SHOPPER',
      retryable: false,
      unmapped: false,
      gatewayCode: '43',
    })
  })

  test.each([
    ['de-AT', 'Ihre Karte ist nicht ausreichend gedeckt. Verwenden Sie eine andere Karte.'],
    ['ar', 'رصيد بطاقتك غير كافٍ. جرّب بطاقة أخرى.'],
    ['hu', 'Your card does not have sufficient funds. Try another card.'],
    ['__proto__', 'Your card does not have sufficient funds. Try another card.'],
  ])('speaks to the shopper in %s', async (locale, message) => {
    const payment = samplePayment('order-1', {
      status: 'REQUIRES_PAYMENT_METHOD',
      details: {},
      failure: failureOf('insufficient_funds'),
    })
    const { ask } = createApi({ payment })
    const reply = await ask(`{ payment(id: "${payment.id}") { failure { message(locale: "${locale}") } } }`)
    expect(reply.data.payment.failure.message).toBe(message)
  })

  test('GW14 is shown as unmapped where the gateway’s code is not known, and is not retryable', async () => {
    expect(await shown(failureOf('unmapped_decline', 'brand_new_reason'))).toMatchObject({
      unmapped: true,
      retryable: false,
      retry: 'ANOTHER_METHOD',
      actor: 'OPERATOR',
      gatewayCode: 'brand_new_reason',
    })
  })

  test('is shown as it was stored where its code is older than the taxonomy', async () => {
    const old = { code: 'of_an_older_version' as FailureCode, category: 'INVALID_CARD', retryable: true } as const
    expect(await shown(old)).toMatchObject({ ...old, retry: 'AFTER_CHANGE', unmapped: false })
  })

  test.each(['operatorMessage', 'retry', 'actor', 'unmapped'])('keeps %s from a client secret', async (field) => {
    const { ask } = createApi()
    const { id } = samplePayment('order-1')
    expect(
      codesOf(await ask(`{ payment(id: "${id}") { failure { ${field} } } }`, undefined, `${id}_secret_x`)),
    ).toEqual(['FORBIDDEN'])
  })
})
