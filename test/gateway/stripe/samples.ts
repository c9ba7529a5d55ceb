import type { GatewayAnswer } from '../../../src/gateway/forward.ts'
import type { AuthorizeRequest } from '../../../src/gateway/gateway.ts'
import type { Json } from './book.ts'
import { fixtureOf } from './reference.ts'

export const ATTEMPT: AuthorizeRequest = {
  paymentId: 'pay_0abc',
  attemptId: 'att_0abc_1',
  amountMinor: 1000n,
  currency: 'EUR',
  startedAtMs: Date.now(),
  method: 'card',
  capture: true,
  returnUrl: 'https://api.example/return/token',
}

/** Stripe's example, paid for by the attempt. */
export const INTENT: Json & { readonly id: string } = {
  ...fixtureOf('payment_intent'),
  id: 'pi_1',
  amount: 1000,
  amount_received: 1000,
  currency: 'eur',
  last_payment_error: null,
  latest_charge: {
    ...fixtureOf('charge'),
    payment_method_details: {
      type: 'card',
      card: {
        brand: 'amex',
        last4: '8431',
        exp_month: 8,
        exp_year: 2030,
        funding: 'credit',
        country: 'US',
        capture_before: 1_893_456_000,
      },
    },
  },
  metadata: { payment_id: ATTEMPT.paymentId, attempt_id: ATTEMPT.attemptId },
  next_action: null,
  status: 'succeeded',
}

export const METHOD: Json & { readonly id: string } = { ...fixtureOf('payment_method'), id: 'pm_1' }

export const answered = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Extract<GatewayAnswer, { kind: 'answered' }> => ({
  kind: 'answered',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

export const refusedWith = (
  status: number,
  type: string,
  more: object = {},
  headers: Readonly<Record<string, string>> = {},
) => answered(status, { error: { type, message: 'no', ...more } }, headers)
