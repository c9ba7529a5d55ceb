import type { PaymentShown } from '../../protocol/messages.ts'
import { brandOf } from '../field/brand.ts'
import { element } from './elements.ts'

/** Far enough ahead to be right for years; gateways' test cards take any. */
const EXPIRY = '12 / 34'
const NAME = 'Ada Lovelace'

const STEPS = new Map([
  ['ArrowDown', 1],
  ['ArrowUp', -1],
])

/**
 * The badge of test mode, and the list of cards behind it. The vault leaves both out of the document for a live key, and the
 * api says what mode the payment is in; the page is not asked. The list opens by the badge, or by the arrow key
 * in the empty number, as a list of suggestions does: the way by Tab from field to field stays the shopper's own.
 */
export function showTestCards(mode: PaymentShown['mode']): void {
  const place = document.getElementById('test')
  if (place === null || mode !== 'TEST' || !place.hidden) return
  place.hidden = false
  const badge = element('test-mode', HTMLButtonElement)
  const list = element('test-cards', HTMLElement)
  const number = element('number', HTMLInputElement)
  const cards = [...list.querySelectorAll('button')]

  const show = (open: boolean) => {
    list.hidden = !open
    badge.setAttribute('aria-expanded', String(open))
    if (open) cards[0]?.focus()
  }
  badge.onclick = () => show(list.hidden !== false)
  addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !place.contains(target)) show(false)
  })
  place.addEventListener('keydown', (event) => {
    const step = STEPS.get(event.key)
    if (event.key === 'Escape' || event.key === 'Tab') {
      show(false)
      number.focus()
    } else if (step !== undefined) {
      const at = cards.findIndex((card) => card.matches(':focus'))
      cards[(at + step + cards.length) % cards.length]?.focus()
    } else return
    event.preventDefault()
  })
  number.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' || number.value !== '') return
    event.preventDefault()
    show(true)
  })
  for (const card of cards) {
    const mark = document.querySelector(`#marks [data-brand="${brandOf(card.dataset.number ?? '').name}"]`)
    if (mark !== null) card.prepend(mark.cloneNode(true))
    card.onclick = () => {
      const digits = card.dataset.number ?? ''
      fill('number', digits)
      fill('expiry', EXPIRY)
      fill('cvc', digits.length === 15 ? '1234' : '123')
      fill('name', NAME)
      show(false)
      number.focus()
    }
  }
}

/** As if it were typed: the form shapes it, judges it and tells of the change. */
function fill(field: string, text: string): void {
  const input = element(field, HTMLInputElement)
  input.value = text
  input.dispatchEvent(new InputEvent('input', { inputType: 'insertReplacementText' }))
}
