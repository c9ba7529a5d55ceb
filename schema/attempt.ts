import { childId } from '../src/ids/ids.ts'
import type { Capture } from '../src/payment/state.ts'
import type { AttemptView, PaymentView } from '../src/payment/view.ts'
import { builder } from './builder.ts'
import { AttemptStatusEnum, CaptureStatusEnum, ModeEnum } from './enums.ts'
import { PaymentFailureType } from './failure.ts'
import { MoneyType } from './money.ts'
import { PaymentInitiatorEnum } from './paymentMethod.ts'
import { NODE_FIELDS, NodeInterface } from './relay.ts'
import { RoutingDecisionType } from './routingDecision.ts'
import { AuthenticationType, authenticationNode } from './threeDS.ts'

export interface AttemptNode {
  readonly __typename: 'PaymentAttempt'
  readonly payment: PaymentView
  readonly attempt: AttemptView
}

export interface CaptureNode {
  readonly __typename: 'Capture'
  readonly payment: PaymentView
  readonly capture: Capture
}

export const attemptNode = (payment: PaymentView, attempt: AttemptView): AttemptNode => ({
  __typename: 'PaymentAttempt',
  payment,
  attempt,
})

export const captureNode = (payment: PaymentView, capture: Capture): CaptureNode => ({
  __typename: 'Capture',
  payment,
  capture,
})

export const PaymentAttemptType = builder.objectRef<AttemptNode>('PaymentAttempt').implement({
  description:
    'One try to authorize a payment at one gateway. A payment makes up to 10; at most one of them ends with money for it.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: NODE_FIELDS.id,
      resolve: ({ payment, attempt }) => childId('attempt', payment.id, attempt.number),
    }),
    mode: t.field({ description: NODE_FIELDS.mode, type: ModeEnum, resolve: ({ payment }) => payment.mode }),
    gateway: t.string({ description: "The gateway account's name.", resolve: ({ attempt }) => attempt.gateway }),
    status: t.field({
      description: 'What is known of it.',
      type: AttemptStatusEnum,
      resolve: ({ attempt }) => attempt.status,
    }),
    amount: t.field({
      description: "What the gateway was asked for: the payment's amount.",
      type: MoneyType,
      resolve: ({ payment, attempt }) => ({ amountMinor: attempt.amountMinor, currency: payment.currency }),
    }),
    failure: t.field({
      description: 'Why it did not succeed; null otherwise.',
      type: PaymentFailureType,
      nullable: true,
      resolve: ({ attempt }) => attempt.failure,
    }),
    gatewayReference: t.string({
      description: "The gateway's own id of the charge, for finding it in its dashboard. Null until it is known.",
      nullable: true,
      resolve: ({ attempt }) => attempt.gatewayReference,
    }),
    initiatedBy: t.field({
      description: 'On whose initiative it was made. With a card that is neither stored nor to be stored: CUSTOMER.',
      type: PaymentInitiatorEnum,
      resolve: ({ attempt }) => attempt.credential?.initiatedBy ?? ('CUSTOMER' as const),
    }),
    paymentMethodId: t.id({
      description: 'The stored payment method that it was paid with, pm_…. Null for a token and other methods.',
      nullable: true,
      resolve: ({ attempt }) => attempt.paymentMethodId,
    }),
    startedAt: t.field({
      description: 'When it was recorded, just before the call left.',
      type: 'DateTime',
      resolve: ({ attempt }) => attempt.startedAtMs,
    }),
    durationMs: t.int({
      description:
        'From its start to its certain end, time that the shopper took for a challenge included. Null while it has not ended.',
      nullable: true,
      resolve: ({ attempt }) =>
        attempt.endedAtMs === undefined ? null : Math.max(0, attempt.endedAtMs - attempt.startedAtMs),
    }),
    authentication: t.field({
      description: 'Of 3-D Secure. Null where nothing was asked of it and the gateway tells nothing of it.',
      type: AuthenticationType,
      nullable: true,
      resolve: ({ attempt }) => authenticationNode(attempt),
    }),
    stepUpOf: t.field({
      description:
        'The attempt that the issuer declined for want of authentication: this is the same again, with a challenge. Null for others.',
      type: 'ID',
      nullable: true,
      resolve: ({ payment, attempt }) =>
        attempt.stepUpOf === undefined ? null : childId('attempt', payment.id, attempt.stepUpOf),
    }),
    decision: t.field({
      description: 'Why it went to this gateway.',
      type: RoutingDecisionType,
      resolve: ({ attempt }) => attempt,
    }),
  }),
})

export const CaptureType = builder.objectRef<CaptureNode>('Capture').implement({
  description: 'Money taken from an authorized amount, or asked for. Automatic captures are here too.',
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({
      description: NODE_FIELDS.id,
      resolve: ({ payment, capture }) => childId('capture', payment.id, capture.number),
    }),
    mode: t.field({ description: NODE_FIELDS.mode, type: ModeEnum, resolve: ({ payment }) => payment.mode }),
    status: t.field({
      description: 'Whether the money is taken.',
      type: CaptureStatusEnum,
      resolve: ({ capture }) => capture.status,
    }),
    amount: t.field({
      description: 'What was asked for or, once it succeeded, what the gateway says it took.',
      type: MoneyType,
      resolve: ({ payment, capture }) => ({ amountMinor: capture.amountMinor, currency: payment.currency }),
    }),
    failure: t.field({
      description: 'Set when it is FAILED.',
      type: PaymentFailureType,
      nullable: true,
      resolve: ({ capture }) => capture.failure,
    }),
    createdAt: t.field({
      description: 'When it was asked for.',
      type: 'DateTime',
      resolve: ({ capture }) => capture.createdAtMs,
    }),
  }),
})
