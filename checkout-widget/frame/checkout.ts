import type { Change, CheckoutError, HeardMessage, Outcome, RedirectWhen } from '../protocol/messages.ts'
import type { WalletType } from '../wallets/messages.ts'
import { dress } from './look.ts'
import type { Parent } from './parent.ts'
import { connectionOf, methodsOf, type PaidWith } from './pay/api.ts'
import { answerError, confirmWith, refusalError } from './pay/confirm.ts'
import { type Payment, standingOf } from './pay/payment.ts'
import { errorOf, type Stage, settle } from './pay/settle.ts'
import { prefetchKeys, type Tokenized, tokenize } from './pay/tokenize.ts'
import { createTracker } from './pay/tracker.ts'
import { wait, waitForConnection } from './pay/wait.ts'
import { offerStored, type StoredCards } from './stored.ts'
import { replaceTexts, textOf } from './texts.ts'
import { showChallenge } from './view/challenge.ts'
import { createForm } from './view/form.ts'
import { invalid } from './view/invalid.ts'
import type { View } from './view/view.ts'
import { offerWallets } from './wallets.ts'

export interface ConfirmRequest {
  readonly returnUrl?: string
  readonly redirect: RedirectWhen
}

/** Between two tries to have a sent card answered. */
const RESEND_MS = 4000
/** The form is shown with its choice of methods, unless that takes this long; then the choice comes later. */
const METHODS_MS = 1000
/** Not wrong, only not done. */
const NOTES = new Set(['challenge_dismissed', 'not_ready'])

export interface Session {
  confirm(request: ConfirmRequest): Promise<Outcome>
}

const unknown = (): Outcome => ({ error: { code: 'outcome_unknown', message: textOf('stillChecking') } })

/** One checkout of one payment, from the first look at the payment to its outcome. */
export function openSession(
  init: Extract<HeardMessage, { type: 'init' }>,
  apiOrigin: string,
  parent: Parent,
  view: View,
): Session {
  const connection = connectionOf(apiOrigin, init.clientSecret)
  const tracker = createTracker(connection)
  const changed = (change: Change) => parent.send({ type: 'change', change })
  const form = createForm(changed)
  let stored: StoredCards | undefined
  let running: Promise<Outcome> | undefined
  /** Sent, and not answered yet: nothing else may take its place before its outcome is known. */
  let unanswered: { readonly method: PaidWith; readonly request: ConfirmRequest } | undefined
  let watching: AbortController | undefined
  let isReady = false
  let isTold = false
  let isUnknownTold = false
  let loading: Promise<CheckoutError | undefined> | undefined

  const stage: Stage = {
    working: view.showWorking,
    redirect: (url) => parent.send({ type: 'redirect', url }),
    challenge: (action, signal) =>
      showChallenge(action, connection.paymentId, apiOrigin, (open) => coverWith(parent, open), signal),
  }

  function ready(): void {
    if (!isReady) parent.send({ type: 'ready' })
    isReady = true
  }

  /** Shows how it ended, and tells the page once. */
  function conclude(outcome: Outcome): void {
    if ('payment' in outcome) {
      if (standingOf(outcome.payment.status) !== 'paid') {
        view.showWorking(textOf('stillChecking'))
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
    } else if (tracker.latest() !== undefined) {
      view.showForm({ text: error.message, tone: NOTES.has(error.code) ? 'note' : 'error' })
    }
    // Sending on and on while nothing is known is no news each time.
    const isNews = error.code !== 'outcome_unknown' || !isUnknownTold
    isUnknownTold = error.code === 'outcome_unknown'
    if (isNews) parent.send({ type: 'failure', error })
  }

  /** The page has its answer; the shopper who stays is told as soon as there is more to say. */
  async function watch(): Promise<void> {
    watching?.abort()
    const ended = new AbortController()
    const { signal } = ended
    watching = ended
    if (unanswered !== undefined) {
      // The same token joins or repeats the one attempt, so it is sent until it is answered.
      await waitForConnection(RESEND_MS, signal)
      if (!signal.aborted) void run(send)
      return
    }
    const before = tracker.latest()?.shown.status
    if (before === undefined || !['waiting', 'running'].includes(standingOf(before))) return
    const payment = await tracker.until(({ shown }) => shown.status !== before, signal)
    if (payment === undefined || running !== undefined) return
    if (standingOf(payment.shown.status) === 'running') view.showWorking(textOf('working'))
    void run(() => settle(payment, tracker, stage, { redirect: 'if_required' }))
  }

  async function send(): Promise<Outcome> {
    if (unanswered === undefined) return unknown()
    const { method, request } = unanswered
    const { outcome, isAnswered } = await confirmWith(connection, tracker, stage, method, request)
    if (isAnswered) unanswered = undefined
    return outcome
  }

  /** Shows the payment, or says why it cannot be shown. Undefined is well. */
  async function load(): Promise<CheckoutError | undefined> {
    const answer = await tracker.look()
    await Promise.all([dressed, Promise.race([offered, wait(METHODS_MS)])])
    if (answer.kind === 'value') {
      view.showPayment(answer.value.shown, init.locale)
      resume(answer.value)
      return undefined
    }
    const error = answerError(answer)
    view.showTrouble(error.message, answer.kind === 'lost' ? () => void open() : undefined)
    return error
  }

  async function open(): Promise<void> {
    loading ??= load().finally(() => {
      loading = undefined
    })
    const error = await loading
    if (error !== undefined) parent.send({ type: 'failure', error })
  }

  /** Where the payment stands when the page is opened, which may be in the middle of it. */
  function resume(payment: Payment): void {
    const standing = standingOf(payment.shown.status)
    if (standing === 'open') view.showForm()
    if (standing === 'waiting') view.showForm({ text: textOf('challengeWaiting'), tone: 'note' })
    if (standing === 'running') view.showWorking(textOf('working'))
    if (standing === 'paid' || standing === 'closed') view.showEnd(payment.shown, errorOf(payment.shown))
    else
      void methods.then(({ methods: all }) =>
        offerWallets(all, { clientSecret: init.clientSecret, payment: payment.shown, pay: payByWallet }),
      )
    ready()
    if (standing === 'paid') conclude({ payment: payment.shown })
    if (standing === 'closed') parent.send({ type: 'failure', error: errorOf(payment.shown) })
    if (standing === 'waiting') void watch()
    if (standing === 'running') void run(() => settle(payment, tracker, stage, { redirect: 'if_required' }))
  }

  async function pay(request: ConfirmRequest): Promise<Outcome> {
    const wasShown = tracker.latest() !== undefined
    const error = wasShown ? undefined : await (loading ?? load())
    if (error !== undefined) return { error }
    const payment = tracker.latest()
    if (payment === undefined) return unknown()
    const standing = standingOf(payment.shown.status)
    const type = form.method()
    const chosen = type === undefined ? stored?.chosen() : undefined
    const isUntouched = chosen === undefined ? form.isEmpty() || form.isUnchanged() : stored?.isUnchanged()
    // Paid or closed needs no card; a challenge that waits is gone on with unless another way to pay was entered.
    if (standing !== 'open' && (standing !== 'waiting' || (type === undefined && isUntouched))) {
      return settle(payment, tracker, stage, request)
    }
    // Nobody pays what nobody saw.
    if (!wasShown) return { error: { code: 'not_ready', message: textOf('notReady') } }
    // One key for one press of the button: what is sent again after a lost answer is the same try.
    if (unanswered === undefined && type !== undefined) {
      unanswered = { method: { paymentMethod: { type }, idempotencyKey: crypto.randomUUID() }, request }
    }
    if (unanswered === undefined) {
      const entry = (chosen === undefined ? undefined : stored) ?? form
      if (!entry.check()) return invalid()
      view.showWorking(textOf('working'))
      const card = entry.card()
      // A stored card whose code nobody asks for has nothing to be encrypted.
      const tokenized = card && (await tokenize(connection.clientSecret, card))
      if (tokenized?.kind === 'invalid') {
        view.showForm()
        for (const { field, problem } of tokenized.errors) {
          if (chosen === undefined) form.showProblem(field, problem)
          else stored?.showProblem(problem)
        }
        return invalid()
      }
      if (tokenized && tokenized.kind !== 'token') return notTokenized(payment, tokenized, request)
      unanswered = { method: paidWith(chosen, tokenized?.token), request }
      entry.remember()
    }
    view.showWorking(textOf('working'))
    return send()
  }

  const paidWith = (chosen: string | undefined, token: string | undefined): PaidWith =>
    chosen === undefined
      ? { paymentMethod: { token }, savePaymentMethod: stored?.save() }
      : { paymentMethod: { stored: chosen, cvcToken: token }, idempotencyKey: crypto.randomUUID() }

  /** The shopper has approved in the wallet's own sheet, which waits for the answer. */
  async function payByWallet(token: string, type: WalletType): Promise<boolean> {
    // Something else is under way, and its outcome comes first: what the wallet gave is not used.
    if (running !== undefined || unanswered !== undefined) return false
    unanswered = { method: { paymentMethod: { token, type } }, request: { redirect: 'if_required' } }
    view.showWorking(textOf('working'))
    const outcome = await run(send)
    return 'payment' in outcome && standingOf(outcome.payment.status) === 'paid'
  }

  /** The card did not get to the vault; the payment may have moved all the same, by another tab. */
  async function notTokenized(
    before: Payment,
    tokenized: Extract<Tokenized, { kind: 'lost' | 'refused' }>,
    request: ConfirmRequest,
  ): Promise<Outcome> {
    const look = await tracker.look()
    const now = look.kind === 'value' ? standingOf(look.value.shown.status) : undefined
    if (look.kind === 'value' && now !== 'open' && look.value.shown.status !== before.shown.status) {
      return settle(look.value, tracker, stage, request)
    }
    if (tokenized.kind === 'refused') return { error: refusalError(tokenized.code, '', []) }
    return { error: { code: 'connection_lost', message: now === 'open' ? textOf('notSent') : textOf('notSentUnseen') } }
  }

  /** One at a time: a second call while one runs is the same call. */
  function run(work: () => Promise<Outcome>): Promise<Outcome> {
    if (running === undefined) watching?.abort()
    running ??= work()
      .catch((fault: unknown): Outcome => {
        // Never expected, and whatever it is, it says nothing about the payment.
        console.error('Turnpike:', fault)
        return unknown()
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

  replaceTexts(init.messages ?? {})
  const methods = methodsOf(connection, init.country ?? countryHere())
  const offered = methods.then(async (told) => {
    form.offer(told.methods.filter(({ flow }) => flow === 'REDIRECT'))
    stored = await offerStored(told.stored, connection, changed)
  })
  const dressed = dress(init.appearance)
  prefetchKeys()
  void open()
  return { confirm: (request) => run(() => pay(request)) }
}

/** Where the shopper is, by the network that the vault saw, or where their language is spoken. */
const countryHere = (): string | undefined =>
  document.body.dataset.country ?? new Intl.Locale(navigator.language).region

/** The fields say themselves what is wrong with them. */
const isFieldProblem = (outcome: Outcome): boolean =>
  'error' in outcome && outcome.error.code === 'invalid_card' && outcome.error.payment === undefined

function coverWith(parent: Parent, open: boolean): void {
  document.body.classList.toggle('preparing', open)
  if (!open) document.body.classList.remove('covering')
  parent.send({ type: 'cover', open })
}
