import { describe, expect, it } from 'vitest'
import type { GatewayAnswer, Send } from '../../../src/gateway/forward.ts'
import { stripeGateway } from '../../../src/gateway/stripe/gateway.ts'
import { fixtureOf } from './reference.ts'
import { ATTEMPT, answered, INTENT, refusedWith } from './samples.ts'

const eventOf = (type: string, object: object, id = 'evt_1') => ({
  ...fixtureOf('event'),
  id,
  type,
  created: 1_893_456_000,
  data: { object },
})
const sendWith =
  (answer: GatewayAnswer): Send =>
  async () =>
    answer
const KNOWN = sendWith(answered(200, INTENT))

const read = async (event: unknown, send = KNOWN) => stripeGateway.readWebhook(event, send)
const contentsOf = async (event: unknown, send = KNOWN) => {
  const messages = await read(event, send)
  return messages.ok ? messages.value.map(({ content }) => content) : messages.error
}

const REFUND = {
  ...fixtureOf('refund'),
  id: 're_1',
  amount: 300,
  currency: 'eur',
  payment_intent: 'pi_1',
  metadata: { refund_id: 'ref_0abc_1' },
}
const DISPUTE = {
  ...fixtureOf('dispute'),
  id: 'dp_1',
  amount: 1000,
  currency: 'eur',
  payment_intent: 'pi_1',
  status: 'needs_response',
}

describe('an event of Stripe tells', () => {
  it('how an attempt ended', async () => {
    expect(await read(eventOf('payment_intent.succeeded', { ...INTENT, latest_charge: 'ch_1' }))).toMatchObject({
      ok: true,
      value: [
        {
          id: 'evt_1',
          paymentId: ATTEMPT.paymentId,
          occurredAtMs: 1_893_456_000_000,
          content: {
            kind: 'attempt',
            attemptId: ATTEMPT.attemptId,
            outcome: { kind: 'approved', capturedMinor: 1000n },
          },
        },
      ],
    })
    const declined = {
      ...INTENT,
      status: 'requires_payment_method',
      last_payment_error: { type: 'card_error', code: 'card_declined', decline_code: 'lost_card' },
    }
    expect(await contentsOf(eventOf('payment_intent.payment_failed', declined))).toMatchObject([
      { outcome: { kind: 'declined', failure: { code: 'lost_card' } } },
    ])
    const canceled = { ...INTENT, status: 'canceled', latest_charge: null }
    expect(await contentsOf(eventOf('payment_intent.canceled', canceled))).toMatchObject([
      { outcome: { kind: 'unprocessed', failure: { code: 'fenced' } } },
    ])
  })

  it('that a hold was released, by whom or what ever: the end of the attempt, and of what stood on it', async () => {
    const released = await read(
      eventOf('payment_intent.canceled', { ...INTENT, status: 'canceled', latest_charge: 'ch_1' }),
    )
    expect(released).toMatchObject({
      ok: true,
      value: [
        { id: 'evt_1', content: { kind: 'attempt', outcome: { kind: 'declined' } } },
        { id: 'evt_1_hold', content: { kind: 'ending', attemptId: ATTEMPT.attemptId, status: 'SUCCEEDED' } },
      ],
    })
  })

  it('that a hold was captured, by whom ever', async () => {
    const captured = { ...INTENT, capture_method: 'manual', amount_received: 400 }
    const content = { kind: 'capture', attemptId: ATTEMPT.attemptId, amountMinor: 400n, status: 'SUCCEEDED' }
    expect(await contentsOf(eventOf('payment_intent.succeeded', captured))).toMatchObject([content])
    const ours = { ...captured, metadata: { ...(INTENT.metadata as object), capture_id: 'cap_0abc_1' } }
    expect(await contentsOf(eventOf('payment_intent.succeeded', ours))).toMatchObject([
      { ...content, captureId: 'cap_0abc_1' },
    ])
  })

  it.each([
    ['refund.created', 'pending', 'PENDING'],
    ['refund.updated', 'requires_action', 'PENDING'],
    ['refund.updated', 'succeeded', 'SUCCEEDED'],
    ['refund.failed', 'failed', 'FAILED'],
    ['charge.refund.updated', 'canceled', 'FAILED'],
  ])('%s: a refund that is %s', async (type, status, told) => {
    expect(await contentsOf(eventOf(type, { ...REFUND, status }))).toMatchObject([
      { kind: 'refund', refundId: 'ref_0abc_1', attemptId: ATTEMPT.attemptId, amountMinor: 300n, status: told },
    ])
  })

  it('a refund of the dashboard, which has no id of ours', async () => {
    const [content] = (await contentsOf(eventOf('refund.created', { ...REFUND, metadata: {} }))) as object[]
    expect(content).toMatchObject({ kind: 'refund', gatewayReference: 're_1' })
    expect(content).not.toHaveProperty('refundId')
  })

  it('every refund of a charge where only the charge is told, each under an id of its own', async () => {
    const send: Send = async ({ path }) =>
      path.startsWith('/v1/refunds')
        ? answered(200, { object: 'list', data: [REFUND, { ...REFUND, id: 're_2', metadata: {} }], has_more: false })
        : answered(200, INTENT)
    const charge = { ...fixtureOf('charge'), payment_intent: 'pi_1' }
    const messages = await read(eventOf('charge.refunded', charge), send)
    expect(messages.ok && messages.value.map(({ id }) => id)).toEqual(['evt_1_re_1', 'evt_1_re_2'])
  })

  it.each([
    ['warning_needs_response', 'INQUIRY', 'NEEDS_RESPONSE'],
    ['warning_under_review', 'INQUIRY', 'UNDER_REVIEW'],
    ['warning_closed', 'INQUIRY', 'WITHDRAWN'],
    ['prevented', 'INQUIRY', 'WITHDRAWN'],
    ['needs_response', 'CHARGEBACK', 'NEEDS_RESPONSE'],
    ['under_review', 'CHARGEBACK', 'UNDER_REVIEW'],
    ['won', 'CHARGEBACK', 'WON'],
    ['lost', 'CHARGEBACK', 'LOST'],
    ['appeal_needs_response', 'PRE_ARBITRATION', 'NEEDS_RESPONSE'],
    ['appeal_under_review', 'PRE_ARBITRATION', 'UNDER_REVIEW'],
  ])('a dispute that is %s', async (status, stage, told) => {
    expect(await contentsOf(eventOf('charge.dispute.updated', { ...DISPUTE, status }))).toMatchObject([
      { kind: 'dispute', gatewayReference: 'dp_1', stage, status: told, amountMinor: 1000n, reasonCode: '10.4' },
    ])
  })

  it('nothing where it is new, not ours, not an end, or not understood', async () => {
    const events = [
      eventOf('payment_intent.levitated', INTENT),
      eventOf('payment_intent.succeeded', { ...INTENT, metadata: {} }),
      eventOf('payment_intent.canceled', { ...INTENT, status: 'levitating' }),
      eventOf('charge.dispute.created', { ...DISPUTE, status: 'levitating' }),
      eventOf('charge.dispute.created', { ...DISPUTE, payment_intent: null }),
      eventOf('refund.created', { ...REFUND, status: 'levitating' }),
      eventOf('refund.created', { ...REFUND, amount: -1 }),
      eventOf('payout.paid', {}),
    ]
    for (const event of events) expect(await read(event)).toEqual({ ok: true, value: [] })
    const foreign = sendWith(answered(200, { ...INTENT, metadata: {} }))
    expect(await read(eventOf('charge.dispute.created', DISPUTE), foreign)).toEqual({ ok: true, value: [] })
    const missing = sendWith(refusedWith(404, 'invalid_request_error', { code: 'resource_missing' }))
    expect(await read(eventOf('charge.dispute.created', DISPUTE), missing)).toEqual({ ok: true, value: [] })
  })

  it('is asked to come again where Stripe cannot be asked whose it is', async () => {
    const silent: GatewayAnswer[] = [
      { kind: 'unknown', reason: 'time_out' },
      { kind: 'not_sent', reason: 'connection_refused' },
      refusedWith(401, 'invalid_request_error'),
      refusedWith(500, 'api_error'),
      answered(200, '<html>'),
    ]
    for (const answer of silent) {
      const send = sendWith(answer)
      expect(await read(eventOf('charge.dispute.created', DISPUTE), send)).toEqual({ ok: false, error: 'unavailable' })
      const charge = { ...fixtureOf('charge'), payment_intent: 'pi_1' }
      expect(await read(eventOf('charge.refunded', charge), send)).toEqual({ ok: false, error: 'unavailable' })
    }
  })
})
