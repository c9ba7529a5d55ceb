import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paypalCredentials } from '../../../src/gateway/paypal/credentials.ts'
import { paypalGateway } from '../../../src/gateway/paypal/gateway.ts'
import { childId } from '../../../src/ids/ids.ts'
import { sendsTo, standingAttempt } from './calls.ts'
import { CARDS, type PaypalDouble, startPaypalDouble } from './double.ts'

let double: PaypalDouble
beforeAll(async () => {
  double = await startPaypalDouble()
})
afterAll(async () => {
  expect(double.violations).toEqual([])
  await double.close()
})

const lastEvent = async (paymentId: string, type: string) =>
  (await double.webhooks(paymentId)).findLast((event) => (event as { event_type: string }).event_type === type) as {
    readonly id: string
    readonly event_type: string
    readonly create_time: string
    readonly resource: Readonly<Record<string, unknown>>
  }
const read = async (event: unknown) => {
  const messages = await paypalGateway.readWebhook(event, sendsTo(double).send)
  if (!messages.ok) throw new Error(messages.error)
  return messages.value
}

describe('the credentials', () => {
  const whole = { clientId: 'id', clientSecret: 'secret', webhookId: '8PT597110X687430LKGECATA' }

  it('are an app’s, and the webhook’s id', () => {
    expect(paypalCredentials.parse(whole)).toMatchObject({
      ok: true,
      value: {
        authorization: {
          kind: 'oauth2_client_credentials',
          tokenPath: '/v1/oauth2/token',
          clientId: 'id',
          clientSecret: 'secret',
        },
      },
    })
  })

  it.each([
    [undefined, 'credentials'],
    [{ ...whole, clientId: '' }, 'clientId'],
    [{ ...whole, clientSecret: 'with space' }, 'clientSecret'],
    [{ ...whole, webhookId: 'no-dashes' }, 'webhookId'],
  ])('%o are refused for %s, without repeating a value', (credentials, field) => {
    expect(paypalCredentials.parse(credentials)).toEqual({ ok: false, error: `${field} is missing or not valid` })
  })
})

describe('a webhook', () => {
  async function verdict(headers: Readonly<Record<string, string>>, body: string, nowMs = Date.now()) {
    const { send, verify } = sendsTo(double)
    const question = verify(headers, body, nowMs)
    return typeof question === 'boolean' ? question : question.isGenuine(await send(question.request))
  }

  it('is asked about with its own text, to the letter', async () => {
    const { paymentId } = await standingAttempt(double)
    const [event] = await double.webhooks(paymentId)
    const { headers, body } = double.sign(event)
    expect(body).toContain('\\/')
    expect(await verdict(headers, body)).toBe(true)
    expect(await verdict(headers, JSON.stringify(JSON.parse(body)))).toBe(false)
    expect(double.requests.at(-1)?.path).toBe('/v1/notifications/verify-webhook-signature')
  })

  it('is refused without asking before the account has the webhook’s id', async () => {
    const { paymentId } = await standingAttempt(double)
    const [event] = await double.webhooks(paymentId)
    const { headers, body } = double.sign(event)
    const { verify } = sendsTo(double, { clientId: 'id', clientSecret: 'secret' })
    expect(verify(headers, body, Date.now())).toBe(false)
  })

  it('WI5 that is old is refused without asking', async () => {
    const { paymentId } = await standingAttempt(double)
    const [event] = await double.webhooks(paymentId)
    const { headers, body } = double.sign(event)
    const before = double.requests.length
    expect(await verdict(headers, body, Date.now() + 6 * 60_000)).toBe(false)
    expect(double.requests.length).toBe(before)
  })

  it.each([
    'paypal-auth-algo',
    'paypal-cert-url',
    'paypal-transmission-id',
    'paypal-transmission-sig',
    'paypal-transmission-time',
  ])('HN1 without %s, or with nonsense in it, is refused without asking', async (name) => {
    const { headers, body } = double.sign({ id: 'WH-1' })
    const { [name]: _removed, ...others } = headers
    const before = double.requests.length
    expect(await verdict(others, body)).toBe(false)
    expect(await verdict({ ...headers, [name]: '\u0000' }, body)).toBe(false)
    expect(await verdict(headers, '[1, 2')).toBe(false)
    expect(double.requests.length).toBe(before)
  })

  it('HN1 whose signature is another webhook’s is no answer of PayPal’s but "no"', async () => {
    const { headers, body } = double.sign({ id: 'WH-1' }, { secret: 'ANOTHERWEBHOOK' })
    expect(await verdict(headers, body)).toBe(false)
  })
})

describe('an event of', () => {
  it('a hold tells its end, its reference and until when it lasts', async () => {
    const attempt = await standingAttempt(double, { capture: false })
    const [message] = await read(await lastEvent(attempt.paymentId, 'PAYMENT.AUTHORIZATION.CREATED'))
    expect(message).toMatchObject({
      paymentId: attempt.paymentId,
      content: {
        kind: 'attempt',
        attemptId: attempt.attemptId,
        outcome: {
          kind: 'approved',
          gatewayReference: attempt.gatewayReference,
          amountMinor: 1000n,
          capturedMinor: 0n,
          expiresAtMs: expect.any(Number),
        },
      },
    })
  })

  it('a hold that is released tells its ending', async () => {
    const attempt = await standingAttempt(double, { capture: false })
    await paypalGateway.void(sendsTo(double).send, attempt)
    const [message] = await read(await lastEvent(attempt.paymentId, 'PAYMENT.AUTHORIZATION.VOIDED'))
    expect(message?.content).toEqual({
      kind: 'ending',
      attemptId: attempt.attemptId,
      attemptReference: attempt.gatewayReference,
      status: 'SUCCEEDED',
    })
  })

  it('a capture names our capture, or only the attempt where it was made in the dashboard', async () => {
    const attempt = await standingAttempt(double, { capture: false })
    const captureId = childId('capture', attempt.paymentId, 1)
    const request = { ...attempt, captureId, captureAmountMinor: 400n, final: false }
    const outcome = await paypalGateway.capture(sendsTo(double).send, request)
    const event = await lastEvent(attempt.paymentId, 'PAYMENT.CAPTURE.COMPLETED')
    const told = {
      kind: 'capture',
      attemptReference: attempt.gatewayReference,
      gatewayReference: outcome.kind === 'approved' ? outcome.gatewayReference : '',
      amountMinor: 400n,
      currency: 'EUR',
      status: 'SUCCEEDED',
    }
    expect((await read(event))[0]?.content).toEqual({ ...told, captureId })
    const dashboard = { ...event, resource: { ...event.resource, invoice_id: attempt.attemptId } }
    expect((await read(dashboard))[0]?.content).toEqual({ ...told, attemptId: attempt.attemptId })
  })

  it('a sale that is declined tells why', async () => {
    const { sendCard } = sendsTo(double)
    const attempt = await standingAttempt(double)
    const declined = { ...attempt, attemptId: childId('attempt', attempt.paymentId, 2) }
    await paypalGateway.authorize(sendCard(CARDS.declined), declined)
    const [message] = await read(await lastEvent(attempt.paymentId, 'PAYMENT.CAPTURE.DECLINED'))
    expect(message?.content).toMatchObject({
      kind: 'attempt',
      attemptId: declined.attemptId,
      outcome: { kind: 'declined', failure: { code: 'insufficient_funds' } },
    })
  })

  it('a refund names our refund, and none where it was made in the dashboard', async () => {
    const attempt = await standingAttempt(double)
    const refundId = childId('refund', attempt.paymentId, 1)
    await paypalGateway.refund(sendsTo(double).send, { ...attempt, refundId, refundAmountMinor: 300n })
    const event = await lastEvent(attempt.paymentId, 'PAYMENT.CAPTURE.REFUNDED')
    const about = { attemptId: attempt.attemptId, attemptReference: attempt.gatewayReference }
    expect((await read(event))[0]?.content).toMatchObject({ kind: 'refund', refundId, ...about, status: 'SUCCEEDED' })
    const { invoice_id: _invoice, custom_id: _custom, ...resource } = event.resource
    const [dashboard] = await read({ ...event, resource: { ...resource, status: 'FAILED' } })
    expect(dashboard).toMatchObject({ paymentId: attempt.paymentId, content: { ...about, status: 'FAILED' } })
    expect(dashboard?.content).not.toHaveProperty('refundId')
  })

  it.each([
    [{ status: 'WAITING_FOR_SELLER_RESPONSE' }, 'NEEDS_RESPONSE'],
    [{ status: 'WAITING_FOR_BUYER_RESPONSE' }, 'UNDER_REVIEW'],
    [{ status: 'UNDER_REVIEW' }, 'UNDER_REVIEW'],
    [{ status: 'OPEN' }, 'NEEDS_RESPONSE'],
    [{ status: 'OPEN', seller_response_due_date: undefined }, 'UNDER_REVIEW'],
    [{ status: 'RESOLVED', dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR' } }, 'LOST'],
    [{ status: 'RESOLVED', dispute_outcome: { outcome_code: 'RESOLVED_SELLER_FAVOUR' } }, 'WON'],
    [{ status: 'RESOLVED', dispute_outcome: { outcome_code: 'RESOLVED_WITH_PAYOUT' } }, 'WON'],
    [{ status: 'RESOLVED', dispute_outcome: { outcome_code: 'CANCELED_BY_BUYER' } }, 'WITHDRAWN'],
    [{ status: 'RESOLVED', dispute_outcome: { outcome_code: 'ACCEPTED' } }, 'ACCEPTED'],
    [{ status: 'RESOLVED', dispute_outcome: { outcome_code: 'LEVITATED' } }, undefined],
    [{ status: 'OTHER' }, undefined],
    [{ dispute_life_cycle_stage: 'PURGATORY' }, undefined],
  ])('a dispute with %o is %s', async (told, status) => {
    const attempt = await standingAttempt(double)
    await double.openDispute?.(attempt.paymentId)
    const event = await lastEvent(attempt.paymentId, 'CUSTOMER.DISPUTE.CREATED')
    const messages = await read({ ...event, resource: { ...event.resource, ...told } })
    if (status === undefined) expect(messages).toEqual([])
    else {
      expect(messages).toMatchObject([
        {
          paymentId: attempt.paymentId,
          content: { kind: 'dispute', attemptId: attempt.attemptId, stage: 'CHARGEBACK', status, amountMinor: 1000n },
        },
      ])
    }
  })

  it('an approved order decides nothing, nor does a reversed capture', async () => {
    const attempt = await standingAttempt(double)
    const event = await lastEvent(attempt.paymentId, 'PAYMENT.CAPTURE.COMPLETED')
    for (const type of ['CHECKOUT.ORDER.APPROVED', 'PAYMENT.CAPTURE.REVERSED', 'PAYMENT.CAPTURE.PENDING']) {
      expect(await read({ ...event, event_type: type })).toEqual([])
    }
  })

  it('WI4 a capture that PayPal does not have is nobody’s; one that cannot be asked for is told again later', async () => {
    const attempt = await standingAttempt(double)
    await double.openDispute?.(attempt.paymentId)
    const event = await lastEvent(attempt.paymentId, 'CUSTOMER.DISPUTE.CREATED')
    const foreign = {
      ...event,
      resource: { ...event.resource, disputed_transactions: [{ seller_transaction_id: 'NONE' }] },
    }
    expect(await read(foreign)).toEqual([])
    expect(await paypalGateway.readWebhook(event, async () => ({ kind: 'unknown', reason: 'test' }))).toEqual({
      ok: false,
      error: 'unavailable',
    })
  })
})
