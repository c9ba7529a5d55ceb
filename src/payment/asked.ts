import { ok, type Result, refuse } from '../result.ts'
import { cardIdOf } from '../vault/contract.ts'
import { currentAttempt, endingOf } from './amounts.ts'
import type { Command, ConfirmCommand, PaymentDetails, Refusal } from './command.ts'
import type { ConfirmRequest, Plan } from './event.ts'
import type { KeyedAnswer } from './log.ts'
import { planFor } from './plan.ts'
import { open, type SealKey, seal, sealedText } from './seal.ts'
import type { PaymentState } from './state.ts'
import type { Step } from './step.ts'

/** A payment's attempts, and a caller's waiting, end with this. */
export const PAYMENT_DEADLINE_MS = 30_000

/** The key under which an answer is kept: a caller's key belongs to one operation. Keyless confirmations go by their token or method. */
export function answerKeyOf(command: Command, state: PaymentState | undefined): string {
  if (command.kind === 'create') return 'create'
  if (command.kind !== 'confirm' || command.idempotencyKey !== undefined) {
    return `${command.kind}:${command.idempotencyKey}`
  }
  if (command.token !== undefined) return `confirm by token:${cardIdOf(command.token)}`
  // Without a card nothing tells one try from the next but where the payment stood; who joins a try is found by the try.
  return `confirm by ${command.method ?? 'card'} at ${state?.seq ?? 0}`
}

/** The core's step for a caller's command, its free text sealed; or the refusal of an input that cannot be of this payment. */
export function stepOf(
  command: Command,
  state: PaymentState | undefined,
  key: SealKey,
  nowMs: number,
): Result<Step, Refusal> {
  const sealed = (value: unknown) => (value === undefined ? undefined : seal(key, command.paymentId, value))
  const address = (url: string | undefined) => (url === undefined ? undefined : sealedText(key, command.paymentId, url))
  switch (command.kind) {
    case 'create': {
      const { amountMinor, currency, captureMethod, reference, details, confirm, caller, customerId, storedMethods } =
        command
      const returnUrl = address(command.returnUrl)
      const { merchantId, mode } = caller
      const hasDetails = Object.values(details).some((value) => value !== undefined)
      const created = {
        merchantId,
        mode,
        amountMinor,
        currency,
        captureMethod,
        reference,
        returnUrl,
        customerId,
        storedMethods,
      }
      const asked = confirm && { ...confirm, returnUrl: address(confirm.returnUrl) ?? returnUrl }
      const about = { id: command.paymentId, amountMinor, currency, attempts: [] }
      return ok({
        kind: 'create',
        created: { ...created, sealed: hasDetails ? sealed(details) : undefined },
        confirm:
          asked &&
          confirmRequest(
            asked,
            planFor(asked, about, () => details, nowMs),
            sealed,
            nowMs,
          ),
      })
    }
    case 'confirm': {
      if (state === undefined) return refuse({ kind: 'not_found' })
      const details = () => open<PaymentDetails>(key, state.id, state.sealed) ?? {}
      const asked = { ...command, returnUrl: address(command.returnUrl) ?? state.returnUrl }
      return ok({
        kind: 'confirm',
        confirm: confirmRequest(asked, challenged(planFor(asked, state, details, nowMs), command), sealed, nowMs),
      })
    }
    case 'capture': {
      const { amount, final } = command
      return inCurrencyOf(state, amount, { kind: 'capture', amountMinor: amount?.amountMinor, final })
    }
    case 'refund': {
      const { amount, reason } = command
      return inCurrencyOf(state, amount, { kind: 'refund', amountMinor: amount?.amountMinor, sealed: sealed(reason) })
    }
    case 'cancel':
      return ok({ kind: 'cancel', sealed: sealed(command.reason) })
    case 'acceptDispute':
      return ok({ kind: 'acceptDispute', dispute: command.dispute })
    case 'submitEvidence': {
      const { dispute, evidence, submit } = command
      return ok({ kind: 'submitEvidence', dispute, sealed: seal(key, command.paymentId, evidence), submit })
    }
  }
}

/** The defence's wish comes before the rule's: whoever may be trying cards is exempted from nothing. */
function challenged(plan: Plan, { challenge, method = 'card' }: ConfirmCommand): Plan {
  if (challenge === undefined || method !== 'card') return plan
  const { exemption: _none, ...wish } = plan.threeDS ?? {}
  return { ...plan, threeDS: { ...wish, challenge } }
}

/** Never two currencies in one sum. That is the input's fault alone, so nothing is stored under its key. */
function inCurrencyOf(
  state: PaymentState | undefined,
  amount: { readonly currency: string } | undefined,
  step: Step,
): Result<Step, Refusal> {
  if (amount === undefined || state === undefined || amount.currency === state.currency) return ok(step)
  const message = `The payment is in ${state.currency}: give the amount in that currency, or leave it out.`
  return refuse({ kind: 'validation', path: ['amount', 'currency'], message })
}

type Asked = Pick<
  Extract<Command, { kind: 'confirm' }>,
  'token' | 'method' | 'returnUrl' | 'browser' | 'credential' | 'saves'
>

function confirmRequest(
  { token, method, returnUrl, browser, credential, saves }: Asked,
  plan: Plan,
  sealed: (value: unknown) => string | undefined,
  nowMs: number,
): ConfirmRequest {
  const tokenId = token === undefined ? undefined : cardIdOf(token)
  if (token !== undefined && tokenId === undefined) throw new Error('a malformed token reached the payment')
  const deadlineMs = nowMs + PAYMENT_DEADLINE_MS
  return { tokenId, method, plan, deadlineMs, returnUrl, browserSealed: sealed(browser), credential, saves }
}

/** What a command's own part is called in the payment after it was begun: the number of its refund, capture or dispute. */
export function numberOf(command: Command, state: PaymentState): number | undefined {
  switch (command.kind) {
    case 'capture':
      return state.captures.length
    case 'refund':
      return state.refunds.length
    case 'acceptDispute':
    case 'submitEvidence':
      return command.dispute
    case 'create':
    case 'confirm':
    case 'cancel':
      return undefined
  }
}

/**
 * When this card was first sent for this payment: a confirmation without a key goes by its token, so it joins or replays
 * the attempt that the token was used for, whichever request began it.
 */
export function firstSentMs(command: Command, state: PaymentState | undefined): number | undefined {
  if (command.kind !== 'confirm' || command.idempotencyKey !== undefined) return undefined
  if (command.token === undefined) {
    const attempt = state === undefined ? undefined : currentAttempt(state)
    const isUnderWay = state?.status === 'PROCESSING' || state?.status === 'REQUIRES_ACTION'
    return isUnderWay && attempt?.method === command.method ? attempt?.startedAtMs : undefined
  }
  const tokenId = cardIdOf(command.token)
  return state?.attempts.find((attempt) => attempt.tokenId === tokenId)?.startedAtMs
}

/** Whether what a command began has come to an end that can be told; until then its caller waits. */
export function isSettled(command: Command, number: number | undefined, state: PaymentState): boolean {
  switch (command.kind) {
    case 'create':
    case 'confirm':
      return state.status !== 'PROCESSING'
    case 'capture':
      return state.captures[(number ?? 0) - 1]?.status !== 'PENDING'
    case 'refund':
      return state.refunds[(number ?? 0) - 1]?.status !== 'PENDING'
    case 'cancel':
      return endingOf(state) === undefined
    case 'acceptDispute':
    case 'submitEvidence':
      return state.disputes[(number ?? 0) - 1]?.responding === undefined
  }
}

/** More refusals than any caller needs to be told of; each stays in the payment's log for good. */
const MOST_STORED_REFUSALS = 500
const AFTER_TOO_MANY_REFUSALS_MS = 60_000

/** Which refusals are a key's answer for good: those that depended on the payment's state, not those that can be mended. */
export const isStored = (command: Command, refusal: Refusal): boolean =>
  (refusal.kind === 'invalid_state' || refusal.kind === 'amount_too_large') &&
  !(command.kind === 'confirm' && command.idempotencyKey === undefined)

/**
 * Whoever may ask could fill the log with refusals, the shopper's side too. Beyond the bound a key that would be refused
 * is told to wait and is not kept; what is accepted is accepted all the same.
 */
export const boundedRefusal = (refusal: Refusal, answers: ReadonlyMap<string, KeyedAnswer>): Refusal => {
  const stored = [...answers.values()].filter((answer) => answer.refusal !== undefined).length
  return stored < MOST_STORED_REFUSALS ? refusal : { kind: 'rate_limited', retryAfterMs: AFTER_TOO_MANY_REFUSALS_MS }
}
