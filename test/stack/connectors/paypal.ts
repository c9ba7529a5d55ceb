import { randomBytes } from 'node:crypto'
import { CARDS, startPaypalDouble } from '../../gateway/paypal/double.ts'
import type { Connector } from './connector.ts'

export const paypal: Connector = {
  kind: 'paypal',
  async start() {
    const double = await startPaypalDouble()
    return {
      double,
      cards: CARDS,
      tellsEndsLater: false,
      approvalCharges: false,
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
