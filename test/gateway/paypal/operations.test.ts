import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paypalGateway } from '../../../src/gateway/paypal/gateway.ts'
import { childId } from '../../../src/ids/ids.ts'
import { newAttempt, sendsTo, standingAttempt } from './calls.ts'
import { type PaypalDouble, startPaypalDouble } from './double.ts'

let double: PaypalDouble
beforeAll(async () => {
  double = await startPaypalDouble()
})
afterAll(async () => {
  expect(double.violations).toEqual([])
  await double.close()
})

type Attempt = Awaited<ReturnType<typeof standingAttempt>>
const captureOf = (attempt: Attempt, number: number, captureAmountMinor: bigint, final = false) => ({
  ...attempt,
  captureId: childId('capture', attempt.paymentId, number),
  captureAmountMinor,
  final,
})
const refundOf = (attempt: Attempt, number: number, refundAmountMinor: bigint) => ({
  ...attempt,
  refundId: childId('refund', attempt.paymentId, number),
  refundAmountMinor,
})
const orderOf = (attempt: Attempt) => double.book.orders.get(attempt.gatewayReference.split('.')[0] ?? '')

describe('captures', () => {
  it('of one hold are several, until the final one', async () => {
    const { send } = sendsTo(double)
    const attempt = await standingAttempt(double, { capture: false })
    for (const [number, amount, final] of [
      [1, 300n, false],
      [2, 200n, false],
      [3, 100n, true],
    ] as const) {
      const outcome = await paypalGateway.capture(send, captureOf(attempt, number, amount, final))
      expect(outcome).toMatchObject({ kind: 'approved', amountMinor: amount, currency: 'EUR' })
    }
    expect(orderOf(attempt)?.authorizations).toMatchObject([{ status: 'CAPTURED' }])
    expect(await paypalGateway.capture(send, captureOf(attempt, 4, 100n))).toMatchObject({
      kind: 'declined',
      failure: { code: 'capture_already_made' },
    })
    expect(await paypalGateway.query(send, attempt)).toMatchObject({ kind: 'approved', capturedMinor: 600n })
  })

  it('GW6 are found by our id after PayPal has forgotten the request', async () => {
    const { send } = sendsTo(double)
    const attempt = await standingAttempt(double, { capture: false })
    const request = captureOf(attempt, 1, 1000n, true)
    const first = await paypalGateway.capture(send, request)
    double.forgetRequestIds()
    expect(await paypalGateway.capture(send, request)).toEqual(first)
    expect(orderOf(attempt)?.captures).toHaveLength(1)
  })

  it('over the hold are refused', async () => {
    const attempt = await standingAttempt(double, { capture: false })
    expect(await paypalGateway.capture(sendsTo(double).send, captureOf(attempt, 1, 1001n))).toMatchObject({
      kind: 'declined',
      failure: { code: 'capture_exceeds_hold' },
    })
  })
})

describe('a void', () => {
  it('of what was captured in full is refused', async () => {
    const { send } = sendsTo(double)
    const attempt = await standingAttempt(double, { capture: false })
    await paypalGateway.capture(send, captureOf(attempt, 1, 1000n, true))
    expect(await paypalGateway.void(send, attempt)).toMatchObject({
      kind: 'declined',
      failure: { code: 'void_already_captured' },
    })
  })

  it('of a sale is refused without asking', async () => {
    const attempt = await standingAttempt(double)
    const before = double.requests.length
    expect(await paypalGateway.void(sendsTo(double).send, attempt)).toMatchObject({ kind: 'declined' })
    expect(double.requests.length).toBe(before)
  })
})

describe('a refund', () => {
  it('of a sale asks for nothing first', async () => {
    const attempt = await standingAttempt(double)
    const before = double.requests.length
    expect(await paypalGateway.refund(sendsTo(double).send, refundOf(attempt, 1, 400n))).toMatchObject({
      kind: 'approved',
      amountMinor: 400n,
    })
    const asked = double.requests.slice(before).filter(({ path }) => path !== '/v1/oauth2/token')
    expect(asked.map(({ method }) => method)).toEqual(['POST'])
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({ custom_id: attempt.paymentId })
  })

  it('of a hold with several captures takes the first that has enough left', async () => {
    const { send } = sendsTo(double)
    const attempt = await standingAttempt(double, { capture: false })
    await paypalGateway.capture(send, captureOf(attempt, 1, 300n))
    await paypalGateway.capture(send, captureOf(attempt, 2, 700n, true))
    for (const [number, amount] of [
      [1, 200n],
      [2, 200n],
      [3, 100n],
      [4, 500n],
    ] as const) {
      const outcome = await paypalGateway.refund(send, refundOf(attempt, number, amount))
      expect(outcome).toMatchObject({ kind: 'approved', amountMinor: amount })
    }
    const [first, second] = orderOf(attempt)?.captures ?? []
    const taken = orderOf(attempt)?.refunds.map(({ captureId, amount }) => [captureId, amount.value])
    expect(taken).toEqual([
      [first?.id, '2.00'],
      [second?.id, '2.00'],
      [first?.id, '1.00'],
      [second?.id, '5.00'],
    ])
  })

  it('cannot be of two captures', async () => {
    const { send } = sendsTo(double)
    const attempt = await standingAttempt(double, { capture: false })
    await paypalGateway.capture(send, captureOf(attempt, 1, 500n))
    await paypalGateway.capture(send, captureOf(attempt, 2, 500n))
    expect(await paypalGateway.refund(send, refundOf(attempt, 1, 600n))).toMatchObject({
      kind: 'declined',
      failure: { code: 'refund_exceeds_captured', gatewayCode: 'NO_CAPTURE_HAS_ENOUGH_LEFT' },
    })
  })

  it('GW6 of an old sale is looked for before it is made: PayPal may have forgotten the request', async () => {
    const { send } = sendsTo(double)
    const recent = await standingAttempt(double)
    const attempt = { ...recent, startedAtMs: Date.now() - 50 * 86_400_000 }
    const first = await paypalGateway.refund(send, refundOf(attempt, 1, 300n))
    double.forgetRequestIds()
    expect(await paypalGateway.refund(send, refundOf(attempt, 1, 300n))).toEqual(first)
    expect(orderOf(attempt)?.refunds).toHaveLength(1)
  })

  it.each([true, false])(
    'GW6 is found by our id after PayPal has forgotten the request (sale: %s)',
    async (capture) => {
      const { send } = sendsTo(double)
      const attempt = await standingAttempt(double, { capture })
      if (!capture) await paypalGateway.capture(send, captureOf(attempt, 1, 1000n, true))
      const first = await paypalGateway.refund(send, refundOf(attempt, 1, 1000n))
      double.forgetRequestIds()
      expect(await paypalGateway.refund(send, refundOf(attempt, 1, 1000n))).toEqual(first)
      expect(orderOf(attempt)?.refunds).toHaveLength(1)
    },
  )
})

describe('a dispute', () => {
  const respond = (disputeReference: string, response: 'accept' | 'evidence') =>
    paypalGateway.respondToDispute(sendsTo(double).send, {
      paymentId: newAttempt().paymentId,
      disputeReference,
      responseId: 'dsp_1',
      response:
        response === 'accept'
          ? { kind: 'accept' }
          : { kind: 'evidence', evidence: { explanation: 'It was delivered.', shippingCarrier: 'DHL' } },
    })
  const disputed = async (stage: string) => {
    const attempt = await standingAttempt(double)
    return double.disputeAt(attempt.gatewayReference.split('.')[1] ?? '', stage) ?? ''
  }

  it('is contested with notes once, however often they are sent', async () => {
    const dispute = await disputed('CHARGEBACK')
    for (const _ of [1, 2]) expect(await respond(dispute, 'evidence')).toMatchObject({ kind: 'approved' })
    expect(double.book.disputes.get(dispute)?.notes).toEqual(['It was delivered.\nCarrier: DHL'])
  })

  it('is accepted once, however often', async () => {
    const dispute = await disputed('INQUIRY')
    for (const _ of [1, 2]) expect(await respond(dispute, 'accept')).toMatchObject({ kind: 'approved' })
    expect(double.book.disputes.get(dispute)).toMatchObject({ status: 'RESOLVED', outcome: 'ACCEPTED' })
  })

  it('that takes no notes is to be answered in PayPal’s Resolution Center', async () => {
    expect(await respond(await disputed('INQUIRY'), 'evidence')).toMatchObject({
      kind: 'declined',
      failure: { code: 'operation_not_supported', gatewayCode: 'ANSWER_IN_PAYPALS_RESOLUTION_CENTER' },
    })
  })

  it('that PayPal does not know, or that is closed, cannot be answered', async () => {
    expect(await respond('PP-D-0', 'accept')).toMatchObject({ kind: 'declined', failure: { code: 'dispute_unknown' } })
    const dispute = await disputed('CHARGEBACK')
    await respond(dispute, 'accept')
    expect(await respond(dispute, 'evidence')).toMatchObject({ kind: 'declined', failure: { code: 'dispute_closed' } })
  })
})
