import type { DisputeEvidence } from '../gateway/gateway.ts'
import { isStoredId } from '../vault/contract.ts'
import { allowedActions, capturableMinor, disputedMinor, nextCheckAtMs, refundableMinor } from './amounts.ts'
import type { PaymentEvent } from './event.ts'
import { defined } from './parts.ts'
import { open, openedText, type SealKey } from './seal.ts'
import type { Attempt, PaymentState } from './state.ts'
import type { AttemptView, OpenedDetails, PaymentView } from './view.ts'

/** The key to what was sealed up to this event; none where it was erased since. */
export const keyAt = (
  { sealKey, erasedSeq = 0 }: { readonly sealKey: SealKey | undefined; readonly erasedSeq?: number | undefined },
  seq: number,
): SealKey | undefined => (seq < erasedSeq ? undefined : sealKey)

/** A payment for the read model: what was sealed stays out. */
export function present(state: PaymentState): PaymentView {
  const {
    calls: _calls,
    cancellations: _cancellations,
    sealed: _sealed,
    cancelSealed: _cancelSealed,
    unpaidUntilMs: _unpaidUntilMs,
    authorizationExpiresAtMs: _authorizationExpiresAtMs,
    authorizedBy: _authorizedBy,
    erasedSeq: _erasedSeq,
    returnUrl: _returnUrl,
    attempts,
    refunds,
    disputes,
    ...shown
  } = state
  return {
    ...shown,
    attempts: attempts.map(presentAttempt),
    refunds: refunds.map(({ sealed: _reason, ...refund }) => refund),
    disputes: disputes.map(({ sealed: _evidence, responses: _responses, ...dispute }) => dispute),
    amountCapturableMinor: capturableMinor(state),
    amountRefundableMinor: refundableMinor(state),
    amountDisputedMinor: disputedMinor(state),
    allowedActions: allowedActions(state),
    nextCheckAtMs: nextCheckAtMs(state),
  }
}

/** The same for those who may read it all: free text and shopper fields in the clear, for as long as the key exists. */
export function presentOpened(state: PaymentState, key: SealKey | undefined): PaymentView {
  const view = present(state)
  return {
    ...view,
    details: open<OpenedDetails>(key, state.id, state.sealed) ?? {},
    refunds: state.refunds.map(({ sealed, ...refund }) => ({
      ...refund,
      reason: open<string>(key, state.id, sealed),
    })),
    disputes: state.disputes.map(({ sealed, responses: _responses, ...dispute }) => ({
      ...dispute,
      evidence: open<DisputeEvidence>(key, state.id, sealed),
    })),
  }
}

function presentAttempt(attempt: Attempt): AttemptView {
  const {
    tokenId,
    browserSealed: _browser,
    step: _step,
    returned: _returned,
    returnUrl: _url,
    cardFingerprint: _fingerprint,
    refusedEndings: _refusedEndings,
    givenBackMinor: _givenBack,
    isFenced: _isFenced,
    route,
    candidates,
    eliminated,
    ...shown
  } = attempt
  return {
    ...shown,
    ...(tokenId !== undefined && isStoredId(tokenId) ? { paymentMethodId: tokenId } : {}),
    gateway: route.gateway,
    accountId: route.accountId,
    candidates: candidates.map(({ gateway, score }) => (score === undefined ? { gateway } : { gateway, score })),
    ...(eliminated === undefined ? {} : { eliminated: eliminated.map(({ accountId: _account, ...one }) => one) }),
  }
}

/** An event with its sealed part opened in place, or without it. */
export function presentEvent(event: PaymentEvent, key: SealKey | undefined, paymentId: string): PaymentEvent {
  const { sealed, returnUrl, ...data } = event.data as { readonly sealed?: string; readonly returnUrl?: string }
  if (sealed === undefined && returnUrl === undefined) return event
  const opened = sealed === undefined ? {} : { opened: open<unknown>(key, paymentId, sealed) }
  const address = returnUrl === undefined ? {} : defined({ returnUrl: openedText(key, paymentId, returnUrl) })
  return { ...event, data: { ...data, ...opened, ...address } } as unknown as PaymentEvent
}
