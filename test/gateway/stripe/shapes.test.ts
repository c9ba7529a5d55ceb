import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import {
  BalanceShape,
  DisputeShape,
  EventShape,
  IntentShape,
  PaymentMethodShape,
  RefundShape,
} from '../../../src/gateway/stripe/shapes.ts'
import { answerProblem, fixtureOf } from './reference.ts'

/**
 * Held by the compiler: each of these has to take what Stripe's own types say an answer is, so that a field which Stripe
 * renames or drops no longer compiles here.
 */
type Reads<Shape extends z.ZodType, Fields extends keyof Answer, Answer> =
  Pick<Answer, Fields> extends object ? (z.input<Shape> extends Record<Fields, unknown> ? true : never) : never
const reads: readonly true[] = [
  true satisfies Reads<
    typeof IntentShape,
    'id' | 'object' | 'status' | 'amount' | 'amount_received' | 'currency' | 'metadata',
    Stripe.PaymentIntent
  >,
  true satisfies Reads<typeof RefundShape, 'id' | 'object' | 'amount' | 'currency' | 'metadata', Stripe.Refund>,
  true satisfies Reads<typeof DisputeShape, 'id' | 'object' | 'amount' | 'status' | 'reason', Stripe.Dispute>,
]

describe('Stripe’s own examples are understood', () => {
  it.each([
    ['payment_intent', IntentShape],
    ['payment_method', PaymentMethodShape],
    ['refund', RefundShape],
    ['dispute', DisputeShape],
    ['balance', BalanceShape],
    ['event', EventShape],
  ] as const)('%s', (name, shape) => {
    expect(shape.safeParse(fixtureOf(name)).success).toBe(true)
    expect(reads).toHaveLength(3)
  })

  it('the older schema allows what the newer examples say', () => {
    for (const name of ['refund', 'balance']) expect(answerProblem(name, fixtureOf(name))).toBeUndefined()
  })

  it('GW14 a status is read as text, for new ones are added to old versions', () => {
    expect(IntentShape.parse({ ...fixtureOf('payment_intent'), status: 'levitating' }).status).toBe('levitating')
  })
})
