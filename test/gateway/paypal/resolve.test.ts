import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GatewayRequest } from '../../../src/gateway/forward.ts'
import { paypalGateway } from '../../../src/gateway/paypal/gateway.ts'
import { answered, newAttempt, refusedWith, sendsTo, standingAttempt } from './calls.ts'
import { type PaypalDouble, startPaypalDouble } from './double.ts'

let double: PaypalDouble
beforeAll(async () => {
  double = await startPaypalDouble()
})
afterAll(async () => {
  expect(double.violations).toEqual([])
  await double.close()
})

const HOUR_MS = 3_600_000

describe('a look-up', () => {
  it('asks nothing once PayPal has forgotten the request and the order is not known', async () => {
    const requests: GatewayRequest[] = []
    const request = newAttempt({ startedAtMs: Date.now() - 5 * HOUR_MS })
    const send = async (asked: GatewayRequest) => {
      requests.push(asked)
      return { kind: 'unknown', reason: 'test' } as const
    }
    expect(await paypalGateway.query(send, request)).toMatchObject({ kind: 'unknown' })
    expect(await paypalGateway.fence(send, request)).toMatchObject({ kind: 'unknown' })
    expect(requests).toEqual([])
  })

  it('finds an old attempt by its order', async () => {
    const attempt = await standingAttempt(double, { startedAtMs: Date.now() - 500 * HOUR_MS })
    expect(await paypalGateway.query(sendsTo(double).send, attempt)).toMatchObject({
      kind: 'approved',
      gatewayReference: attempt.gatewayReference,
    })
  })

  it.each([
    ['COMPLETED', 'approved'],
    ['PARTIALLY_REFUNDED', 'approved'],
    ['REFUNDED', 'approved'],
    ['PENDING', 'pending'],
    ['DECLINED', 'declined'],
    ['FAILED', 'declined'],
    ['LEVITATING', 'unknown'],
  ])('of a sale that is %s tells %s', async (status, kind) => {
    const attempt = await standingAttempt(double)
    const order = double.book.orders.get(attempt.gatewayReference.split('.')[0] ?? '')
    const [capture] = order?.captures ?? []
    if (capture === undefined) throw new Error('no capture')
    const body = orderWith(attempt, { captures: [{ id: capture.id, status, amount: capture.amount }] })
    expect(await paypalGateway.query(async () => answered(200, body), attempt)).toMatchObject({ kind })
  })

  it.each([
    ['CREATED', 'approved'],
    ['CAPTURED', 'approved'],
    ['PARTIALLY_CAPTURED', 'approved'],
    ['PENDING', 'pending'],
    ['DENIED', 'declined'],
    ['VOIDED', 'declined'],
    ['LEVITATING', 'unknown'],
  ])('of a hold that is %s tells %s', async (status, kind) => {
    const attempt = await standingAttempt(double, { capture: false })
    const amount = { currency_code: 'EUR', value: '10.00' }
    const body = orderWith(attempt, { authorizations: [{ id: 'AUTH1', status, amount }] })
    expect(await paypalGateway.query(async () => answered(200, body), attempt)).toMatchObject({ kind })
  })

  it('a decline that was technical for the network may be tried elsewhere, as nothing was taken', async () => {
    const attempt = await standingAttempt(double)
    const amount = { currency_code: 'EUR', value: '10.00' }
    const answer = (code: string) => {
      const declined = { id: 'CAP1', status: 'DECLINED', amount, processor_response: { response_code: code } }
      return paypalGateway.query(async () => answered(200, orderWith(attempt, { captures: [declined] })), attempt)
    }
    expect(await answer('8100')).toMatchObject({ kind: 'unprocessed', failure: { code: 'network_error' } })
    expect(await answer('0800')).toMatchObject({ kind: 'declined', failure: { code: 'card_declined' } })
    expect(await answer('XXXX')).toMatchObject({ kind: 'declined', failure: { code: 'unmapped_decline' } })
  })

  it('where the network says never again, the card is not tried again', async () => {
    const attempt = await standingAttempt(double)
    const declined = {
      id: 'CAP1',
      status: 'DECLINED',
      amount: { currency_code: 'EUR', value: '10.00' },
      processor_response: { response_code: '0500', payment_advice_code: '03' },
    }
    const outcome = await paypalGateway.query(
      async () => answered(200, orderWith(attempt, { captures: [declined] })),
      attempt,
    )
    expect(outcome).toMatchObject({ kind: 'declined', failure: { code: 'do_not_try_again' } })
  })
})

const orderWith = (
  { gatewayReference, paymentId, attemptId, capture }: Awaited<ReturnType<typeof standingAttempt>>,
  payments: object,
) => ({
  id: gatewayReference.split('.')[0],
  status: 'COMPLETED',
  intent: capture ? 'CAPTURE' : 'AUTHORIZE',
  purchase_units: [{ custom_id: paymentId, invoice_id: attemptId, payments }],
})

describe('a fence', () => {
  it.each([true, false])('changes what the order is for, so that the charge is refused (sale: %s)', async (capture) => {
    const { send, sendCard } = sendsTo(double)
    const request = newAttempt({ capture })
    expect(await paypalGateway.fence(send, request)).toMatchObject({ kind: 'unprocessed', failure: { code: 'fenced' } })
    expect([...double.book.orders.values()].at(-1)?.intent).toBe(capture ? 'AUTHORIZE' : 'CAPTURE')
    expect(await paypalGateway.authorize(sendCard(), request)).toMatchObject({ kind: 'unprocessed' })
    expect(await paypalGateway.query(send, request)).toMatchObject({ kind: 'unprocessed', failure: { code: 'fenced' } })
    expect(await paypalGateway.fence(send, request)).toMatchObject({ kind: 'unprocessed' })
  })

  it('ends an order that waits for its payer, also where PayPal does not change it: only our own call would charge it', async () => {
    const { send } = sendsTo(double)
    const request = newAttempt({ method: 'paypal' })
    expect(await paypalGateway.authorize(send, request)).toMatchObject({ kind: 'action_required' })
    const outcome = await paypalGateway.fence(
      async (asked) => (asked.method === 'PATCH' ? refusedWith(422, 'NOT_PATCHABLE') : send(asked)),
      request,
    )
    expect(outcome).toMatchObject({ kind: 'unprocessed', failure: { code: 'fenced' } })
  })

  it('proves nothing where PayPal does not change the order', async () => {
    const { send } = sendsTo(double)
    const request = newAttempt()
    const outcome = await paypalGateway.fence(
      async (asked) => (asked.method === 'PATCH' ? refusedWith(422, 'NOT_PATCHABLE') : send(asked)),
      request,
    )
    expect(outcome).toMatchObject({ kind: 'unknown' })
  })

  it('proves nothing where the answer afterwards is lost', async () => {
    const { send } = sendsTo(double)
    const outcome = await paypalGateway.fence(
      async (asked) => (asked.method === 'GET' ? { kind: 'unknown', reason: 'test' } : send(asked)),
      newAttempt(),
    )
    expect(outcome).toMatchObject({ kind: 'unknown' })
  })
})
