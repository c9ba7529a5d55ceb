import type { CheckoutError, Outcome } from '../../protocol/messages.ts'
import { textOf } from '../texts.ts'
import { type Answer, type Connection, confirmAtApi, type PaidWith } from './api.ts'
import { type Payment, standingOf } from './payment.ts'
import { type SettleOptions, type Stage, settle } from './settle.ts'
import type { Tracker } from './tracker.ts'
import { wait } from './wait.ts'

/** An answer that takes longer is looked for by following the payment beside the request. */
const FOLLOW_AFTER_MS = 3000
/** How long an outcome is looked for before the shop's page is told that it is not known yet. */
const LONGEST_SEARCH_MS = 60_000
const FIRST_PAUSE_MS = 400
const LONGEST_PAUSE_MS = 4000

export interface Confirmed {
  readonly outcome: Outcome
  /** The api has answered for this token; until then no other may be sent in its place. */
  readonly isAnswered: boolean
}

/**
 * Sends a token, or another method, and finds out how it went, whatever becomes of the connection. A lost answer is never taken for a
 * failure: the payment is asked, and the same token is sent again, which joins or repeats the one attempt.
 */
export async function confirmWith(
  connection: Connection,
  tracker: Tracker,
  stage: Stage,
  method: PaidWith,
  options: SettleOptions & { readonly returnUrl?: string },
): Promise<Confirmed> {
  const untilMs = Date.now() + LONGEST_SEARCH_MS
  let pauseMs = FIRST_PAUSE_MS
  for (let losses = 1; ; losses += 1) {
    const answer = await sendOrFindOut(connection, tracker, method, options.returnUrl)
    if (answer.kind === 'value') {
      tracker.take(answer.value)
      return { outcome: await settle(tracker.latest() ?? answer.value, tracker, stage, options), isAnswered: true }
    }
    if (answer.kind === 'refused') return { outcome: await refusal(answer, tracker, stage, options), isAnswered: true }

    stage.working(textOf('checking'))
    const look = await tracker.look()
    if (look.kind === 'value' && isTold(look.value, losses)) {
      return { outcome: await settle(look.value, tracker, stage, options), isAnswered: true }
    }
    if (Date.now() > untilMs) {
      return { outcome: { error: { code: 'outcome_unknown', message: textOf('stillChecking') } }, isAnswered: false }
    }
    await wait(pauseMs)
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  }
}

/**
 * Whether a state alone tells how this token went. Open may be before or after the attempt, and a challenge may be an
 * earlier card's; the latter is believed when the same token was sent twice and could have ended it.
 */
function isTold({ shown }: Payment, losses: number): boolean {
  const standing = standingOf(shown.status)
  return standing === 'paid' || standing === 'closed' || (standing === 'waiting' && losses > 1)
}

async function sendOrFindOut(
  connection: Connection,
  tracker: Tracker,
  method: PaidWith,
  returnUrl: string | undefined,
): Promise<Answer<Payment>> {
  const ended = new AbortController()
  const answered = confirmAtApi(connection, method, returnUrl)
  const found = wait(FOLLOW_AFTER_MS, ended.signal)
    .then(() => tracker.until((payment) => isTold(payment, 1), ended.signal))
    .then((payment): Answer<Payment> | Promise<Answer<Payment>> =>
      payment === undefined ? answered : { kind: 'value', value: payment },
    )
  try {
    return await Promise.race([answered, found])
  } finally {
    ended.abort()
  }
}

async function refusal(
  { code, message, path }: Extract<Answer<Payment>, { kind: 'refused' }>,
  tracker: Tracker,
  stage: Stage,
  options: SettleOptions,
): Promise<Outcome> {
  if (code === 'INVALID_STATE') {
    // Something else moved the payment: another tab, the shop, time. How it stands now is the answer.
    const look = await tracker.look()
    if (look.kind === 'value' && standingOf(look.value.shown.status) !== 'open') {
      return settle(look.value, tracker, stage, options)
    }
  }
  return { error: refusalError(code, message, path) }
}

/** Why the payment could not be read. */
export const answerError = (answer: Exclude<Answer<Payment>, { kind: 'value' }>): CheckoutError =>
  answer.kind === 'refused'
    ? refusalError(answer.code, answer.message, answer.path)
    : { code: 'connection_lost', message: textOf('notLoaded') }

export function refusalError(code: string, message: string, path: readonly string[]): CheckoutError {
  switch (code) {
    case 'RATE_LIMITED':
      return { code: 'rate_limited', message: textOf('rateLimited') }
    case 'NOT_FOUND':
    case 'UNAUTHENTICATED':
      return { code: 'payment_not_found', message: textOf('notFound') }
    default:
      console.error(`Turnpike: the payment was refused: ${code} ${path.join('.')} ${message}`)
      return { code: code.toLowerCase(), message: textOf('refused') }
  }
}
