import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GatewayRequest } from '../../../src/gateway/forward.ts'
import { paypalGateway } from '../../../src/gateway/paypal/gateway.ts'
import { answering, newAttempt, refusedWith, sendsTo, standingAttempt } from './calls.ts'
import { CARDS, type PaypalDouble, startPaypalDouble } from './double.ts'

let double: PaypalDouble
beforeAll(async () => {
  double = await startPaypalDouble()
})
afterAll(async () => {
  expect(double.violations).toEqual([])
  await double.close()
})

describe('a card', () => {
  it('is sent last, with the one call that charges, and nowhere else', async () => {
    const before = double.requests.length
    const request = newAttempt()
    await paypalGateway.authorize(sendsTo(double).sendCard(), request)
    const asked = double.requests.slice(before).filter(({ path }) => path !== '/v1/oauth2/token')
    expect(asked.map(({ path }) => path.replace(/[0-9A-Z]{17}/, 'ID'))).toEqual([
      '/v2/checkout/orders',
      '/v2/checkout/orders/ID/capture',
    ])
    expect(asked.map(({ body }) => body.includes(CARDS.approved))).toEqual([false, true])
    expect(asked.map(({ headers }) => headers['paypal-request-id'])).toEqual([
      `${request.attemptId}_create`,
      request.attemptId,
    ])
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
      intent: 'CAPTURE',
      purchase_units: [
        {
          custom_id: request.paymentId,
          invoice_id: request.attemptId,
          amount: { currency_code: 'EUR', value: '10.00' },
        },
      ],
    })
    expect(JSON.parse(asked[1]?.body ?? '')).toMatchObject({ payment_source: { card: { expiry: '2040-12' } } })
  })

  it('is told with its facts, and the hold with its end', async () => {
    const outcome = await paypalGateway.authorize(sendsTo(double).sendCard(), newAttempt({ capture: false }))
    expect(outcome).toMatchObject({
      kind: 'approved',
      card: { brand: 'visa', last4: '4242', expiryMonth: 12, expiryYear: 2040, funding: 'CREDIT', country: 'DE' },
    })
    expect(outcome.kind === 'approved' && (outcome.expiresAtMs ?? 0) > Date.now() + 28 * 86_400_000).toBe(true)
  })

  it('is declined in the processor’s words', async () => {
    const outcome = await paypalGateway.authorize(sendsTo(double).sendCard(CARDS.declined), newAttempt())
    expect(outcome).toMatchObject({ kind: 'declined', failure: { code: 'insufficient_funds', gatewayCode: '5120' } })
  })

  it.each([
    [422, 'INSTRUMENT_DECLINED', { kind: 'declined', failure: { code: 'card_declined' } }],
    [422, 'DUPLICATE_INVOICE_ID', { kind: 'unknown' }],
    [409, 'PREVIOUS_REQUEST_IN_PROGRESS', { kind: 'unknown' }],
    [422, 'ACTION_DOES_NOT_MATCH_INTENT', { kind: 'unprocessed', failure: { code: 'fenced' } }],
    [422, 'A_NEW_ISSUE', { kind: 'declined', failure: { code: 'unmapped_refusal', retryable: false } }],
    [403, 'PERMISSION_DENIED', { kind: 'unprocessed', failure: { code: 'gateway_permission_missing' } }],
    [429, 'RATE_LIMIT_REACHED', { kind: 'unprocessed', failure: { code: 'gateway_rate_limited' } }],
    [500, 'INTERNAL_SERVER_ERROR', { kind: 'unknown' }],
    [503, 'SERVICE_UNAVAILABLE', { kind: 'unknown' }],
  ])('whose charge is refused with %s %s is %o', async (status, issue, outcome) => {
    const send = answering(sendsTo(double).sendCard(), 'capture', refusedWith(status, issue))
    expect(await paypalGateway.authorize(send, newAttempt())).toMatchObject(outcome)
  })

  it('that was charged before is looked up', async () => {
    const attempt = await standingAttempt(double)
    const send = answering(sendsTo(double).sendCard(), 'capture', refusedWith(422, 'ORDER_ALREADY_CAPTURED'))
    expect(await paypalGateway.authorize(send, attempt)).toMatchObject({ kind: 'approved' })
    double.forgetRequestIds()
  })

  it.each([500, 503, 504])('an order that could not be made (%i) charges nothing', async (status) => {
    const send = answering(sendsTo(double).sendCard(), 'orders', refusedWith(status, 'INTERNAL_SERVER_ERROR'))
    expect(await paypalGateway.authorize(send, newAttempt())).toMatchObject({ kind: 'unprocessed' })
  })

  it('is not sent in a currency or a fraction that PayPal does not take', async () => {
    const requests: GatewayRequest[] = []
    const outcome = await paypalGateway.authorize(
      async (request) => {
        requests.push(request)
        return { kind: 'unknown', reason: 'test' }
      },
      newAttempt({ currency: 'HUF', amountMinor: 1050n }),
    )
    expect(outcome).toMatchObject({ kind: 'not_sent' })
    expect(requests).toEqual([])
  })

  it('GW15 a token that is refused is asked for again once, and calls at once share one', async () => {
    const { sendCard } = sendsTo(double)
    await paypalGateway.authorize(sendCard(), newAttempt())
    double.revokeTokens()
    const before = double.tokensGiven()
    expect(await paypalGateway.authorize(sendCard(), newAttempt())).toMatchObject({ kind: 'approved' })
    expect(double.tokensGiven()).toBe(before + 1)
    double.revokeTokens()
    const { sendCard: fresh } = sendsTo(double, { ...double.credentials, webhookId: 'ANOTHER' })
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => paypalGateway.authorize(fresh(), newAttempt())))
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['approved']))
    expect(double.tokensGiven()).toBe(before + 2)
  })

  it('GW15 credentials that PayPal does not know send nothing', async () => {
    const { sendCard } = sendsTo(double, { ...double.credentials, clientSecret: 'wrong' })
    const outcome = await paypalGateway.authorize(sendCard(), newAttempt())
    expect(outcome).toEqual({ kind: 'not_sent', reason: 'access_refused' })
  })
})

describe('who pays with PayPal', () => {
  it('is sent there, and charged when they are back with an approval', async () => {
    const { send } = sendsTo(double)
    const request = newAttempt({ method: 'paypal' })
    const outcome = await paypalGateway.authorize(send, request)
    if (outcome.kind !== 'action_required') throw new Error(outcome.kind)
    expect(outcome.action.type).toBe('redirect')
    const returned = await double.answerChallenge(outcome.action.url, 'approve')
    expect(returned).toEqual({ token: outcome.gatewayReference, PayerID: expect.any(String) })
    const attempt = { ...request, gatewayReference: outcome.gatewayReference ?? '' }
    const [first, second] = [
      await paypalGateway.complete(send, attempt, returned),
      await paypalGateway.complete(send, attempt, returned),
    ]
    expect(first).toMatchObject({ kind: 'approved', capturedMinor: 1000n })
    expect(second).toEqual(first)
  })

  it('TD3 is asked about while they are away, and not charged for coming back without an approval', async () => {
    const { send } = sendsTo(double)
    const request = newAttempt({ method: 'paypal' })
    const outcome = await paypalGateway.authorize(send, request)
    if (outcome.kind !== 'action_required') throw new Error(outcome.kind)
    const attempt = { ...request, gatewayReference: outcome.gatewayReference ?? '' }
    expect(await paypalGateway.query(send, attempt)).toEqual(outcome)
    const returned = await double.answerChallenge(outcome.action.url, 'reject')
    expect(await paypalGateway.complete(send, attempt, returned)).toMatchObject({
      kind: 'declined',
      failure: { code: 'payer_canceled' },
    })
  })

  it('TD2 is not charged for the approval of another payment', async () => {
    const { send } = sendsTo(double)
    const [mine, other] = [newAttempt({ method: 'paypal' }), newAttempt({ method: 'paypal' })]
    const [outcome, approved] = [await paypalGateway.authorize(send, mine), await paypalGateway.authorize(send, other)]
    if (outcome.kind !== 'action_required' || approved.kind !== 'action_required') throw new Error('no action')
    const returned = await double.answerChallenge(approved.action.url, 'approve')
    const attempt = { ...mine, gatewayReference: outcome.gatewayReference ?? '' }
    expect(await paypalGateway.complete(send, attempt, returned)).toMatchObject({ kind: 'unknown' })
    const crossed = { ...mine, gatewayReference: approved.gatewayReference ?? '' }
    expect(await paypalGateway.complete(send, crossed, returned)).toMatchObject({ kind: 'unknown' })
    expect((await double.charges(mine.paymentId))[0]).toMatchObject({ status: 'waiting' })
    expect((await double.charges(other.paymentId))[0]).toMatchObject({ status: 'waiting' })
  })

  it('TD4 who comes back after the fence is not charged', async () => {
    const { send } = sendsTo(double)
    const request = newAttempt({ method: 'paypal' })
    const outcome = await paypalGateway.authorize(send, request)
    if (outcome.kind !== 'action_required') throw new Error(outcome.kind)
    const attempt = { ...request, gatewayReference: outcome.gatewayReference ?? '' }
    expect(await paypalGateway.fence(send, attempt)).toMatchObject({ kind: 'unprocessed', failure: { code: 'fenced' } })
    const returned = await double.answerChallenge(outcome.action.url, 'approve')
    expect(await paypalGateway.complete(send, attempt, returned)).toMatchObject({ kind: 'unprocessed' })
    expect((await double.charges(request.paymentId))[0]).toMatchObject({ capturedMinor: 0n })
  })
})

describe('3-D Secure', () => {
  it.each([
    ['NO', 'Y', 'N', 'authentication_failed'],
    ['NO', 'Y', 'R', 'authentication_rejected'],
    ['UNKNOWN', 'Y', 'U', 'authentication_not_possible'],
    ['UNKNOWN', 'Y', 'C', 'challenge_abandoned'],
    ['UNKNOWN', 'U', '', 'authentication_failed'],
  ])(
    'that ends with %s, %s, %s is declined as PayPal’s table says, whatever the order says',
    async (shift, enrolled, status, code) => {
      const { send, sendCard } = sendsTo(double)
      const request = newAttempt()
      const outcome = await paypalGateway.authorize(sendCard(CARDS.challenged), request)
      if (outcome.kind !== 'action_required') throw new Error(outcome.kind)
      expect(outcome.action.type).toBe('three_ds_challenge')
      await double.answerChallenge(outcome.action.url, 'approve')
      const order = double.book.orders.get(outcome.gatewayReference ?? '')
      if (order === undefined) throw new Error('no order')
      order.authentication = {
        liability_shift: shift,
        three_d_secure: { enrollment_status: enrolled, ...(status === '' ? {} : { authentication_status: status }) },
      }
      const attempt = { ...request, gatewayReference: order.id }
      expect(await paypalGateway.complete(send, attempt, {})).toMatchObject({ kind: 'declined', failure: { code } })
      expect(order.captures).toEqual([])
    },
  )

  it('a card that takes no part in it may be charged', async () => {
    const { send, sendCard } = sendsTo(double)
    const request = newAttempt()
    const outcome = await paypalGateway.authorize(sendCard(CARDS.challenged), request)
    if (outcome.kind !== 'action_required') throw new Error(outcome.kind)
    await double.answerChallenge(outcome.action.url, 'approve')
    const order = double.book.orders.get(outcome.gatewayReference ?? '')
    if (order === undefined) throw new Error('no order')
    order.authentication = { liability_shift: 'NO', three_d_secure: { enrollment_status: 'N' } }
    expect(await paypalGateway.complete(send, { ...request, gatewayReference: order.id }, {})).toMatchObject({
      kind: 'approved',
    })
  })
})
