import type { Gateway } from '../gateway.ts'
import { methodRefusal } from '../methodRefusal.ts'
import { ask } from './answers.ts'
import { authorize } from './authorize.ts'
import { toStripeAmount } from './currency.ts'
import { respondToDispute } from './dispute.ts'
import { STRIPE_KIND } from './kind.ts'
import { STRIPE_RUNS } from './method.ts'
import { STRIPE_METHODS } from './methods.ts'
import { capture, refund, voidHold } from './operations.ts'
import { get } from './requests.ts'
import { complete, fence, query } from './resolve.ts'
import { BalanceShape } from './shapes.ts'
import { readWebhook } from './webhook.ts'

/** Stripe's PaymentIntents, confirmed by the server: see docs/gateways/stripe.md. */
export const stripeGateway: Gateway = {
  kind: STRIPE_KIND,
  capabilities: { oneCallSale: true, multipleCaptures: false, methods: STRIPE_RUNS },
  offers: STRIPE_METHODS,
  resolveAuthorization: ['query', 'fence'],
  refusalOf: (payment) => {
    const converted = toStripeAmount(payment.amountMinor, payment.currency)
    return 'refusal' in converted ? converted.refusal : methodRefusal(payment)
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
  probe: async (send) => ((await ask(send, get('/v1/balance'), BalanceShape)).kind === 'object' ? 'up' : 'down'),
}
