import { childId } from '../src/ids/ids.ts'
import type { Capture } from '../src/payment/state.ts'
import type { AttemptView, PaymentView } from '../src/payment/view.ts'
import { builder } from './builder.ts'
import { AttemptStatusEnum, CaptureStatusEnum, ModeEnum } from './enums.ts'
import { PaymentFailureType } from './failure.ts'
import { MoneyType } from './money.ts'
import { NodeInterface } from './relay.ts'

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

const RoutingCandidateType = builder.objectRef<string>('RoutingCandidate').implement({
  fields: (t) => ({
    gateway: t.string({ resolve: (name) => name }),
    score: t.float({
      description: 'Null where gateways are taken in order and none is scored.',
      nullable: true,
      resolve: () => null,
    }),
    eliminatedBecause: t.string({ nullable: true, resolve: () => null }),
  }),
})

const RoutingDecisionType = builder.objectRef<AttemptView>('RoutingDecision').implement({
  description: 'Why the attempt went where it went.',
  fields: (t) => ({
    reason: t.exposeString('reason'),
    candidates: t.field({ type: [RoutingCandidateType], resolve: (attempt) => [...attempt.candidates] }),
  }),
})

export const PaymentAttemptType = builder.objectRef<AttemptNode>('PaymentAttempt').implement({
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ resolve: ({ payment, attempt }) => childId('attempt', payment.id, attempt.number) }),
    mode: t.field({ type: ModeEnum, resolve: ({ payment }) => payment.mode }),
    gateway: t.string({ description: "The gateway account's name.", resolve: ({ attempt }) => attempt.gateway }),
    status: t.field({ type: AttemptStatusEnum, resolve: ({ attempt }) => attempt.status }),
    amount: t.field({
      type: MoneyType,
      resolve: ({ payment, attempt }) => ({ amountMinor: attempt.amountMinor, currency: payment.currency }),
    }),
    failure: t.field({ type: PaymentFailureType, nullable: true, resolve: ({ attempt }) => attempt.failure }),
    gatewayReference: t.string({ nullable: true, resolve: ({ attempt }) => attempt.gatewayReference }),
    startedAt: t.field({ type: 'DateTime', resolve: ({ attempt }) => attempt.startedAtMs }),
    durationMs: t.int({
      description: 'Null while it runs.',
      nullable: true,
      resolve: ({ attempt }) =>
        attempt.endedAtMs === undefined ? null : Math.max(0, attempt.endedAtMs - attempt.startedAtMs),
    }),
    decision: t.field({ type: RoutingDecisionType, resolve: ({ attempt }) => attempt }),
  }),
})

export const CaptureType = builder.objectRef<CaptureNode>('Capture').implement({
  interfaces: [NodeInterface],
  fields: (t) => ({
    id: t.id({ resolve: ({ payment, capture }) => childId('capture', payment.id, capture.number) }),
    mode: t.field({ type: ModeEnum, resolve: ({ payment }) => payment.mode }),
    status: t.field({ type: CaptureStatusEnum, resolve: ({ capture }) => capture.status }),
    amount: t.field({
      type: MoneyType,
      resolve: ({ payment, capture }) => ({ amountMinor: capture.amountMinor, currency: payment.currency }),
    }),
    failure: t.field({ type: PaymentFailureType, nullable: true, resolve: ({ capture }) => capture.failure }),
    createdAt: t.field({ type: 'DateTime', resolve: ({ capture }) => capture.createdAtMs }),
  }),
})
