import type { HeardMessage, MoneyShown, TokenOutcome, TokenShown } from '../protocol/messages.ts'
import { dress } from './look.ts'
import type { Parent } from './parent.ts'
import { refusalError } from './pay/confirm.ts'
import { prefetchKeys, tokenize } from './pay/tokenize.ts'
import { offerTestCards } from './testCards.ts'
import { replaceTexts, textOf } from './texts.ts'
import { textElement } from './view/elements.ts'
import { createForm } from './view/form.ts'
import { invalid } from './view/invalid.ts'
import { formatMoney, type View } from './view/view.ts'

export interface Collection {
  tokenize(): Promise<TokenOutcome>
  /** The fields were emptied: even the same card, typed again, is another try and gets a token of its own. */
  forget(): void
}

/** The vault keeps a token for 15 minutes; a shop's server needs some of them. */
const REUSE_MS = 10 * 60_000

/** The card alone, for a form of the shop's: no payment is known here, the shop's server makes it with the token. */
export function openCollection(
  { locale, appearance, messages, amount }: Extract<HeardMessage, { type: 'collect' }>,
  publishableKey: string,
  parent: Parent,
  view: View,
): Collection {
  const form = createForm((change) => parent.send({ type: 'change', change }))
  let running: Promise<TokenOutcome> | undefined
  let made: { readonly shown: TokenShown; readonly untilMs: number } | undefined

  /**
   * An unchanged card is the same token, and a token pays once: a form that is sent twice cannot charge twice, whatever
   * the shop's server makes of it.
   */
  async function make(): Promise<TokenOutcome> {
    if (!form.check()) return invalid()
    if (made !== undefined && form.isUnchanged() && Date.now() < made.untilMs) return made.shown
    view.showWorking(textOf('working'))
    const tokenized = await tokenize(publishableKey, form.card())
    view.showForm()
    switch (tokenized.kind) {
      case 'token': {
        const { kind: _, ...shown } = tokenized
        made = { shown, untilMs: Date.now() + REUSE_MS }
        form.remember()
        return shown
      }
      case 'invalid':
        for (const { field, problem } of tokenized.errors) form.showProblem(field, problem)
        return invalid()
      case 'refused':
        return failed(refusalError(tokenized.code, '', []))
      case 'lost':
        return failed({ code: 'connection_lost', message: textOf('notSent') })
    }
  }

  function failed(error: Extract<TokenOutcome, { readonly error: unknown }>['error']): TokenOutcome {
    view.showForm({ text: error.message, tone: 'error' })
    return { error }
  }

  replaceTexts(messages ?? {})
  showAmount(amount, locale, publishableKey)
  prefetchKeys()
  void dress(appearance).then(() => {
    view.showForm()
    parent.send({ type: 'ready' })
  })
  return {
    tokenize() {
      running ??= make()
        .catch((fault: unknown) => {
          // Never expected; without a token nothing can have been charged.
          console.error('Turnpike:', fault)
          return failed({ code: 'connection_lost', message: textOf('notSent') })
        })
        .finally(() => {
          running = undefined
        })
      return running
    },
    forget() {
      made = undefined
    },
  }
}

function showAmount(amount: MoneyShown | undefined, locale: string, publishableKey: string): void {
  const isTest = publishableKey.startsWith('pk_test_')
  // Without an amount the line is there for the badge of test mode alone.
  textElement('summary').hidden = amount === undefined && !isTest
  textElement('total').hidden = amount === undefined
  textElement('amount').textContent = amount === undefined ? '' : formatMoney(amount, locale)
  offerTestCards(isTest ? 'TEST' : 'LIVE')
}
