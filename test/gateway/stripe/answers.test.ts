import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GatewayAnswer, GatewayRequest, Send } from '../../../src/gateway/forward.ts'
import type { AuthorizeRequest } from '../../../src/gateway/gateway.ts'
import { stripeGateway } from '../../../src/gateway/stripe/gateway.ts'
import { ATTEMPT, answered, INTENT, METHOD, refusedWith } from './samples.ts'

/** Answers the creation and the method well, and the confirmation with what is given. */
const confirming =
  (answer: GatewayAnswer): Send =>
  async ({ path }) => {
    if (path.endsWith('/confirm')) return answer
    return answered(200, path.endsWith('/payment_methods') ? METHOD : { ...INTENT, status: 'requires_payment_method' })
  }

const authorize = (answer: GatewayAnswer, request: AuthorizeRequest = ATTEMPT) =>
  stripeGateway.authorize(confirming(answer), request)

describe('an authorization at Stripe', () => {
  it('creates the intent without the card, the card apart from it, and confirms with both', async () => {
    const sent: GatewayRequest[] = []
    await stripeGateway.authorize(
      async (request) => {
        sent.push(request)
        return confirming(answered(200, INTENT))(request)
      },
      { ...ATTEMPT, capture: false },
    )
    const [create, method, confirm] = sent
    expect(create).toMatchObject({
      path: '/v1/payment_intents',
      headers: { 'idempotency-key': `${ATTEMPT.attemptId}_create` },
      body: { amount: 1000, currency: 'eur', metadata: { payment_id: 'pay_0abc', attempt_id: 'att_0abc_1' } },
    })
    expect(create).not.toHaveProperty('cardFields')
    expect(method).toMatchObject({
      path: '/v1/payment_methods',
      headers: { 'idempotency-key': `${ATTEMPT.attemptId}_method` },
      body: { type: 'card', card: { networks: {} } },
    })
    expect(confirm).toMatchObject({
      path: `/v1/payment_intents/${INTENT.id}/confirm`,
      headers: { 'idempotency-key': ATTEMPT.attemptId },
      body: { payment_method: METHOD.id, capture_method: 'manual', return_url: ATTEMPT.returnUrl },
    })
    expect(sent.filter(({ cardFields }) => cardFields !== undefined)).toEqual([method])
    expect(new Set(sent.map(({ headers }) => headers?.['stripe-version'])).size).toBe(1)
  })

  it.each([
    [{ kind: 'unknown', reason: 'time_out' }, 'unprocessed'],
    [answered(200, '<html>'), 'unprocessed'],
    [refusedWith(500, 'api_error'), 'unprocessed'],
    [refusedWith(429, 'invalid_request_error', { code: 'rate_limit' }), 'unprocessed'],
    [refusedWith(401, 'invalid_request_error'), 'unprocessed'],
    [refusedWith(400, 'invalid_request_error', { code: 'amount_too_small' }), 'declined'],
    [refusedWith(402, 'card_error', { code: 'incorrect_number' }), 'declined'],
    [refusedWith(409, 'idempotency_error'), 'unknown'],
    [{ kind: 'not_sent', reason: 'connection_refused' }, 'not_sent'],
    [{ kind: 'token_refused', reason: 'expired' }, 'declined'],
  ] satisfies [GatewayAnswer, string][])(
    '%j before the confirmation is %s, and nothing is confirmed',
    async (answer, kind) => {
      for (const failing of ['/v1/payment_intents', '/v1/payment_methods']) {
        const paths: string[] = []
        const outcome = await stripeGateway.authorize(async (request) => {
          paths.push(request.path)
          return request.path === failing ? answer : confirming(answered(200, INTENT))(request)
        }, ATTEMPT)
        expect(outcome.kind).toBe(kind)
        expect(paths.some((path) => path.endsWith('/confirm'))).toBe(false)
      }
    },
  )

  it.each([
    [refusedWith(402, 'card_error', { code: 'card_declined', decline_code: 'insufficient_funds' }), 'declined'],
    [refusedWith(402, 'card_error', { code: 'card_declined', decline_code: 'moon_phase' }), 'declined'],
    [refusedWith(402, 'card_error', { code: 'processing_error', decline_code: 'processing_error' }), 'unprocessed'],
    [refusedWith(400, 'invalid_request_error', { code: 'parameter_unknown' }), 'declined'],
    [refusedWith(400, 'invalid_request_error', { code: 'payment_intent_unexpected_state' }), 'unknown'],
    [refusedWith(400, 'idempotency_error'), 'unknown'],
    [refusedWith(409, 'invalid_request_error', { code: 'idempotency_key_in_use' }), 'unknown'],
    [refusedWith(429, 'invalid_request_error', { code: 'lock_timeout' }), 'unknown'],
    [refusedWith(429, 'invalid_request_error', { code: 'rate_limit' }), 'unprocessed'],
    [refusedWith(401, 'invalid_request_error'), 'unprocessed'],
    [refusedWith(403, 'invalid_request_error'), 'unprocessed'],
    [refusedWith(424, 'api_error'), 'unknown'],
    [refusedWith(500, 'api_error'), 'unknown'],
    [refusedWith(503, 'api_error'), 'unknown'],
    [answered(502, '<html>Bad gateway</html>'), 'unknown'],
    [{ kind: 'not_sent', reason: 'connection_refused' }, 'not_sent'],
    [{ kind: 'unknown', reason: 'connection_lost' }, 'unknown'],
  ] satisfies [GatewayAnswer, string][])('%j to the confirmation is %s', async (answer, kind) => {
    expect((await authorize(answer)).kind).toBe(kind)
  })

  it('HC2 a card that was refused for good is told so', async () => {
    const refused: Send = async (request) =>
      request.cardFields === undefined
        ? confirming(answered(200, INTENT))(request)
        : { kind: 'token_refused', reason: 'card_refused' }
    expect(await stripeGateway.authorize(refused, ATTEMPT)).toMatchObject({
      kind: 'declined',
      failure: { code: 'card_refused' },
    })
  })

  it('asks for a challenge where one is required, and leaves exemptions to Stripe', async () => {
    const confirmationFor = async (threeDS: AuthorizeRequest['threeDS']) => {
      const sent: GatewayRequest[] = []
      await stripeGateway.authorize(
        async (request) => {
          sent.push(request)
          return confirming(answered(200, INTENT))(request)
        },
        { ...ATTEMPT, ...(threeDS === undefined ? {} : { threeDS }) },
      )
      return sent.at(-1)?.body
    }
    expect(await confirmationFor({ challenge: 'REQUIRED' })).toMatchObject({
      payment_method_options: { card: { request_three_d_secure: 'challenge' } },
    })
    expect(await confirmationFor({ exemption: 'LOW_VALUE' })).toEqual(await confirmationFor(undefined))
  })

  it.each([
    [
      {
        result: 'authenticated',
        authentication_flow: 'challenge',
        version: '2.2.0',
        electronic_commerce_indicator: '05',
      },
      { transactionStatus: 'Y', flow: 'CHALLENGE', version: '2.2.0', eci: '05' },
    ],
    [
      { result: 'attempt_acknowledged', authentication_flow: 'frictionless' },
      { transactionStatus: 'A', flow: 'FRICTIONLESS' },
    ],
    [
      { result: 'exempted', exemption_indicator: 'low_risk' },
      { transactionStatus: 'I', exemptionGranted: 'TRANSACTION_RISK_ANALYSIS' },
    ],
    [{ result: 'levitated', version: null }, undefined],
    [null, undefined],
    ['nonsense', undefined],
  ])('tells of 3-D Secure %j that it went %j, and nothing secret', async (three_d_secure, authentication) => {
    const told = structuredClone(INTENT) as unknown as { latest_charge: { payment_method_details: { card: object } } }
    Object.assign(told.latest_charge.payment_method_details.card, { three_d_secure })
    const outcome = await authorize(answered(200, told))
    expect(outcome.kind).toBe('approved')
    expect('authentication' in outcome ? outcome.authentication : undefined).toEqual(authentication)
  })

  it('tells the card that was charged, and until when a hold lasts', async () => {
    expect(await authorize(answered(200, INTENT))).toMatchObject({
      kind: 'approved',
      card: {
        brand: 'american-express',
        last4: '8431',
        expiryMonth: 8,
        expiryYear: 2030,
        funding: 'CREDIT',
        country: 'US',
      },
    })
    expect(await authorize(answered(200, { ...INTENT, status: 'requires_capture' }))).toMatchObject({
      kind: 'approved',
      capturedMinor: 0n,
      expiresAtMs: 1_893_456_000_000,
    })
  })

  const actions = [
    [{ type: 'redirect_to_url', redirect_to_url: { url: 'https://hooks.stripe.com/3ds' } }, 'action_required'],
    [
      {
        type: 'use_stripe_sdk',
        use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: 'https://hooks.stripe.com/r' },
      },
      'action_required',
    ],
    [{ type: 'use_stripe_sdk', use_stripe_sdk: { type: 'stripe_3ds2_fingerprint' } }, 'unknown'],
    [{ type: 'redirect_to_url', redirect_to_url: { url: 'javascript:alert(1)' } }, 'unknown'],
    [{ type: 'levitate' }, 'unknown'],
    [null, 'unknown'],
  ] as const
  it.each(actions)('GW14 the action %j is %s and never an approval', async (next_action, kind) => {
    expect((await authorize(answered(200, { ...INTENT, status: 'requires_action', next_action }))).kind).toBe(kind)
  })

  it('GW4 truncated answers to the confirmation are unknown wherever they are cut', async () => {
    const whole = JSON.stringify(INTENT)
    for (let length = 0; length < whole.length; length += 7) {
      expect((await authorize(answered(200, whole.slice(0, length)))).kind).toBe('unknown')
    }
  })

  it('GW14 an approval with any one field spoilt is either that approval or no approval at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(INTENT)), fc.jsonValue(), async (field, value) => {
        const outcome = await authorize(answered(200, { ...INTENT, [field]: value }))
        expect(['approved', 'unknown']).toContain(outcome.kind)
      }),
      { numRuns: 300 },
    )
  })

  it('GW4 garbage never throws, is never an approval and never proves that nothing happened', async () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.constantFrom('', 'null', '[]', '{"__proto__":{"status":"succeeded"}}', '['.repeat(100_000)),
    )
    const attempt = { ...ATTEMPT, gatewayReference: 'pi_1' }
    await fc.assert(
      fc.asyncProperty(garbage, fc.integer({ min: 100, max: 599 }), async (body, status) => {
        const send: Send = async () => answered(status, body)
        const kinds = [
          (await authorize(answered(status, body))).kind,
          (await stripeGateway.query(send, attempt)).kind,
          (await stripeGateway.complete(send, attempt, {})).kind,
          (await stripeGateway.fence(send, attempt)).kind,
          (await stripeGateway.capture(send, { ...attempt, captureId: 'c', captureAmountMinor: 1n, final: true })).kind,
          (await stripeGateway.void(send, attempt)).kind,
          (await stripeGateway.refund(send, { ...attempt, refundId: 'r', refundAmountMinor: 1n })).kind,
        ]
        expect(new Set(kinds)).toEqual(new Set(['unknown']))
      }),
      { numRuns: 200 },
    )
  })
})
