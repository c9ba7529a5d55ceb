import type { CheckoutError, Outcome, PaymentShown, RedirectWhen } from '../../protocol/messages.ts'
import { textOf } from '../texts.ts'
import { type Action, type Payment, standingOf } from './payment.ts'
import type { Tracker } from './tracker.ts'

/** What the flow needs of the page around it. */
export interface Stage {
  working(text: string): void
  /** Shows the challenge in place, or has the issuer look at the browser there, unseen. Resolves when the shopper came back from it or closed it, or the signal ended it. */
  challenge(action: Action, signal: AbortSignal): Promise<'returned' | 'dismissed'>
  /** Sends the whole page there. */
  redirect(url: string): void
}

export interface SettleOptions {
  readonly redirect: RedirectWhen
  readonly canDismiss?: boolean
}

/** How long the shopper is asked to wait for an answer that does not come; then the shop's page goes on. */
const LONGEST_WAIT_MS = 60_000

/** Brings a payment to its outcome from wherever it stands, and tells the outcome by the payment's own state. */
export async function settle(
  payment: Payment,
  tracker: Tracker,
  stage: Stage,
  options: SettleOptions,
): Promise<Outcome> {
  switch (standingOf(payment.shown.status)) {
    case 'paid':
      return { payment: payment.shown }
    case 'open':
    case 'closed':
      return { error: errorOf(payment.shown) }
    case 'waiting':
      return payment.action === undefined
        ? waitFor(payment, tracker, stage, options)
        : act(payment, payment.action, tracker, stage, options)
    case 'running':
      return waitFor(payment, tracker, stage, options)
  }
}

async function waitFor(payment: Payment, tracker: Tracker, stage: Stage, options: SettleOptions): Promise<Outcome> {
  const { status } = payment.shown
  const next = await tracker.until(({ shown }) => shown.status !== status, AbortSignal.timeout(LONGEST_WAIT_MS))
  if (next !== undefined) return settle(next, tracker, stage, options)
  return { payment: payment.shown }
}

async function act(
  payment: Payment,
  action: Action,
  tracker: Tracker,
  stage: Stage,
  options: SettleOptions,
): Promise<Outcome> {
  const left = new AbortController()
  const hasMoved = tracker.until(
    ({ shown, action: now }) => shown.status !== payment.shown.status || now?.url !== action.url,
    left.signal,
  )
  stage.working(textOf(action.isQuiet ? 'working' : 'challenge'))
  if (action.kind === 'redirect' || options.redirect === 'always') {
    stage.redirect(action.url)
  } else {
    const ended = new AbortController()
    const shown = stage.challenge(action, ended.signal)
    const first = await Promise.race([hasMoved.then(() => 'moved' as const), shown])
    ended.abort()
    // The question may have been answered elsewhere, in the bank's app: whoever closed it, the payment tells.
    if (first !== 'moved') await tracker.look()
    if (first === 'dismissed' && isSame(tracker.latest(), payment)) {
      left.abort()
      return { error: { code: 'challenge_dismissed', message: textOf('challengeDismissed'), payment: payment.shown } }
    }
    stage.working(textOf('working'))
  }
  const next = await hasMoved
  return settle(next ?? payment, tracker, stage, options)
}

const isSame = (one: Payment | undefined, other: Payment): boolean =>
  one === undefined || one.shown.status === other.shown.status

/** Why a payment that is not paid is not paid. */
export function errorOf(payment: PaymentShown): CheckoutError {
  switch (payment.status) {
    case 'CANCELED':
      return { code: 'payment_canceled', message: textOf('canceled'), payment }
    case 'EXPIRED':
      return { code: 'payment_expired', message: textOf('expired'), payment }
    default: {
      const { code, message } = payment.failure ?? { code: 'card_declined', message: textOf('declined') }
      return { code, message: payment.status === 'FAILED' ? `${message} ${textOf('failed')}` : message, payment }
    }
  }
}
