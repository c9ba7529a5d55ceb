import type { GatewayAnswer, Send } from '../gateway/forward.ts'
import type { AttemptRequest, AuthorizeRequest, DisputeEvidence, Gateway } from '../gateway/gateway.ts'
import type { AuthorizeOutcome, Lookup, OperationOutcome } from '../gateway/outcome.ts'
import { gatewayOf } from '../gateway/registry.ts'
import { childId } from '../ids/ids.ts'
import { unreachable } from '../result.ts'
import type { VaultService } from '../vault/contract.ts'
import { attemptOf, currentAttempt } from './amounts.ts'
import type { CallReference, ResolvedBy } from './event.ts'
import type { Attempt, PaymentState } from './state.ts'
import type { Effect } from './step.ts'

/** The longest one gateway call may take; what has not answered by then is unknown. */
const GATEWAY_CALL_TIMEOUT_MS = 20_000
/** Room for what the vault does around the call; still within the lease of a call. */
const VAULT_TIMEOUT_MS = 24_000

/** What the calls need of the world. */
export interface CallPorts {
  readonly vault: Pick<VaultService, 'forward'>
  /** Where the gateway sends the shopper of this attempt back to. */
  returnUrlFor(attemptId: string): string
  /** What the shopper's browser told, opened. */
  browserOf(attempt: Attempt): AuthorizeRequest['browser']
  /** The evidence to send, opened. */
  evidenceOf(dispute: number): DisputeEvidence
  /** The whole token, while it is in memory. */
  tokenOf(tokenId: string): string | undefined
}

export interface CallResult {
  readonly outcome: Lookup<AuthorizeOutcome> | OperationOutcome
  readonly by: 'call' | ResolvedBy
}

/**
 * Carries out one effect: builds the request from the committed state alone, so that a repetition after a crash is the
 * same request, and answers an outcome. It never throws: whatever went wrong around a call leaves it unknown.
 */
export async function perform(ports: CallPorts, state: PaymentState, effect: Effect): Promise<CallResult> {
  const by = waysOf(effect)
  try {
    const attempt = attemptFor(state, effect.call)
    const gateway = attempt === undefined ? undefined : gatewayOf(attempt.route.kind)
    if (attempt === undefined || gateway === undefined) {
      return { outcome: { kind: 'unknown', reason: 'this deployment does not know the gateway' }, by }
    }
    return { outcome: await performAt(gateway, ports, state, attempt, effect), by }
  } catch {
    return { outcome: { kind: 'unknown', reason: 'the call broke off' }, by }
  }
}

function waysOf({ kind, call }: Effect): 'call' | ResolvedBy {
  if (kind === 'call' || call.kind === 'fence') return 'call'
  return call.kind === 'authorize' || call.kind === 'complete' ? 'query' : 'resend'
}

/** The attempt whose gateway a call goes to: its own, or the one that the payment stands on. */
function attemptFor(state: PaymentState, call: CallReference): Attempt | undefined {
  switch (call.kind) {
    case 'authorize':
    case 'complete':
    case 'void':
    case 'fence':
    case 'return':
      return attemptOf(state, call.number)
    case 'capture':
    case 'refund':
    case 'respond':
      return state.authorizedBy === undefined ? currentAttempt(state) : attemptOf(state, state.authorizedBy)
    default:
      return unreachable(call.kind)
  }
}

async function performAt(
  gateway: Gateway,
  ports: CallPorts,
  state: PaymentState,
  attempt: Attempt,
  effect: Effect,
): Promise<Lookup<AuthorizeOutcome> | OperationOutcome> {
  const { call } = effect
  const send = sendFor(ports, state, attempt)
  const request = requestFor(state, attempt)
  switch (call.kind) {
    case 'authorize': {
      if (effect.kind === 'resolve') return lookUp(gateway, send, request)
      const token = ports.tokenOf(attempt.tokenId)
      if (token === undefined) return { kind: 'not_sent', reason: 'the card is no longer in memory' }
      return gateway.authorize(sendFor(ports, state, attempt, token), {
        ...request,
        capture: attempt.capture,
        browser: ports.browserOf(attempt),
        returnUrl: ports.returnUrlFor(request.attemptId),
      })
    }
    case 'complete':
      return effect.kind === 'resolve'
        ? lookUp(gateway, send, request)
        : gateway.complete(send, request, attempt.returned ?? {})
    case 'fence':
      return gateway.fence(send, request)
    case 'void':
      return gateway.void(send, request)
    case 'return':
      return gateway.refund(send, {
        ...request,
        // The one return that an unwanted attempt can have: its id is the attempt's own, so it is stable over re-sends.
        refundId: `${request.attemptId}_return`,
        refundAmountMinor: attempt.capturedMinor,
      })
    case 'capture': {
      const capture = state.captures[call.number - 1]
      if (capture === undefined) return { kind: 'unknown', reason: 'no such capture' }
      const captureId = childId('capture', state.id, capture.number)
      return gateway.capture(send, {
        ...request,
        captureId,
        captureAmountMinor: capture.amountMinor,
        final: capture.final,
      })
    }
    case 'refund': {
      const refund = state.refunds[call.number - 1]
      if (refund === undefined) return { kind: 'unknown', reason: 'no such refund' }
      const refundId = childId('refund', state.id, refund.number)
      return gateway.refund(send, { ...request, refundId, refundAmountMinor: refund.amountMinor })
    }
    case 'respond': {
      const dispute = state.disputes[call.number - 1]
      if (dispute?.responding === undefined) return { kind: 'unknown', reason: 'no such response' }
      return gateway.respondToDispute(send, {
        paymentId: state.id,
        disputeReference: dispute.gatewayReference,
        responseId: `${childId('dispute', state.id, dispute.number)}_${dispute.responses}`,
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

/** A gateway that cannot be asked is not found anything out from: the fence that follows settles it. */
async function lookUp(gateway: Gateway, send: Send, request: AttemptRequest): Promise<Lookup<AuthorizeOutcome>> {
  return gateway.resolveAuthorization.includes('query') ? gateway.query(send, request) : { kind: 'not_found' }
}

const requestFor = (state: PaymentState, attempt: Attempt): AttemptRequest => ({
  paymentId: state.id,
  attemptId: childId('attempt', state.id, attempt.number),
  amountMinor: attempt.amountMinor,
  currency: state.currency,
  gatewayReference: attempt.gatewayReference,
})

/** The way out, through the vault. With a token the vault sets the card's fields, and tries the connection first. */
const sendFor =
  (ports: CallPorts, state: PaymentState, attempt: Attempt, token?: string): Send =>
  async (request) => {
    try {
      const answer = ports.vault.forward({
        accountId: attempt.route.accountId,
        merchantId: state.merchantId,
        mode: state.mode,
        paymentId: state.id,
        request,
        token,
        timeoutMs: GATEWAY_CALL_TIMEOUT_MS,
        checkConnection: token !== undefined,
      })
      return await within(answer)
    } catch {
      return { kind: 'unknown', reason: 'the vault did not answer' }
    }
  }

/** The vault bounds the gateway's time; this bounds the vault's, so that a call can never be waited for without end. */
async function within(answer: Promise<GatewayAnswer>): Promise<GatewayAnswer> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<GatewayAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'unknown', reason: 'the vault did not answer in time' }), VAULT_TIMEOUT_MS)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
