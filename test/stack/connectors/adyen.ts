import { randomBytes } from 'node:crypto'
import { CARDS, startAdyenDouble } from '../../gateway/adyen/double.ts'
import type { Connector } from './connector.ts'

export const adyen: Connector = {
  kind: 'adyen',
  async start() {
    const double = await startAdyenDouble()
    const payments = () =>
      double.server.requests.filter(({ path }) => path.endsWith('/payments')).map(({ body }) => JSON.parse(body))
    return {
      double,
      cards: CARDS,
      tellsEndsLater: true,
      approvalCharges: false,
      canBeAsked: false,
      returnUrlOf: (id) => payments().find(({ reference }) => reference === id)?.returnUrl ?? 'none:',
      authorizeLate: async (details) => {
        // A browser that met the fault would try again.
        await double.fault(undefined)
        const { apiKey } = double.credentials as { readonly apiKey: string }
        await fetch(`${double.baseUrl}/payments/details`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
          body: JSON.stringify({ details }),
        })
      },
      anotherSecret: () => randomBytes(32).toString('hex'),
      isRefund: (envelope) => envelope.notificationItems[0].NotificationRequestItem.eventCode === 'REFUND',
      bounced: (envelope) => {
        const [{ NotificationRequestItem: item }] = envelope.notificationItems
        const NotificationRequestItem = { ...item, eventCode: 'REFUND_FAILED', reason: 'Account closed' }
        return { ...envelope, notificationItems: [{ NotificationRequestItem }] }
      },
      violations: () => [],
    }
  },
}
