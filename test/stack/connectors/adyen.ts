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
      returnUrlOf: (id) => payments().find(({ reference }) => reference === id)?.returnUrl ?? 'none:',
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
