import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { GatewayRequest, Send } from '../../../src/gateway/forward.ts'
import { stripeCredentials } from '../../../src/gateway/stripe/credentials.ts'
import { stripeGateway } from '../../../src/gateway/stripe/gateway.ts'
import { accountAt, cardOf, sendTo } from '../contract/send.ts'
import { APPROVED, DECLINED } from './cards.ts'
import { type StripeDouble, startStripeDouble } from './double.ts'
import { ATTEMPT, answered, refusedWith } from './samples.ts'

const DAY_MS = 24 * 3_600_000

let double: StripeDouble
beforeEach(async () => {
  double = await startStripeDouble()
})
afterEach(async () => {
  expect(double.violations).toEqual([])
  await double.close()
})

function ways(card = APPROVED) {
  const account = accountAt({ gateway: stripeGateway, credentials: stripeCredentials }, double)
  return { send: sendTo(account), sendCard: sendTo(account, cardOf(card)) }
}
const newAttempt = (startedAtMs = Date.now()) => {
  const id = randomUUID().replaceAll('-', '')
  return { ...ATTEMPT, paymentId: `pay_${id}`, attemptId: `att_${id}`, startedAtMs }
}

describe('an attempt whose answer was lost', () => {
  it('is found without its reference by repeating the creation, to the byte', async () => {
    const { send, sendCard } = ways()
    const attempt = newAttempt()
    await stripeGateway.authorize(sendCard, attempt)
    expect(await stripeGateway.query(send, attempt)).toMatchObject({ kind: 'approved', reference: attempt.paymentId })
    const creations = double.requests.filter(({ path }) => path === '/v1/payment_intents')
    expect(new Set(creations.map(({ body }) => body)).size).toBe(1)
    expect(double.book.intents.size).toBe(1)
  })

  it('is searched for once keys may be forgotten, and what is not found is not settled', async () => {
    const { send, sendCard } = ways()
    const old = newAttempt(Date.now() - DAY_MS)
    await stripeGateway.authorize(sendCard, old)
    double.forgetKeys()
    expect(await stripeGateway.query(send, old)).toMatchObject({ kind: 'approved' })
    expect(await stripeGateway.fence(send, old)).toMatchObject({ kind: 'approved' })
    const never = newAttempt(Date.now() - DAY_MS)
    expect(await stripeGateway.query(send, never)).toMatchObject({ kind: 'unknown' })
    expect(await stripeGateway.fence(send, never)).toMatchObject({ kind: 'unknown' })
    expect(double.book.intents.size).toBe(1)
  })

  it('an age that is not known counts as old', async () => {
    const { send } = ways()
    const attempt = { ...newAttempt(), startedAtMs: Number.NaN }
    expect(await stripeGateway.query(send, attempt)).toMatchObject({ kind: 'unknown' })
    expect(double.book.intents.size).toBe(0)
  })

  it('was declined where the intent says so, and a fence says the same', async () => {
    const { send, sendCard } = ways(DECLINED)
    const attempt = newAttempt()
    await stripeGateway.authorize(sendCard, attempt)
    for (const call of [stripeGateway.query, stripeGateway.fence]) {
      expect(await call(send, attempt)).toMatchObject({ kind: 'declined', failure: { gatewayCode: 'generic_decline' } })
    }
  })

  const creating =
    (answer: ReturnType<typeof answered>): Send =>
    async () =>
      answer
  it.each([
    ['a stored server error', refusedWith(500, 'api_error', {}, { 'idempotent-replayed': 'true' }), 'not_found'],
    ['an invalid request', refusedWith(400, 'invalid_request_error', { code: 'amount_too_small' }), 'not_found'],
    ['a server error of this moment', refusedWith(500, 'api_error'), 'unknown'],
    ['another use of the key', refusedWith(400, 'idempotency_error'), 'unknown'],
    ['the first request still under way', refusedWith(409, 'idempotency_error'), 'unknown'],
    ['refused access', refusedWith(401, 'invalid_request_error'), 'unknown'],
    ['too many requests', refusedWith(429, 'invalid_request_error', { code: 'rate_limit' }), 'unknown'],
  ])('GW5 %s in answer to the creation', async (_title, answer, kind) => {
    expect((await stripeGateway.query(creating(answer), newAttempt())).kind).toBe(kind)
    const fenced = kind === 'not_found' ? 'unprocessed' : 'unknown'
    expect((await stripeGateway.fence(creating(answer), newAttempt())).kind).toBe(fenced)
  })

  it('GW13 a creation that takes too long is given up early, and the card is not confirmed when it comes', async () => {
    const { sendCard } = ways()
    const paths: string[] = []
    const created = Promise.withResolvers<void>()
    const slow: Send = async (request) => {
      paths.push(request.path)
      if (request.path === '/v1/payment_intents') await created.promise
      const answer = await sendCard(request)
      if (request.path === '/v1/payment_intents') setTimeout(() => paths.push('it came'))
      return answer
    }
    const attempt = newAttempt()
    // It ends though the creation does not.
    expect(await stripeGateway.authorize(slow, attempt)).toMatchObject({ kind: 'unprocessed' })
    created.resolve()
    await vi.waitUntil(() => paths.includes('it came'), { timeout: 5_000 })
    expect(paths).toEqual(['/v1/payment_intents', '/v1/payment_methods', 'it came'])
    expect(await double.charges(attempt.paymentId)).toEqual([])
  }, 15_000)
})

describe('a refund that is sent again', () => {
  it('is recognized among those that were made once its key may be forgotten', async () => {
    const { send, sendCard } = ways()
    const attempt = newAttempt(Date.now() - DAY_MS)
    const paid = await stripeGateway.authorize(sendCard, attempt)
    if (paid.kind !== 'approved') throw new Error(paid.kind)
    const request = {
      ...attempt,
      gatewayReference: paid.gatewayReference,
      refundId: 'ref_0abc_1',
      refundAmountMinor: 300n,
    }
    const first = await stripeGateway.refund(send, request)
    double.forgetKeys()
    expect(await stripeGateway.refund(send, request)).toEqual(first)
    expect(double.book.refunds.size).toBe(1)
  })

  it('is looked for where Stripe stored nothing but an error', async () => {
    const made = { id: 're_1', object: 'refund', amount: 300, currency: 'eur', status: 'succeeded' }
    const asked: GatewayRequest[] = []
    const send: Send = async (request) => {
      asked.push(request)
      return request.method === 'POST'
        ? refusedWith(500, 'api_error', {}, { 'idempotent-replayed': 'true' })
        : answered(200, { data: [{ ...made, metadata: { refund_id: 'ref_0abc_1' } }], has_more: false })
    }
    const attempt = { ...newAttempt(), gatewayReference: 'pi_1', refundId: 'ref_0abc_1', refundAmountMinor: 300n }
    expect(await stripeGateway.refund(send, attempt)).toMatchObject({ kind: 'approved', gatewayReference: 're_1' })
    expect(await stripeGateway.refund(send, { ...attempt, refundId: 'ref_0abc_2' })).toMatchObject({ kind: 'unknown' })
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'GET'])
  })
})

describe('what the dashboard did', () => {
  it('a hold that was captured there is not captured again under our id', async () => {
    const { send, sendCard } = ways()
    const attempt = { ...newAttempt(), capture: false }
    const held = await stripeGateway.authorize(sendCard, attempt)
    if (held.kind !== 'approved') throw new Error(held.kind)
    const known = { ...attempt, gatewayReference: held.gatewayReference, captureAmountMinor: 1000n, final: true }
    await stripeGateway.capture(send, { ...known, captureId: 'cap_of_the_dashboard' })
    expect(await stripeGateway.capture(send, { ...known, captureId: 'cap_0abc_1' })).toMatchObject({
      kind: 'declined',
      failure: { code: 'capture_already_made' },
    })
    expect(await stripeGateway.void(send, known)).toMatchObject({ kind: 'declined' })
  })

  it('a hold that was canceled there is no charge, and no other gateway’s business', async () => {
    const { send, sendCard } = ways()
    const attempt = { ...newAttempt(), capture: false }
    const held = await stripeGateway.authorize(sendCard, attempt)
    if (held.kind !== 'approved') throw new Error(held.kind)
    await stripeGateway.void(send, { ...attempt, gatewayReference: held.gatewayReference })
    expect(await stripeGateway.query(send, attempt)).toMatchObject({
      kind: 'declined',
      failure: { code: 'payment_canceled_at_gateway' },
    })
  })
})
