import { describe, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/payment/event.ts'
import { START_MS, samplePayment, sampleRefund } from '../db/samplePayment.ts'
import { codesOf, createApi, PAYMENT } from './api.ts'

const AT = '2026-11-01T13:00:00.000Z'
const query = (asOf: string, fields = 'id status') => `{ payment(id: "${PAYMENT.id}", asOf: ${asOf}) { ${fields} } }`

describe('Query.payment(asOf:)', () => {
  test('asks the payment’s object for that moment, and for the present where it is null', async () => {
    const { ask, looksBack, reads } = createApi()
    expect((await ask(query(`"${AT}"`))).data.payment).toEqual({ id: PAYMENT.id, status: 'CAPTURED' })
    expect((await ask(query('"2026-11-01T14:00:00+01:00"'))).errors).toEqual([])
    expect(looksBack).toEqual([
      [PAYMENT.id, Date.parse(AT)],
      [PAYMENT.id, Date.parse(AT)],
    ])
    expect(reads).toEqual([])
    await ask(query('null'))
    expect(reads).toEqual([PAYMENT.id])
  })

  test('is null before the payment existed, and for an id that is malformed', async () => {
    const { ask, looksBack } = createApi()
    expect((await ask(query('"2020-01-01T00:00:00Z"'))).data.payment).toBeNull()
    expect((await ask(`{ payment(id: "nonsense", asOf: "${AT}") { id } }`)).data.payment).toBeNull()
    expect(looksBack).toHaveLength(1)
  })

  test.each(['"yesterday"', '"2026-02-30T00:00:00Z"', '1761998400000', '""', '{ a: 1 }'])(
    'refuses %s and names the argument',
    async (asOf) => {
      const { ask, looksBack } = createApi()
      const reply = await ask(query(asOf))
      expect(codesOf(reply)).toEqual(['BAD_REQUEST'])
      expect(reply.errors[0]?.message).toMatch(/^asOf /)
      expect(looksBack).toEqual([])
    },
  )

  test('is not for client secrets', async () => {
    const { ask, looksBack } = createApi()
    const reply = await ask(query(`"${AT}"`), undefined, 'pay_secret')
    expect(codesOf(reply)).toEqual(['FORBIDDEN'])
    expect(reply.errors[0]?.message).toContain('asOf')
    expect((await ask(query('null'), undefined, 'pay_secret')).errors).toEqual([])
    expect(looksBack).toEqual([])
  })

  test('shows everything under the payment as of that moment, events too', async () => {
    const payment = samplePayment('order-1', { seq: 2, details: {}, refunds: [sampleRefund(1)] })
    const event = (seq: number) =>
      ({ type: 'PAYMENT_EXPIRED', data: {}, version: 1, seq, occurredAtMs: START_MS + seq }) as PaymentEvent
    const { ask } = createApi({
      payment,
      events: { events: [1, 2, 3, 4].map((seq) => ({ ...event(seq), view: payment })), hasMore: true },
    })
    const fields = `refunds { asOf nodes { payment { refunds { asOf } } } }
      events { nodes { seq payment { refunds { asOf } } } pageInfo { hasNextPage } }`
    const { data, errors } = await ask(query(`"${AT}"`, fields))
    expect(errors).toEqual([])
    expect(data.payment.refunds).toEqual({ asOf: AT, nodes: [{ payment: { refunds: { asOf: AT } } }] })
    expect(data.payment.events).toEqual({
      nodes: [1, 2].map((seq) => ({
        seq,
        payment: { refunds: { asOf: new Date(START_MS + seq).toISOString() } },
      })),
      pageInfo: { hasNextPage: false },
    })
  })

  test('HG1 costs more than the present, for the past is folded from the log', async () => {
    const looks = Array.from({ length: 41 }, (_, index) => `p${index}: payment(id: "x", asOf: "${AT}") { id }`)
    const present = looks.map((look) => look.replace(`, asOf: "${AT}"`, ''))
    const { ask } = createApi()
    expect(codesOf(await ask(`{ ${looks.join(' ')} }`))).toEqual(['COST_EXCEEDED'])
    expect((await ask(`{ ${present.join(' ')} }`)).errors).toEqual([])
  })
})
