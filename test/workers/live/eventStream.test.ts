import { describe, expect, test } from 'vitest'
import { paymentIdFor } from '../../../src/ids/ids.ts'
import { abort, type Merchant, newMerchant, newPayment, pause, reader, request } from './support.ts'

const EVENTS = 'subscription ($id: ID!, $after: Int) { paymentEvents(paymentId: $id, after: $after) { seq type } }'
const STATE = 'subscription ($id: ID!) { payment(id: $id) { status } }'

interface Ask {
  readonly query: string
  readonly variables?: object
  readonly headers?: Readonly<Record<string, string>>
}

const stream = ({ secretKey }: Pick<Merchant, 'secretKey'>, { query, variables, headers = {} }: Ask) =>
  request({
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      authorization: `Bearer ${secretKey}`,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  })

describe('a subscription as an event stream', () => {
  test('replays, then follows, with each seq as the event’s id', async () => {
    const merchant = await newMerchant()
    const payment = await newPayment(merchant)
    const response = await stream(merchant, { query: EVENTS, variables: { id: payment.id } })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
    const next = reader(response)
    const data = (seq: number, type: string) => JSON.stringify({ data: { paymentEvents: { seq, type } } })
    expect(await next()).toEqual({ event: 'next', id: '1', data: data(1, 'PAYMENT_CREATED') })
    await payment.cancel()
    expect(await next()).toEqual({ event: 'next', id: '2', data: data(2, 'PAYMENT_CANCELED') })
    await response.body?.cancel().catch(() => undefined)
  })

  test('of a payment completes after its last state', async () => {
    const merchant = await newMerchant()
    const payment = await newPayment(merchant)
    const next = reader(await stream(merchant, { query: STATE, variables: { id: payment.id } }))
    expect(await next()).toMatchObject({ id: '1' })
    await payment.cancel()
    expect(await next()).toMatchObject({ id: '2', data: '{"data":{"payment":{"status":"CANCELED"}}}' })
    expect(await next()).toEqual({ event: 'complete', data: '' })
    expect(await next()).toBeUndefined()
  })

  test('CR4 goes on after the payment’s object was lost under it', async () => {
    const merchant = await newMerchant()
    const payment = await newPayment(merchant)
    const next = reader(await stream(merchant, { query: EVENTS, variables: { id: payment.id } }))
    expect(await next()).toMatchObject({ id: '1' })
    await pause(50)
    await abort(payment.stub)
    await payment.cancel()
    expect(await next()).toMatchObject({ id: '2' })
  })

  test('begins after Last-Event-ID, which overrides `after`', async () => {
    const merchant = await newMerchant()
    const payment = await newPayment(merchant)
    await payment.cancel()
    const ask = { query: EVENTS, variables: { id: payment.id, after: 0 }, headers: { 'last-event-id': '1' } }
    expect(await reader(await stream(merchant, ask))()).toMatchObject({ id: '2' })
  })

  test.each([
    ['HI1 an id that does not exist', STATE, { id: paymentIdFor('m', 'TEST', 'k') }, 200, 'NOT_FOUND'],
    ['HI1 an id that is none', STATE, { id: 'pay_' }, 200, 'NOT_FOUND'],
    ['a field that does not exist', 'subscription { payment(id: "") { no } }', {}, 400, 'BAD_REQUEST'],
  ])('answers %s as an error, and completes', async (_what, query, variables, status, code) => {
    const merchant = await newMerchant()
    const response = await stream(merchant, { query, variables })
    expect(response.status).toBe(status)
    const next = reader(response)
    const error = await next()
    expect(JSON.parse(error?.data ?? '')).toMatchObject({ errors: [{ extensions: { code } }] })
    expect(await next()).toEqual({ event: 'complete', data: '' })
  })

  test('HW4 answers another merchant’s payment as one that does not exist', async () => {
    const [own, other] = [await newMerchant(), await newMerchant()]
    const foreign = await newPayment(other)
    for (const query of [STATE, EVENTS]) {
      const error = await reader(await stream(own, { query, variables: { id: foreign.id } }))()
      expect(JSON.parse(error?.data ?? '')).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] })
    }
  })

  test('is refused without a good credential, and to a publishable key', async () => {
    const { publishableKey } = await newMerchant()
    const unknown = await stream({ secretKey: 'sk_test_none' }, { query: STATE, variables: { id: '' } })
    expect(unknown.status).toBe(401)
    const publishable = await stream({ secretKey: publishableKey }, { query: STATE, variables: { id: '' } })
    expect(publishable.status).toBe(403)
    expect(await publishable.text()).toContain('FORBIDDEN')
  })
})
