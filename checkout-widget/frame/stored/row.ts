import type { OfFrame } from '../stored.ts'
import { make } from './elements.ts'
import type { StoredCard } from './read.ts'

/** As their owners write them. Others are shown as the api names them. */
const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  'american-express': 'American Express',
  discover: 'Discover',
  'diners-club': 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  maestro: 'Maestro',
}

const cross = (): SVGElement => {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 16 16')
  svg.setAttribute('aria-hidden', 'true')
  const path = svg.appendChild(document.createElementNS(space, 'path'))
  path.setAttribute('d', 'M4 4l8 8m0-8l-8 8')
  return svg
}

export interface Row {
  readonly place: HTMLElement
  /** What belongs to the choice stands behind it: by Tab the code comes before the button. */
  readonly tab: HTMLElement
  readonly radio: HTMLInputElement | null
  /** The shopper is asked first; back where they would rather not. */
  readonly remove: HTMLButtonElement
}

/** One stored card: to be chosen, and to be removed after a question. */
export function createRow(
  card: StoredCard,
  { tabOf, textOf }: Pick<OfFrame, 'tabOf' | 'textOf'>,
  onRemove: () => Promise<void>,
): Row {
  const { id, brand, last4, expiryMonth, expiryYear } = card
  const words = textOf('storedCard', { brand: BRANDS[brand] ?? brand, last4 })
  const tab = tabOf('stored', id, words)
  // The mark goes by the brand, and the value by the card.
  const mark = document.querySelector(`#marks [data-brand="${CSS.escape(brand)}"]`)?.cloneNode(true)
  if (mark !== undefined) tab.prepend(mark)
  const expiry = `${String(expiryMonth).padStart(2, '0')} / ${String(expiryYear).slice(-2)}`
  tab.querySelector('span')?.append(make('small', {}, textOf('storedExpiry', { expiry })))
  const remove = make('button', { type: 'button', className: 'stored-remove' }, cross())
  remove.setAttribute('aria-label', textOf('storedRemove', { which: words }))
  const row = make('div', { className: 'stored-row' }, tab, remove)
  const place = make('div', {}, row)

  remove.onclick = () => {
    const yes = make('button', { type: 'button', className: 'stored-yes' }, textOf('storedYes'))
    const no = make('button', { type: 'button', className: 'stored-no' }, textOf('cancel'))
    const question = make('p', { id: `${id}-ask` }, textOf('storedAsk', { which: words }))
    const asking = make('div', { className: 'stored-ask' }, question, yes, no)
    asking.setAttribute('role', 'group')
    asking.setAttribute('aria-labelledby', question.id)
    const back = () => {
      asking.remove()
      row.hidden = false
      remove.focus()
    }
    no.onclick = back
    asking.onkeydown = (event) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      back()
    }
    yes.onclick = () => {
      yes.disabled = true
      no.disabled = true
      void onRemove().catch(back)
    }
    row.hidden = true
    place.append(asking)
    // What cannot be undone is not what Enter does twice.
    no.focus()
  }
  return { place, tab, radio: tab.querySelector('input'), remove }
}
