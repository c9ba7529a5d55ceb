import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { CARDS, startPaypalDouble } from '../../gateway/paypal/double.ts'
import type { Connector } from './connector.ts'
import { type Lane, ONE_HERE } from './lane.ts'

export const paypal: Connector = {
  kind: 'paypal',
  own: ownCases,
  async start() {
    const double = await startPaypalDouble()
    return {
      double,
      cards: CARDS,
      tellsEndsLater: false,
      approvalCharges: false,
      canBeAsked: true,
      returnUrlOf: (id) =>
        [...double.book.orders.values()].find(({ paymentId }) => paymentId === id)?.returnUrl ?? 'none:',
      authorizeLate: async () => undefined,
      anotherSecret: () => randomBytes(8).toString('hex').toUpperCase(),
      isRefund: ({ event_type: type }) => type === 'PAYMENT.CAPTURE.REFUNDED',
      bounced: (event) => ({
        ...event,
        id: `WH-${randomBytes(8).toString('hex').toUpperCase()}`,
        event_type: 'PAYMENT.REFUND.FAILED',
        resource: { ...event.resource, status: 'FAILED' },
      }),
      violations: () => double.violations,
    }
  },
}

function ownCases(lane: () => Lane): void {
  test('who pays with PayPal approves there, and is charged when they are back', async () => {
    const { create, client, double, visit, settled, oneHere } = lane()
    const { id } = (await create()).payment
    const input = { paymentId: id, paymentMethod: { type: 'PAYPAL' } }
    const { payment } = await client().mutate('confirmPayment', input)
    expect(payment).toMatchObject({ status: 'REQUIRES_ACTION', nextAction: { __typename: 'RedirectAction' } })
    await visit(id, await double.answerChallenge(payment.nextAction?.url ?? '', 'approve'))
    await settled(id, ({ status }) => status === 'CAPTURED')
    expect(await oneHere(id)).toEqual(ONE_HERE)
  })
}
