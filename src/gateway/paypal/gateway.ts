import type { Gateway } from '../gateway.ts'
import { ask } from './answers.ts'
import { authorize } from './authorize.ts'
import { toPaypalAmount } from './currency.ts'
import { respondToDispute } from './dispute.ts'
import { PAYPAL_KIND } from './kind.ts'
import { PAYPAL_METHODS } from './methods.ts'
import { capture, voidHold } from './operations.ts'
import { refund } from './refund.ts'
import { get, orderPath } from './requests.ts'
import { complete, fence, query } from './resolve.ts'
import { OrderShape } from './shapes.ts'
import { readWebhook } from './webhook.ts'

/** PayPal's Orders v2 and Payments v2, for cards and for who pays with PayPal: see docs/gateways/paypal.md. */
export const paypalGateway: Gateway = {
  kind: PAYPAL_KIND,
  capabilities: { oneCallSale: true, multipleCaptures: false, methods: ['card', 'paypal'] },
  offers: PAYPAL_METHODS,
  resolveAuthorization: ['query', 'fence'],
  refusalOf: (payment) => {
    const amount = toPaypalAmount(payment)
    return 'refusal' in amount ? amount.refusal : undefined
  },
  authorize,
  complete,
  query,
  fence,
  capture,
  void: voidHold,
  refund,
  respondToDispute,
  readWebhook,
  /** Asks for an order that there never was: only PayPal that works and lets us in says that there is none. */
  probe: async (send) => {
    const reading = await ask(send, get(orderPath('0PROBE0PROBE0PROB')), OrderShape)
    return reading.kind === 'refused' && reading.status === 404 ? 'up' : 'down'
  },
}
