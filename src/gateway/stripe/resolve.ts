import { failureOf } from '../../failure/failure.ts'
import type { Send } from '../forward.ts'
import type { AttemptRequest } from '../gateway.ts'
import type { AuthorizeOutcome, Lookup } from '../outcome.ts'
import { ask, type Reading, reasonOf } from './answers.ts'
import { creationOf } from './authorize.ts'
import { outcomeOf, settled } from './intent.ts'
import { expanded, get, intentPath, post, readIntent } from './requests.ts'
import { type Intent, IntentShape, SearchShape } from './shapes.ts'

/** Stripe keeps an idempotency key for at least 24 hours (docs.stripe.com/api/idempotent_requests); an hour is for clocks. */
const KEY_LIFETIME_MS = 23 * 3_600_000

/** Whether the keys of the attempt are certainly still known; an age that is not known is old. */
export const keysLive = ({ startedAtMs }: AttemptRequest): boolean => Date.now() - startedAtMs < KEY_LIFETIME_MS

type Found =
  | { readonly kind: 'intent'; readonly intent: Intent }
  /** Creating it was refused, so it was never confirmed and never will be. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly reason: string }

/** What Stripe knows of the attempt. The card is not needed for it. */
export async function query(send: Send, request: AttemptRequest): Promise<Lookup<AuthorizeOutcome>> {
  const found = await find(send, request)
  switch (found.kind) {
    case 'intent':
      return outcomeOf(found.intent, request.attemptId)
    case 'none':
      return { kind: 'not_found' }
    case 'unknown':
      return found
  }
}

export const complete = async (send: Send, request: AttemptRequest): Promise<AuthorizeOutcome> =>
  settled(await query(send, request))

/**
 * Cancels the intent: a canceled one can never be confirmed. It is looked at first, for a cancel would also release a
 * hold, and an attempt that had succeeded is left as it is.
 */
export async function fence(send: Send, request: AttemptRequest): Promise<AuthorizeOutcome> {
  const found = await find(send, request)
  if (found.kind === 'none') return FENCED
  if (found.kind === 'unknown') return found
  const before = outcomeOf(found.intent, request.attemptId)
  if (isFinal(before)) return before
  if (found.intent.metadata.attempt_id !== request.attemptId) return settled(before)
  // Without a key: canceling twice is canceling, and a key would also repeat a refusal that no longer holds.
  const cancel = post(intentPath(found.intent.id, 'cancel'), expanded({ cancellation_reason: 'abandoned' }))
  const canceled = await ask(send, cancel, IntentShape)
  return fenceOutcome(canceled, request.attemptId)
}

const FENCED: AuthorizeOutcome = { kind: 'unprocessed', failure: failureOf('fenced') }

const isFinal = (
  outcome: Lookup<AuthorizeOutcome>,
): outcome is Extract<AuthorizeOutcome, { readonly kind: 'approved' | 'declined' | 'unprocessed' }> =>
  outcome.kind === 'approved' || outcome.kind === 'declined' || outcome.kind === 'unprocessed'

function fenceOutcome(reading: Reading<Intent>, attemptId: string): AuthorizeOutcome {
  // A confirmation that came between the look and the cancel may have held money: the cancel gave it back.
  if (reading.kind === 'object') {
    const { status, metadata } = reading.value
    return status === 'canceled' && metadata.attempt_id === attemptId
      ? FENCED
      : { kind: 'unknown', reason: 'the cancel was not understood' }
  }
  // It came too late, and Stripe tells for what.
  const intent = reading.kind === 'refused' ? reading.error.payment_intent : undefined
  if (intent === undefined) return { kind: 'unknown', reason: reasonOf(reading) }
  const outcome = outcomeOf(intent, attemptId)
  return isFinal(outcome) || outcome.kind === 'pending'
    ? outcome
    : { kind: 'unknown', reason: 'the attempt still waits' }
}

async function find(send: Send, request: AttemptRequest): Promise<Found> {
  const { gatewayReference } = request
  if (gatewayReference !== undefined) return read(send, gatewayReference)
  return keysLive(request) ? findByCreating(send, request) : findBySearching(send, request)
}

async function read(send: Send, intentId: string): Promise<Found> {
  const reading = await ask(send, readIntent(intentId), IntentShape)
  return reading.kind === 'object'
    ? { kind: 'intent', intent: reading.value }
    : { kind: 'unknown', reason: reasonOf(reading) }
}

/**
 * The creation once more, under its key: Stripe repeats its first answer, which names the intent but shows it as it was
 * then. Where nothing had arrived before, an intent comes to be that nobody confirms.
 */
async function findByCreating(send: Send, request: AttemptRequest): Promise<Found> {
  const creation = creationOf(request)
  if (creation === undefined) return { kind: 'none' }
  const created = await ask(send, creation, IntentShape)
  if (created.kind === 'object') return read(send, created.value.id)
  if (created.kind !== 'refused') return { kind: 'unknown', reason: reasonOf(created) }
  // A stored server error was the first answer too: the attempt ended there, for it had no intent to confirm. The same
  // holds for a request that Stripe finds invalid. Anything else is about this repetition alone.
  const { status, error, isReplay } = created
  const isFirstAnswer = isReplay || ((status === 400 || status === 402) && error.type !== 'idempotency_error')
  return isFirstAnswer ? { kind: 'none' } : { kind: 'unknown', reason: reasonOf(created) }
}

/** By what we wrote on it. The index lags behind by minutes, so only what is found settles anything. */
async function findBySearching(send: Send, { attemptId }: AttemptRequest): Promise<Found> {
  const wanted = encodeURIComponent(`metadata['attempt_id']:'${attemptId}'`)
  const reading = await ask(send, get(`/v1/payment_intents/search?query=${wanted}&limit=2`), SearchShape)
  if (reading.kind !== 'object') return { kind: 'unknown', reason: reasonOf(reading) }
  const [intent, ...others] = reading.value.data
  if (intent === undefined || others.length > 0) return { kind: 'unknown', reason: 'the search did not find the one' }
  return read(send, intent.id)
}
