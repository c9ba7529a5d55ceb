import { randomBytes } from 'node:crypto'
import { APPROVED, CHALLENGED, DECLINED } from '../../gateway/stripe/cards.ts'
import { startStripeDouble } from '../../gateway/stripe/double.ts'
import type { Connector } from './connector.ts'

export const stripe: Connector = {
  kind: 'stripe',
  async start() {
    const double = await startStripeDouble()
    return {
      double,
      cards: { approved: APPROVED, declined: DECLINED, challenged: CHALLENGED },
      tellsEndsLater: false,
      approvalCharges: true,
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
