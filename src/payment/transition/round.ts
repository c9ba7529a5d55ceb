import { type Failure, type FailureCode, failureOf, isSoftDecline } from '../../failure/failure.ts'
import { fullJitterMs, seededUnit } from '../../resilience/backoff.ts'
import type { Candidate } from '../../routing/request.ts'
import { currentAttempt, MOST_ATTEMPTS } from '../amounts.ts'
import { type Draft, record } from '../draft.ts'
import type { ConfirmRequest, NewEvent, Plan, Route } from '../event.ts'
import type { Attempt, Cancellation, PaymentState } from '../state.ts'

/** No new attempt is begun with less than this left of the payment's deadline: it could not be waited for. */
const LEAST_TIME_FOR_AN_ATTEMPT_MS = 8_000
/** A gateway that said it was busy is asked again at the same place no more often than this in one round. */
const MOST_RETRIES_AT_ONE_GATEWAY = 2
/** Long enough for a rate limit's second to pass by the second retry, short enough for a shopper to wait. */
const RETRY_BACKOFF = { baseMs: 250, mostMs: 2_000 }

export interface Moment {
  readonly nowMs: number
  /** The ids of the tokens that are in memory and may be sent. */
  readonly cards: readonly string[]
  /** Accounts that must not be tried just now, by id, as their health objects said a moment ago. */
  readonly unavailable?: ReadonlySet<string>
  /** The fingerprint of the card that the answer is about, where the call carried one. */
  readonly cardFingerprint?: string
}

/** Begins the round that a confirmation asks for: the plan's first candidate, or a decline where there is none. */
export function startRound(draft: Draft, confirm: ConfirmRequest, nowMs: number): Draft {
  const { tokenId, plan } = confirm
  const [candidate] = plan.candidates
  if (candidate === undefined) return declineUnrouted(draft, plan, nowMs)
  if (tokenId !== undefined && isUsedUp(draft.state, tokenId)) {
    // Said once: a used card that is offered again and again leaves no more traces in the log.
    const isSaid = draft.state.failure?.code === 'invalid_card'
    return isSaid ? draft : decline(draft, undefined, failureOf('invalid_card'), nowMs)
  }
  return record(draft, nowMs, started(draft.state, confirm, candidate, plan.reason))
}

const UNROUTED: Readonly<Record<NonNullable<Plan['problem']>, FailureCode>> = {
  no_rule: 'no_routing_rule',
  none_enabled: 'no_gateway',
  none_fits: 'no_gateway_for_payment',
  none_available: 'no_gateway_available',
}

function declineUnrouted(draft: Draft, { problem = 'none_enabled', reason, rule, eliminated }: Plan, nowMs: number) {
  const failure = failureOf(UNROUTED[problem])
  return record(draft, nowMs, { type: 'PAYMENT_DECLINED', data: { failure, because: reason, rule, eliminated } })
}

/**
 * A token whose attempt ended with an answer about the card is used up, as a card in a terminal that printed a slip. A stored
 * card, known by its own prefix, stays with its customer.
 */
const isUsedUp = (state: PaymentState, tokenId: string): boolean =>
  !tokenId.startsWith('pm_') &&
  state.attempts.some(
    (attempt) =>
      attempt.tokenId === tokenId &&
      (attempt.status === 'APPROVED' || attempt.status === 'DECLINED' || attempt.action !== undefined),
  )

function started(
  state: PaymentState,
  confirm: ConfirmRequest,
  candidate: Candidate,
  reason: string,
  { backoffMs, stepUpOf }: { readonly backoffMs?: number; readonly stepUpOf?: number } = {},
): NewEvent {
  const { tokenId, method, plan, deadlineMs, returnUrl, browserSealed, credential, saves } = confirm
  const { candidates, eliminated, rule, policyVersion, onUnknown, threeDS } = plan
  // What may be tried elsewhere while its outcome is unknown has to be a mere hold: two of them are never two charges.
  const isHold = onUnknown === 'CASCADE' && candidates.length > 1
  return {
    type: 'ATTEMPT_STARTED',
    data: {
      attempt: state.attempts.length + 1,
      route: routeOf(candidate),
      candidates,
      eliminated,
      reason,
      rule,
      policyVersion,
      onUnknown,
      tokenId,
      method,
      backoffMs,
      capture: state.captureMethod === 'AUTOMATIC' && candidate.capabilities.oneCallSale && !isHold,
      deadlineMs,
      returnUrl,
      browserSealed,
      // Where the merchant begins a payment nobody is there to be asked, and nothing to be exempted from.
      threeDS: isMerchantInitiated(confirm) ? undefined : threeDS,
      stepUpOf,
      credential,
      saves,
    },
  }
}

const isMerchantInitiated = ({ credential }: Pick<Attempt, 'credential'>): boolean =>
  credential?.initiatedBy === 'MERCHANT'

const routeOf = ({ score: _score, probe: _probe, ...route }: Candidate): Route => route

/** The older attempt is out of the way: the card that took its place gets its turn, where it still can. */
export function startNext(draft: Draft, { attempt, next }: Cancellation, moment: Moment): Draft {
  return next !== undefined && mayStillSend(next, moment)
    ? startRound(draft, next, moment.nowMs)
    : decline(draft, attempt, failureOf('gateway_unavailable'), moment.nowMs)
}

const mayStillSend = (
  { tokenId, deadlineMs }: { readonly tokenId?: string; readonly deadlineMs: number },
  { nowMs, cards }: Moment,
): boolean => (tokenId === undefined || cards.includes(tokenId)) && deadlineMs - nowMs >= LEAST_TIME_FOR_AN_ATTEMPT_MS

/** All attempts of one confirmation share its deadline, which is what they are known by. */
const roundOf = (state: PaymentState, { deadlineMs }: Attempt): readonly Attempt[] =>
  state.attempts.filter((other) => other.deadlineMs === deadlineMs)

/** The round's request again, as the attempt keeps it. */
const requestOf = (attempt: Attempt): ConfirmRequest => {
  const { tokenId, method, candidates, eliminated, rule, policyVersion, onUnknown, reason, threeDS } = attempt
  const { deadlineMs, returnUrl, browserSealed, credential, saves } = attempt
  const plan: Plan = { candidates, eliminated, rule, policyVersion, onUnknown, reason, threeDS }
  return { tokenId, method, plan, deadlineMs, returnUrl, browserSealed, credential, saves }
}

/** A shopper who was sent to their bank is not sent to another one behind its back. */
const hasBegunChallenge = ({ action }: Attempt): boolean => action !== undefined

/** The first candidate that this round has not tried and that is fit for it now; undefined also where no attempt may begin. */
function nextCandidate({ state }: Draft, attempt: Attempt, moment: Moment): Candidate | undefined {
  if (hasBegunChallenge(attempt) || state.attempts.length >= MOST_ATTEMPTS || !mayStillSend(attempt, moment))
    return undefined
  const tried = new Set(roundOf(state, attempt).map((other) => other.route.accountId))
  return attempt.candidates.find(
    ({ accountId }) => !tried.has(accountId) && moment.unavailable?.has(accountId) !== true,
  )
}

/**
 * Nothing happened at this gateway, provably: the next one may be tried while the card is in memory and time is left.
 * Where there is none, and the gateway itself said that it was a passing trouble, it is asked once more after a while.
 */
export function cascade(draft: Draft, attempt: Attempt, failure: Failure, mayRetry: boolean, moment: Moment): Draft {
  const { nowMs } = moment
  const next = nextCandidate(draft, attempt, moment)
  if (next !== undefined) {
    const reason = `${attempt.route.gateway} certainly did not process the payment`
    return record(draft, nowMs, started(draft.state, requestOf(attempt), next, reason))
  }
  const retry = mayRetry ? retryOf(draft.state, attempt, moment) : undefined
  return retry === undefined
    ? decline(draft, attempt.number, failureOf('gateway_unavailable', failure.gatewayCode), nowMs)
    : record(draft, nowMs, retry)
}

function retryOf(state: PaymentState, attempt: Attempt, moment: Moment): NewEvent | undefined {
  const retries = roundOf(state, attempt).filter(({ backoffMs }) => backoffMs !== undefined).length
  if (hasBegunChallenge(attempt) || retries >= MOST_RETRIES_AT_ONE_GATEWAY || state.attempts.length >= MOST_ATTEMPTS)
    return undefined
  const backoffMs = fullJitterMs(retries, RETRY_BACKOFF, seededUnit(`${state.id} ${attempt.number}`))
  const candidate = attempt.candidates.find(({ accountId }) => accountId === attempt.route.accountId)
  if (candidate === undefined || !mayStillSend(attempt, { ...moment, nowMs: moment.nowMs + backoffMs }))
    return undefined
  const reason = `${attempt.route.gateway} did not process it just now, and there is no other gateway`
  return started(state, requestOf(attempt), candidate, reason, { backoffMs })
}

/**
 * The issuer certainly declined, and only for want of authentication: the same card goes to the same gateway once more and
 * asks for a challenge. Undefined where that was asked for already, or the card is no longer in memory.
 */
export function stepUp(draft: Draft, attempt: Attempt, failure: Failure, moment: Moment): Draft | undefined {
  const { state } = draft
  if (!isSoftDecline(failure) || attempt.tokenId === undefined || hasBegunChallenge(attempt)) return undefined
  if (isMerchantInitiated(attempt)) return undefined
  if (attempt.threeDS?.challenge === 'REQUIRED' || state.attempts.length >= MOST_ATTEMPTS) return undefined
  const candidate = attempt.candidates.find(({ accountId }) => accountId === attempt.route.accountId)
  if (candidate === undefined || currentAttempt(state)?.number !== attempt.number || !mayStillSend(attempt, moment))
    return undefined
  const request = requestOf(attempt)
  const { exemption: _refused, ...size } = attempt.threeDS ?? {}
  const wanted: ConfirmRequest = { ...request, plan: { ...request.plan, threeDS: { ...size, challenge: 'REQUIRED' } } }
  const reason = `the issuer wants the shopper to be authenticated, so ${attempt.route.gateway} is asked for a challenge`
  return record(draft, moment.nowMs, started(state, wanted, candidate, reason, { stepUpOf: attempt.number }))
}

/**
 * The outcome of a mere hold is unknown, and the policy would rather not wait: the next gateway is tried at once while
 * the first hold is ended, whatever becomes of it. Undefined where there is nobody to try.
 */
export function cascadeOver(draft: Draft, attempt: Attempt, moment: Moment): Draft | undefined {
  if (attempt.onUnknown !== 'CASCADE' || attempt.capture) return undefined
  const next = nextCandidate(draft, attempt, moment)
  if (next === undefined) return undefined
  const { nowMs } = moment
  const ending: NewEvent = {
    type: 'CANCEL_STARTED',
    data: { attempt: attempt.number, why: 'cascaded', means: 'fence' },
  }
  const ended = record(draft, nowMs, ending)
  const reason = `what became of the hold at ${attempt.route.gateway} is not known; it is being ended`
  return record(ended, nowMs, started(ended.state, requestOf(attempt), next, reason))
}

/** Back to asking for a card, or the end where no further attempt is accepted. */
export function decline(draft: Draft, attempt: number | undefined, failure: Failure, nowMs: number): Draft {
  const declined = record(draft, nowMs, { type: 'PAYMENT_DECLINED', data: { attempt, failure } })
  return declined.state.attempts.length < MOST_ATTEMPTS
    ? declined
    : record(declined, nowMs, { type: 'PAYMENT_FAILED', data: { failure } })
}
