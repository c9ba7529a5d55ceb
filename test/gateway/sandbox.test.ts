import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GatewayAnswer, GatewayRequest, Send } from '../../src/gateway/forward.ts'
import type { AuthorizeRequest } from '../../src/gateway/gateway.ts'
import { gatewayOf } from '../../src/gateway/registry.ts'
import { sandboxGateway } from '../../src/gateway/sandbox/gateway.ts'

const ATTEMPT: AuthorizeRequest = {
  paymentId: 'pay_0abc',
  attemptId: 'att_0abc_1',
  amountMinor: 1000n,
  currency: 'EUR',
  startedAtMs: 0,
  method: 'card',
  capture: true,
  returnUrl: 'https://api.example/return/token',
}
const CAPTURE = { ...ATTEMPT, captureId: 'cap_0abc_1', captureAmountMinor: 400n, final: false }
const REFUND = { ...ATTEMPT, refundId: 'ref_0abc_1', refundAmountMinor: 400n }
const DISPUTE = {
  paymentId: ATTEMPT.paymentId,
  disputeReference: 'dp_1',
  responseId: 'dsp_0abc_1',
  response: { kind: 'evidence', evidence: { explanation: 'receipt' } },
} as const

const CALLS = {
  authorize: (send: Send) => sandboxGateway.authorize(send, ATTEMPT),
  complete: (send: Send) => sandboxGateway.complete(send, ATTEMPT, {}),
  query: (send: Send) => sandboxGateway.query(send, ATTEMPT),
  fence: (send: Send) => sandboxGateway.fence(send, ATTEMPT),
  capture: (send: Send) => sandboxGateway.capture(send, CAPTURE),
  void: (send: Send) => sandboxGateway.void(send, ATTEMPT),
  refund: (send: Send) => sandboxGateway.refund(send, REFUND),
  respondToDispute: (send: Send) => sandboxGateway.respondToDispute(send, DISPUTE),
}
type Call = keyof typeof CALLS
const ALL = Object.keys(CALLS) as Call[]
const READS: Call[] = ['complete', 'query', 'fence']
const MOVES = ALL.filter((call) => !READS.includes(call))

const answered = (status: number, body: unknown): GatewayAnswer => ({
  kind: 'answered',
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const refusedWith = (status: number, code: string) => answered(status, { processed: false, error: { code } })
const outcomes = async (calls: readonly Call[], answer: GatewayAnswer) =>
  new Set(await Promise.all(calls.map(async (call) => (await CALLS[call](async () => answer)).kind)))

const APPROVED = {
  id: 'ch_1',
  attemptId: ATTEMPT.attemptId,
  reference: ATTEMPT.paymentId,
  status: 'approved',
  amountMinor: '1000',
  amountCapturedMinor: '1000',
  currency: 'EUR',
  voided: false,
  card: { brand: 'visa', last4: '4242', expiryMonth: 12, expiryYear: 2040, funding: 'CREDIT', country: 'US' },
  expiresAt: '2030-01-01T00:00:00.000Z',
}
const DECLINED = { ...APPROVED, status: 'declined', declineCode: 'insufficient_funds' }
const CHALLENGE = { ...APPROVED, status: 'challenge_required', challenge: { url: 'https://acquirer.example/c/1' } }
const FENCED = { attemptId: ATTEMPT.attemptId, status: 'fenced' }

describe('the sandbox gateway asks', () => {
  it('with the attempt’s id as the key beside the payment’s as the reference, and with no card of its own', async () => {
    const requests: GatewayRequest[] = []
    await CALLS.authorize(async (request) => {
      requests.push(request)
      return answered(201, APPROVED)
    })
    expect(requests).toMatchObject([
      {
        method: 'POST',
        path: '/payments',
        body: {
          attemptId: 'att_0abc_1',
          reference: 'pay_0abc',
          amountMinor: '1000',
          currency: 'EUR',
          capture: true,
          card: {},
        },
      },
    ])
    expect(requests[0]?.cardFields).toContainEqual([['card', 'number'], 'number'])
  })

  it('with ids that cannot leave their place in the path', async () => {
    const paths: string[] = []
    const send: Send = async ({ path }) => {
      paths.push(path)
      return { kind: 'unknown', reason: 'test' }
    }
    await sandboxGateway.query(send, { ...ATTEMPT, attemptId: '../b?x=1#y' })
    await sandboxGateway.respondToDispute(send, { ...DISPUTE, disputeReference: '../payments' })
    expect(paths).toEqual(['/payments/..%2Fb%3Fx%3D1%23y', '/disputes/..%2Fpayments/evidence'])
  })

  it('is in the registry under its kind', () => {
    expect(gatewayOf('sandbox')).toBe(sandboxGateway)
    expect(gatewayOf('toString')).toBeUndefined()
  })
})

describe('the sandbox gateway tells', () => {
  it.each([
    ['an approval', APPROVED, { kind: 'approved', reference: 'pay_0abc', amountMinor: 1000n, capturedMinor: 1000n }],
    ['GW7 another amount as it is', { ...APPROVED, amountMinor: '999' }, { kind: 'approved', amountMinor: 999n }],
    ['GW7 another currency as it is', { ...APPROVED, currency: 'USD' }, { kind: 'approved', currency: 'USD' }],
    ['GW7 another reference as it is', { ...APPROVED, reference: 'pay_9' }, { kind: 'approved', reference: 'pay_9' }],
    ['GW14 an approval with a field more', { ...APPROVED, mood: 'good' }, { kind: 'approved' }],
    ['a hold', { ...APPROVED, amountCapturedMinor: '0' }, { kind: 'approved', capturedMinor: 0n }],
    ['a released hold', { ...APPROVED, amountCapturedMinor: '0', voided: true }, { kind: 'declined' }],
    [
      'a decline',
      DECLINED,
      { kind: 'declined', failure: { code: 'insufficient_funds', gatewayCode: 'insufficient_funds' } },
    ],
    [
      'GW14 a decline for a new reason',
      { ...DECLINED, declineCode: 'moon_phase' },
      { kind: 'declined', failure: { code: 'unmapped_decline', gatewayCode: 'moon_phase', retryable: false } },
    ],
    [
      'a decline without reason',
      { ...DECLINED, declineCode: null },
      { kind: 'declined', failure: { code: 'card_declined' } },
    ],
    [
      'a challenge',
      CHALLENGE,
      { kind: 'action_required', action: { type: 'three_ds_challenge', url: 'https://acquirer.example/c/1' } },
    ],
    ['a fence', FENCED, { kind: 'unprocessed' }],
    ['GW14 a status we do not know', { ...APPROVED, status: 'levitating' }, { kind: 'unknown' }],
    ['another attempt', { ...APPROVED, attemptId: 'att_9' }, { kind: 'unknown' }],
    ['an amount as a number', { ...APPROVED, amountMinor: 1000 }, { kind: 'unknown' }],
    ['a negative amount', { ...APPROVED, amountMinor: '-1000' }, { kind: 'unknown' }],
    ['a link that is none', { ...CHALLENGE, challenge: { url: 'javascript:alert(1)' } }, { kind: 'unknown' }],
    ['an endless reference', { ...APPROVED, reference: 'x'.repeat(100_000) }, { kind: 'unknown' }],
  ])('%s', async (_title, body, expected) => {
    for (const call of ['authorize', 'complete', 'query'] as const) {
      expect(await CALLS[call](async () => answered(200, body))).toMatchObject(expected)
    }
  })

  it('leaves out a card that it does not understand, and keeps the approval', async () => {
    const outcome = await CALLS.authorize(async () =>
      answered(201, { ...APPROVED, card: { last4: '4242424242424242' } }),
    )
    expect(outcome).toMatchObject({ kind: 'approved' })
    expect(outcome).not.toHaveProperty('card')
  })

  it('after a fence, that the attempt was approved, declined or never processed, and nothing else', async () => {
    const kinds = []
    for (const body of [APPROVED, DECLINED, FENCED, CHALLENGE, { ...FENCED, attemptId: 'att_9' }]) {
      kinds.push((await CALLS.fence(async () => answered(200, body))).kind)
    }
    expect(kinds).toEqual(['approved', 'declined', 'unprocessed', 'unknown', 'unknown'])
  })

  it('captures and refunds only under the ids that were asked for', async () => {
    const made = {
      id: 'x_1',
      attemptId: ATTEMPT.attemptId,
      reference: ATTEMPT.paymentId,
      status: 'succeeded',
      amountMinor: '399',
      currency: 'EUR',
    }
    const capture = { ...made, captureId: CAPTURE.captureId }
    const refund = { ...made, refundId: REFUND.refundId }
    expect(await CALLS.capture(async () => answered(201, capture))).toEqual({
      kind: 'approved',
      gatewayReference: 'x_1',
      amountMinor: 399n,
      currency: 'EUR',
    })
    expect(await CALLS.refund(async () => answered(201, { ...refund, status: 'pending' }))).toMatchObject({
      kind: 'pending',
    })
    expect(await CALLS.refund(async () => answered(201, { ...refund, status: 'failed' }))).toMatchObject({
      kind: 'declined',
      failure: { code: 'refund_failed' },
    })
    expect(await CALLS.capture(async () => answered(201, { ...capture, captureId: 'cap_9' }))).toMatchObject({
      kind: 'unknown',
    })
    expect(await CALLS.refund(async () => answered(201, { ...refund, refundId: 'ref_9' }))).toMatchObject({
      kind: 'unknown',
    })
    expect(await CALLS.void(async () => answered(200, APPROVED))).toMatchObject({ kind: 'unknown' })
    expect(await CALLS.void(async () => answered(200, { ...APPROVED, voided: true }))).toMatchObject({
      kind: 'approved',
    })
  })
})

describe('certainty', () => {
  it.each([
    [refusedWith(422, 'invalid_request'), 'declined'],
    [refusedWith(400, 'invalid_request'), 'declined'],
    [refusedWith(404, 'not_found'), 'declined'],
    [refusedWith(409, 'fenced'), 'unprocessed'],
    [refusedWith(409, 'idempotency_conflict'), 'unknown'],
    [refusedWith(401, 'unauthorized'), 'unprocessed'],
    [refusedWith(429, 'slow_down'), 'unprocessed'],
    [refusedWith(503, 'temporarily_unavailable'), 'unprocessed'],
    [refusedWith(200, 'unauthorized'), 'unknown'],
    [answered(503, { error: { code: 'temporarily_unavailable' } }), 'unknown'],
    [answered(500, '<h1>Internal error</h1>'), 'unknown'],
    [answered(400, { processed: 'false', error: { code: 'x' } }), 'unknown'],
    [{ kind: 'not_sent', reason: 'connection_refused' }, 'not_sent'],
    [{ kind: 'token_refused', reason: 'expired' }, 'declined'],
    [{ kind: 'unknown', reason: 'time-out' }, 'unknown'],
  ] satisfies [GatewayAnswer, string][])('%j to a call that moves money is %s', async (answer, expected) => {
    expect(await outcomes(MOVES, answer)).toEqual(new Set([expected]))
  })

  it('HC2 a token that the vault refuses is a card that has to be entered again', async () => {
    expect(await CALLS.authorize(async () => ({ kind: 'token_refused', reason: 'expired' }))).toMatchObject({
      kind: 'declined',
      failure: { code: 'invalid_card', category: 'INVALID_CARD' },
    })
  })

  it.each([
    [refusedWith(422, 'invalid_request')],
    [refusedWith(409, 'fenced')],
    [refusedWith(401, 'unauthorized')],
    [refusedWith(503, 'temporarily_unavailable')],
    [refusedWith(404, 'no_such_route')],
    [answered(404, 'Not Found')],
    [{ kind: 'not_sent', reason: 'no_access_token' }],
    [{ kind: 'unknown', reason: 'reset' }],
  ] satisfies [GatewayAnswer][])('%j to a look-up or a fence proves nothing about the attempt', async (answer) => {
    expect(await outcomes(READS, answer)).toEqual(new Set(['unknown']))
  })

  it('GW5 only the acquirer’s own not found is one, and it settles nothing after a return', async () => {
    const kinds = []
    for (const call of READS) kinds.push((await CALLS[call](async () => refusedWith(404, 'not_found'))).kind)
    expect(kinds).toEqual(['unknown', 'not_found', 'unknown'])
  })

  it('GW4 truncated answers are unknown wherever they are cut', async () => {
    const whole = JSON.stringify(APPROVED)
    for (let length = 0; length < whole.length; length += 1) {
      expect(await outcomes(['authorize', 'query'], answered(200, whole.slice(0, length)))).toEqual(
        new Set(['unknown']),
      )
    }
  })

  it('GW4 garbage never throws, is never an approval and never proves that nothing happened', async () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.constantFrom('', 'null', '[]', '{"__proto__":{"status":"approved"}}', '<html></html>', '['.repeat(100_000)),
      fc
        .record({ status: fc.constantFrom('approved', 'declined', 'fenced', 'succeeded'), id: fc.string() })
        .map((value) => JSON.stringify(value)),
    )
    await fc.assert(
      fc.asyncProperty(garbage, fc.integer({ min: 100, max: 599 }), async (body, status) => {
        expect(await outcomes(ALL, answered(status, body))).toEqual(new Set(['unknown']))
      }),
      { numRuns: 300 },
    )
  })

  it('GW14 an approval with any one field spoilt is either that approval or unknown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(APPROVED)), fc.jsonValue(), async (field, value) => {
        const outcome = await CALLS.authorize(async () => answered(201, { ...APPROVED, [field]: value }))
        expect(['approved', 'unknown']).toContain(outcome.kind)
      }),
      { numRuns: 300 },
    )
  })
})
