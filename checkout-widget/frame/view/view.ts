import type { CheckoutError, MoneyShown, PaymentShown } from '../../protocol/messages.ts'
import { standingOf } from '../pay/payment.ts'
import { offerTestCards } from '../testCards.ts'
import { textOf } from '../texts.ts'
import { element, textElement } from './elements.ts'

/** What the frame shows besides the fields. Everything goes in as text; nothing of it is ever read as HTML. */
export interface View {
  showPayment(payment: PaymentShown, locale: string): void
  /** The fields, with a banner where there is something to say. */
  showForm(banner?: { readonly text: string; readonly tone: 'error' | 'note' }): void
  showWorking(text: string): void
  showEnd(payment: PaymentShown, error?: CheckoutError): void
  showTrouble(text: string, onRetry: (() => void) | undefined): void
}

export function createView(): View {
  const { body } = document
  const form = element('form', HTMLFormElement)
  const working = textElement('working')
  const end = textElement('end')
  const banner = textElement('banner')
  const retry = element('retry', HTMLButtonElement)

  const only = (shown: 'form' | 'working' | 'end') => {
    body.classList.remove('loading')
    working.hidden = shown !== 'working'
    end.hidden = shown !== 'end'
    form.inert = shown !== 'form'
    body.classList.toggle('busy', shown === 'working')
    body.classList.toggle('ended', shown === 'end')
    body.classList.remove('failed')
    retry.hidden = true
    textElement('secured').hidden = shown === 'end'
  }
  const tell = (text: string, tone: 'error' | 'note') => {
    // An alert is read out when its text changes, also when the same card is declined twice.
    banner.textContent = ''
    banner.textContent = text
    banner.classList.toggle('shown', text !== '')
    banner.classList.toggle('note', tone === 'note')
  }

  return {
    showPayment({ amount, description, mode }, locale) {
      textElement('amount').textContent = formatMoney(amount, locale)
      textElement('description').textContent = description ?? ''
      offerTestCards(mode)
    },
    showForm(note) {
      only('form')
      tell(note?.text ?? '', note?.tone ?? 'error')
    },
    showWorking(text) {
      only('working')
      tell('', 'note')
      textElement('working-text').textContent = text
    },
    showTrouble(text, onRetry) {
      only('working')
      body.classList.add('failed')
      textElement('working-text').textContent = text
      retry.hidden = onRetry === undefined
      retry.onclick = onRetry ?? null
    },
    showEnd(payment, error) {
      only('end')
      tell('', 'note')
      const isPaid = standingOf(payment.status) === 'paid'
      body.classList.toggle('paid', isPaid)
      body.classList.toggle('closed', !isPaid)
      const card = payment.card === undefined ? '' : `${brandName(payment.card.brand)} •••• ${payment.card.last4}`
      textElement('end-title').textContent = textOf(isPaid ? 'paid' : 'closed')
      textElement('end-text').textContent = isPaid ? card : (error?.message ?? '')
    },
  }
}

const NAMES: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  'american-express': 'American Express',
  discover: 'Discover',
  'diners-club': 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  maestro: 'Maestro',
}
const brandName = (brand: string): string => NAMES[brand] ?? textOf('card')

/** As the shopper's language writes it, with exactly the decimals that the api printed: those are ISO 4217's. */
export function formatMoney({ amount, currency }: MoneyShown, locale: string): string {
  const decimals = amount.split('.')[1]?.length ?? 0
  try {
    return new Intl.NumberFormat(locale === 'auto' ? undefined : locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }).format(amount as Intl.StringNumericLiteral)
  } catch {
    return `${amount} ${currency}`
  }
}
