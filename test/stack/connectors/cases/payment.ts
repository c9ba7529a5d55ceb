import { expect, test } from 'vitest'
import type { Lane } from '../lane.ts'
import { ONE_HERE } from '../lane.ts'

const MANUAL = { captureMethod: 'MANUAL' }

/** What a shop does with a gateway that works. */
export function paymentCases(lane: () => Lane): void {
  test('a sale is captured in one call, with one charge and nothing at the next gateway', async () => {
    const { kind, pay, oneHere, booked } = lane()
    const { payment } = await pay()
    expect(payment).toMatchObject({ status: 'CAPTURED', attempts: [{ gateway: kind, status: 'APPROVED' }] })
    expect(await oneHere(payment.id)).toEqual(ONE_HERE)
    expect(await booked(payment.id)).toMatchObject([{ status: 'captured', capturedMinor: 1000n, currency: 'EUR' }])
  })

  test('an issuer’s decline goes to no other gateway', async () => {
    const { kind, pay, cards, standingAt, client } = lane()
    const { payment } = await pay(cards.declined)
    expect(payment).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      attempts: [{ gateway: kind, status: 'DECLINED' }],
    })
    expect(await standingAt(payment.id)).toEqual([])
    expect(await client().charges('b', payment.id)).toEqual([])
  })

  test('a hold is captured in part, and the rest can never be', async () => {
    const { pay, act, settled, booked } = lane()
    const { payment } = await pay(undefined, MANUAL)
    expect(payment.status).toBe('AUTHORIZED')
    await act('capturePayment', payment.id, '4.00')
    await settled(payment.id, ({ amountCaptured }) => amountCaptured.amount === '4.00')
    expect(await booked(payment.id)).toMatchObject([{ status: 'captured', capturedMinor: 400n }])
    expect((await act('refundPayment', payment.id, '4.01')).__typename).toBe('AmountTooLargeError')
  })

  test('a hold is voided', async () => {
    const { pay, act, settled, booked } = lane()
    const { payment } = await pay(undefined, MANUAL)
    await act('cancelPayment', payment.id)
    await settled(payment.id, ({ status }) => status === 'CANCELED')
    expect(await booked(payment.id)).toMatchObject([{ status: 'released', capturedMinor: 0n }])
  })

  test('RA1 capture with void at once: exactly one happens, in the gateway’s book too', async () => {
    const { pay, act, settled, booked } = lane()
    for (let round = 0; round < 3; round += 1) {
      const { payment } = await pay(undefined, MANUAL)
      const both = [act('capturePayment', payment.id), act('cancelPayment', payment.id)] as const
      const [captured, canceled] = await Promise.all(both)
      const done = [captured, canceled].filter(({ __typename }) => __typename !== 'InvalidStateError')
      expect(done).toHaveLength(1)
      const [status, inBook] =
        captured.__typename === 'InvalidStateError' ? ['CANCELED', 'released'] : ['CAPTURED', 'captured']
      await settled(payment.id, (read) => read.status === status)
      expect(await booked(payment.id)).toMatchObject([{ status: inBook }])
    }
  })

  test('RA2 ten partial refunds at once never exceed what was captured', async () => {
    const { captured, act, settled, booked } = lane()
    const { id } = await captured()
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => act('refundPayment', id, '3.00')))
    expect(outcomes.filter(({ __typename }) => __typename === 'RefundPaymentPayload')).toHaveLength(3)
    expect(outcomes.filter(({ __typename }) => __typename === 'AmountTooLargeError')).toHaveLength(7)
    await settled(id, ({ amountRefunded }) => amountRefunded.amount === '9.00')
    await act('refundPayment', id)
    await settled(id, ({ amountRefunded }) => amountRefunded.amount === '10.00')
    expect(await booked(id)).toMatchObject([{ capturedMinor: 1000n, refundedMinor: 1000n }])
  })

  test('RA3 a refund while a dispute opens: both are recorded, and nothing more can be refunded', async () => {
    const { captured, act, settled, deliver, double, booked } = lane()
    const { id } = await captured()
    const refunding = act('refundPayment', id, '4.00')
    await double.openDispute?.(id)
    await deliver(id)
    expect((await refunding).__typename).toMatch(/^RefundPaymentPayload|AmountTooLargeError$/)
    const { amountRefundable } = await settled(
      id,
      ({ disputes, refunds }) =>
        disputes.nodes.length === 1 && refunds.nodes.every(({ status }) => status === 'SUCCEEDED'),
    )
    expect(amountRefundable.amount).toBe('0.00')
    expect((await act('refundPayment', id, '1.00')).__typename).toBe('AmountTooLargeError')
    const [charge] = await booked(id)
    expect([0n, 400n]).toContain(charge?.refundedMinor)
  })

  test('RA4 a refund that succeeded and then failed can be made again', async () => {
    const { captured, act, settled, double, deliverBodies, isRefund, bounced } = lane()
    const { id } = await captured()
    await act('refundPayment', id)
    await settled(id, ({ refunds }) => refunds.nodes[0]?.status === 'SUCCEEDED')
    const told = (await double.webhooks(id)).filter(isRefund)
    expect(await deliverBodies(told.map(bounced))).toEqual([200])
    const failed = await settled(id, ({ refunds }) => refunds.nodes[0]?.status === 'FAILED')
    expect(failed.amountRefunded.amount).toBe('0.00')
    expect(failed.amountRefundable.amount).toBe('10.00')
    expect(failed.allowedActions).toContain('REFUND')
  })

  test('RA5 a chargeback after a full refund is recorded', async () => {
    const { captured, act, settled, double, deliver } = lane()
    const { id } = await captured()
    await act('refundPayment', id)
    await settled(id, ({ amountRefunded }) => amountRefunded.amount === '10.00')
    await double.openDispute?.(id)
    await deliver(id)
    const disputed = await settled(id, ({ disputes }) => disputes.nodes.length === 1)
    expect(disputed.disputes.nodes).toMatchObject([{ status: 'NEEDS_RESPONSE', stage: 'CHARGEBACK' }])
    expect(disputed.amountRefundable.amount).toBe('0.00')
  })
}
