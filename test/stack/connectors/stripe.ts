import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { APPROVED, CHALLENGED, DECLINED } from '../../gateway/stripe/cards.ts'
import { type StripeDouble, startStripeDouble } from '../../gateway/stripe/double.ts'
import type { Connector } from './connector.ts'
import type { Lane } from './lane.ts'

export const stripe: Connector = {
  kind: 'stripe',
  own: ownCases,
  async start() {
    const double = await startStripeDouble()
    return {
      double,
      cards: { approved: APPROVED, declined: DECLINED, challenged: CHALLENGED },
      tellsEndsLater: false,
      approvalCharges: true,
      canBeAsked: true,
      returnUrlOf: (id) =>
        [...double.book.intents.values()].find(({ paymentId }) => paymentId === id)?.returnUrl ?? 'none:',
      authorizeLate: async () => undefined,
      anotherSecret: () => `whsec_${randomBytes(24).toString('hex')}`,
      isRefund: ({ type }) => type === 'refund.created',
      bounced: (event) => ({
        ...event,
        id: `evt_${randomBytes(12).toString('hex')}`,
        type: 'refund.failed',
        created: event.created + 1,
        data: { object: { ...event.data.object, status: 'failed', failure_reason: 'lost_or_stolen_card' } },
      }),
      violations: () => double.violations,
    }
  },
}

function ownCases(lane: () => Lane): void {
  const double = () => lane().double as StripeDouble
  const intentOf = (id: string) => [...double().book.intents.values()].find(({ paymentId }) => paymentId === id)

  test('a hold that is released in Stripe’s dashboard cancels the payment', async () => {
    const { pay, deliver, settled } = lane()
    const { id } = (await pay(undefined, { captureMethod: 'MANUAL' })).payment
    await deliver(id)
    await fetch(`${double().origin}/v1/payment_intents/${intentOf(id)?.id}/cancel`, {
      method: 'POST',
      headers: { authorization: `Bearer ${double().credentials.secretKey}`, 'stripe-version': '2026-10-28.endive' },
    })
    await deliver(id)
    await settled(id, ({ status }) => status === 'CANCELED')
  })

  test('GW9 resets before anything was confirmed: certain without asking, and the next gateway takes it', async () => {
    const { pay, booked, client } = lane()
    await double().fault({ kind: 'reset_before', on: 'any' })
    const { payment } = await pay()
    expect(payment.attempts.at(-1)).toMatchObject({ gateway: 'b', status: 'APPROVED' })
    const asked = double().requests.filter(({ path, body }) => path.endsWith('/cancel') && body.includes(payment.id))
    expect(asked).toEqual([])
    expect(await booked(payment.id)).toEqual([])
    expect(await client().charges('b', payment.id)).toHaveLength(1)
  })
}
