import type { Gateway } from '../../gateway/gateway.ts'
import type { AuthorizeOutcome, Lookup, OperationOutcome } from '../../gateway/outcome.ts'
import { childId } from '../../ids/ids.ts'
import { fullJitterMs, seededUnit } from '../../resilience/backoff.ts'
import { unreachable } from '../../result.ts'
import { openCall } from '../openCalls.ts'
import { responseIdOf, returnIdOf } from '../parts.ts'
import type { Attempt, PaymentState } from '../state.ts'
import type { Effect } from '../step.ts'
import type { CallPorts } from './ports.ts'
import { requestFor, sendFor, sendingFor } from './sending.ts'

/** So often is an operation repeated that was certainly not carried out: about six seconds at most, three on average. */
const MOST_REPETITIONS = 5
const REPETITION_BACKOFF = { baseMs: 200, mostMs: 3_200 }

/**
 * Captures, voids and refunds carry their own id, so repeating one is safe, and while every try was certainly not carried
 * out the last one is as certain as the first. Backs off with full jitter.
 */
export async function untilSent<Outcome extends Lookup<AuthorizeOutcome> | OperationOutcome>(
  send: () => Promise<Outcome>,
  seed: string,
): Promise<Outcome> {
  for (let repetition = 0; ; repetition++) {
    const outcome = await send()
    if (!isPassing(outcome) || repetition >= MOST_REPETITIONS) return outcome
    await scheduler.wait(fullJitterMs(repetition, REPETITION_BACKOFF, seededUnit(`${seed} ${repetition}`)))
  }
}

const PASSING: ReadonlySet<string> = new Set(['connection_refused', 'no_access_token', 'vault_unavailable'])

const isPassing = (outcome: Lookup<AuthorizeOutcome> | OperationOutcome): boolean =>
  outcome.kind === 'not_sent'
    ? PASSING.has(outcome.reason)
    : outcome.kind === 'unprocessed' && outcome.failure.retryable

export async function performOperation(
  gateway: Gateway,
  ports: CallPorts,
  state: PaymentState,
  attempt: Attempt,
  { call }: Effect,
): Promise<AuthorizeOutcome | OperationOutcome> {
  const send = sendFor(ports, state, attempt, sendingFor(attempt))
  const request = requestFor(state, attempt)
  const askedAtMs = openCall(state, call)?.sinceMs ?? Date.now()
  switch (call.kind) {
    case 'authorize':
    case 'complete':
      throw new Error('an authorization is no operation')
    case 'fence':
      return gateway.fence(send, request)
    case 'void':
      return gateway.void(send, request)
    case 'return':
      return gateway.refund(send, {
        ...request,
        // After a refusal it is asked for under another id, which is as young as it can be.
        askedAtMs: attempt.refusedEndings === undefined ? askedAtMs : Date.now(),
        refundId: returnIdOf(state, attempt),
        refundAmountMinor: attempt.capturedMinor,
      })
    case 'capture': {
      const capture = state.captures[call.number - 1]
      if (capture === undefined) return { kind: 'unknown', reason: 'no such capture' }
      const captureId = childId('capture', state.id, capture.number)
      return gateway.capture(send, {
        ...request,
        askedAtMs,
        captureId,
        captureAmountMinor: capture.amountMinor,
        final: capture.final,
      })
    }
    case 'refund': {
      const refund = state.refunds[call.number - 1]
      if (refund === undefined) return { kind: 'unknown', reason: 'no such refund' }
      const refundId = childId('refund', state.id, refund.number)
      return gateway.refund(send, { ...request, askedAtMs, refundId, refundAmountMinor: refund.amountMinor })
    }
    case 'respond': {
      const dispute = state.disputes[call.number - 1]
      if (dispute?.responding === undefined) return { kind: 'unknown', reason: 'no such response' }
      return gateway.respondToDispute(send, {
        paymentId: state.id,
        disputeReference: dispute.gatewayReference,
        responseId: responseIdOf(state, dispute),
        response:
          dispute.responding === 'accept'
            ? { kind: 'accept' }
            : { kind: 'evidence', evidence: ports.evidenceOf(dispute.number) },
      })
    }
    default:
      return unreachable(call.kind)
  }
}
