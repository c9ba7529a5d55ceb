import type { FailureCategory } from '../src/gateway/failure.ts'
import type { DisputeStage, DisputeStatus } from '../src/gateway/gateway.ts'
import type { Mode } from '../src/ids/ids.ts'
import type { CaptureMethod, Origin } from '../src/payment/event.ts'
import type { AttemptStatus, PaymentAction, PaymentStatus, Refund } from '../src/payment/state.ts'
import { builder } from './builder.ts'

/** The values of an enum as an object whose keys the compiler compares with the domain's own union. */
const names = <Name extends string>(values: { readonly [Value in Name]: true }): [Name, ...Name[]] =>
  Object.keys(values) as [Name, ...Name[]]

export const ModeEnum = builder.enumType('Mode', { values: names<Mode>({ TEST: true, LIVE: true }) })

export const PaymentStatusEnum = builder.enumType('PaymentStatus', {
  values: names<PaymentStatus>({
    REQUIRES_PAYMENT_METHOD: true,
    REQUIRES_ACTION: true,
    PROCESSING: true,
    AUTHORIZED: true,
    PARTIALLY_CAPTURED: true,
    CAPTURED: true,
    FAILED: true,
    CANCELED: true,
    EXPIRED: true,
  }),
})

export const CaptureMethodEnum = builder.enumType('CaptureMethod', {
  values: names<CaptureMethod>({ AUTOMATIC: true, MANUAL: true }),
})

export const PaymentActionEnum = builder.enumType('PaymentAction', {
  values: names<PaymentAction>({ CONFIRM: true, CAPTURE: true, CANCEL: true, REFUND: true }),
})

export const AttemptStatusEnum = builder.enumType('PaymentAttemptStatus', {
  values: names<AttemptStatus>({
    STARTED: true,
    APPROVED: true,
    DECLINED: true,
    ACTION_REQUIRED: true,
    PENDING: true,
    UNPROCESSED: true,
    NOT_SENT: true,
    UNKNOWN: true,
  }),
})

export const CaptureStatusEnum = builder.enumType('CaptureStatus', {
  values: names<Refund['status']>({ PENDING: true, SUCCEEDED: true, FAILED: true }),
})

export const RefundStatusEnum = builder.enumType('RefundStatus', {
  values: names<Refund['status']>({ PENDING: true, SUCCEEDED: true, FAILED: true }),
})

export const OriginEnum = builder.enumType('Origin', {
  description: 'GATEWAY: it was done in the gateway, not through Turnpike.',
  values: names<Origin>({ API: true, GATEWAY: true }),
})

export const DisputeStageEnum = builder.enumType('DisputeStage', {
  values: names<DisputeStage>({ INQUIRY: true, CHARGEBACK: true, PRE_ARBITRATION: true, ARBITRATION: true }),
})

export const DisputeStatusEnum = builder.enumType('DisputeStatus', {
  values: names<DisputeStatus>({
    NEEDS_RESPONSE: true,
    UNDER_REVIEW: true,
    WON: true,
    LOST: true,
    ACCEPTED: true,
    EXPIRED: true,
    WITHDRAWN: true,
  }),
})

export const FailureCategoryEnum = builder.enumType('FailureCategory', {
  values: names<FailureCategory>({
    ISSUER_DECLINED: true,
    INSUFFICIENT_FUNDS: true,
    INVALID_CARD: true,
    AUTHENTICATION_FAILED: true,
    SUSPECTED_FRAUD: true,
    GATEWAY_UNAVAILABLE: true,
    CONFIGURATION: true,
  }),
})

export const CardFundingEnum = builder.enumType('CardFunding', {
  values: names<'CREDIT' | 'DEBIT' | 'PREPAID' | 'UNKNOWN'>({
    CREDIT: true,
    DEBIT: true,
    PREPAID: true,
    UNKNOWN: true,
  }),
})
