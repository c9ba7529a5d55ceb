import type { CheckoutError, LoaderMessage, Outcome, RedirectWhen } from '../protocol/messages.ts'
import { lookOf } from './appearance.ts'
import { cardOf } from './field/validate.ts'
import type { Parent } from './parent.ts'
import { connectionOf } from './pay/api.ts'
import { confirmToken, refusalError } from './pay/confirm.ts'
import { type Payment, standingOf } from './pay/payment.ts'
import { errorOf, type Stage, settle } from './pay/settle.ts'
import { prefetchKeys, tokenize } from './pay/tokenize.ts'
import { createTracker } from './pay/tracker.ts'
import { TEXTS } from './texts.ts'
import { showChallenge } from './view/challenge.ts'
import { createForm } from './view/form.ts'
import type { View } from './view/view.ts'

export interface ConfirmRequest {
  readonly returnUrl?: string
  readonly redirect: RedirectWhen
}

export interface Session {
  confirm(request: ConfirmRequest): Promise<Outcome>
}

const invalid = (): Outcome => ({ error: { code: 'invalid_card', message: TEXTS.fieldsInvalid } })

/** One checkout of one payment, from the first look at the payment to its outcome. */
export function openSession(
  init: Extract<LoaderMessage, { type: 'init' }>,
  apiOrigin: string,
  parent: Parent,
  view: View,
): Session {
  const connection = connectionOf(apiOrigin, init.clientSecret)
  const tracker = createTracker(connection)
  const form = createForm((change) => parent.send({ type: 'change', change }))
  let running: Promise<Outcome> | undefined
  /** Sent, and not answered yet: no other card may take its place before its outcome is known. */
  let unanswered: string | undefined
  let watching: AbortController | undefined
  let isReady = false
  let isTold = false

  const stage: Stage = {
    working: view.showWorking,
    redirect: (url) => parent.send({ type: 'redirect', url }),
    challenge: (url, signal) =>
      showChallenge(url, connection.paymentId, apiOrigin, (open) => coverWith(parent, open), signal),
  }

  function ready(): void {
    if (!isReady) parent.send({ type: 'ready' })
    isReady = true
  }

  /** Shows how it ended, and tells the page once. */
  function conclude(outcome: Outcome): void {
    if ('payment' in outcome) {
      if (standingOf(outcome.payment.status) !== 'paid') {
        view.showWorking(TEXTS.stillChecking)
        return
      }
      view.showEnd(outcome.payment)
      if (!isTold) parent.send({ type: 'success', payment: outcome.payment })
      isTold = true
      return
    }
    const { error } = outcome
    if (error.payment !== undefined && standingOf(error.payment.status) === 'closed') {
      view.showEnd(error.payment, error)
    } else if (error.code === 'outcome_unknown') {
      view.showWorking(error.message)
    } else {
      view.showForm({ text: error.message, tone: error.code === 'challenge_dismissed' ? 'note' : 'error' })
    }
    parent.send({ type: 'failure', error })
  }

  /** The page has its answer; the shopper who stays is told as soon as there is more to say. */
  async function watch(): Promise<void> {
    watching?.abort()
    const ended = new AbortController()
    const { signal } = ended
    watching = ended
    const before = tracker.latest()?.shown.status
    const isUnderWay = before !== undefined && ['waiting', 'running'].includes(standingOf(before))
    if (unanswered === undefined && !isUnderWay) return
    const payment = await tracker.until(({ shown }) => {
      const standing = standingOf(shown.status)
      return standing === 'paid' || standing === 'closed' || (unanswered === undefined && shown.status !== before)
    }, signal)
    if (payment === undefined || running !== undefined) return
    if (standingOf(payment.shown.status) === 'running') view.showWorking(TEXTS.working)
    void run(() => settle(payment, tracker, stage, { redirect: 'if_required' }))
  }

  async function load(): Promise<void> {
    view.dress(lookOf(init.appearance))
    prefetchKeys()
    const answer = await tracker.look()
    if (answer.kind === 'value') {
      view.showPayment(answer.value.shown, init.locale)
      await resume(answer.value)
      return
    }
    const error: CheckoutError =
      answer.kind === 'refused'
        ? refusalError(answer.code, answer.message, answer.path)
        : { code: 'connection_lost', message: TEXTS.notLoaded }
    view.showTrouble(error.message, answer.kind === 'lost' ? () => void load() : undefined)
    ready()
    parent.send({ type: 'failure', error })
  }

  /** Where the payment stands when the page is opened, which may be in the middle of it. */
  async function resume(payment: Payment): Promise<void> {
    const standing = standingOf(payment.shown.status)
    if (standing === 'open') view.showForm()
    if (standing === 'waiting') view.showForm({ text: TEXTS.challengeWaiting, tone: 'note' })
    if (standing === 'running') view.showWorking(TEXTS.working)
    if (standing === 'paid' || standing === 'closed') view.showEnd(payment.shown, errorOf(payment.shown))
    ready()
    if (standing === 'paid') conclude({ payment: payment.shown })
    if (standing === 'closed') parent.send({ type: 'failure', error: errorOf(payment.shown) })
    if (standing === 'waiting') void watch()
    if (standing === 'running') await run(() => settle(payment, tracker, stage, { redirect: 'if_required' }))
  }

  async function pay(request: ConfirmRequest): Promise<Outcome> {
    const payment = tracker.latest() ?? (await lookAgain())
    if (payment === undefined) return { error: { code: 'connection_lost', message: TEXTS.notLoaded } }
    const standing = standingOf(payment.shown.status)
    // Paid or closed needs no card; a challenge that waits is gone on with unless another card was entered.
    if (standing !== 'open' && (standing !== 'waiting' || form.isEmpty() || form.isUnchanged())) {
      return settle(payment, tracker, stage, request)
    }
    if (unanswered === undefined) {
      if (!form.check()) return invalid()
      view.showWorking(TEXTS.working)
      const tokenized = await tokenize(connection.clientSecret, cardOf(form.entered()))
      if (tokenized.kind === 'invalid') {
        view.showForm()
        for (const { field, message } of tokenized.errors) form.showProblem(field, message)
        return invalid()
      }
      if (tokenized.kind === 'lost') return { error: { code: 'connection_lost', message: TEXTS.notSent } }
      if (tokenized.kind === 'refused') return { error: refusalError(tokenized.code, '', []) }
      unanswered = tokenized.token
      form.remember()
    }
    view.showWorking(TEXTS.working)
    const { outcome, isAnswered } = await confirmToken(connection, tracker, stage, unanswered, request)
    if (isAnswered) unanswered = undefined
    return outcome
  }

  async function lookAgain(): Promise<Payment | undefined> {
    const answer = await tracker.look()
    if (answer.kind !== 'value') return undefined
    view.showPayment(answer.value.shown, init.locale)
    return answer.value
  }

  /** One at a time: a second call while one runs is the same call. */
  function run(work: () => Promise<Outcome>): Promise<Outcome> {
    if (running === undefined) watching?.abort()
    running ??= work()
      .catch((fault: unknown): Outcome => {
        // Never expected, and whatever it is, it says nothing about the payment.
        console.error('Turnpike:', fault)
        return { error: { code: 'outcome_unknown', message: TEXTS.stillChecking } }
      })
      .finally(() => {
        running = undefined
      })
      .then((outcome) => {
        if (!isFieldProblem(outcome)) conclude(outcome)
        void watch()
        return outcome
      })
    return running
  }

  void load()
  return { confirm: (request) => run(() => pay(request)) }
}

/** The fields say themselves what is wrong with them. */
const isFieldProblem = (outcome: Outcome): boolean =>
  'error' in outcome && outcome.error.code === 'invalid_card' && outcome.error.payment === undefined

function coverWith(parent: Parent, open: boolean): void {
  document.body.classList.toggle('preparing', open)
  if (!open) document.body.classList.remove('covering')
  parent.send({ type: 'cover', open })
}
