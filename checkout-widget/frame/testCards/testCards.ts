import type { TextName } from '../locale/en.ts'
import type { OfFrame } from '../testCards.ts'
import { element } from '../view/elements.ts'
import style from './testCards.css'

/** Far enough ahead to be right for years; gateways' test cards take any. */
const EXPIRY = '12 / 34'
const NAME = 'Ada Lovelace'

/** Terms of 3-D Secure are the same in every language. */
const CARDS: readonly (readonly [digits: string, text: TextName, term?: string])[] = [
  ['4242424242424242', 'testApproved'],
  ['4000000000003220', 'testChallenge'],
  ['4000000000000002', 'testDeclined'],
  ['4000000000009995', 'testFunds'],
  ['378282246310005', 'testApproved'],
  ['4000002500001001', 'testNetworks'],
  ['4000000000003055', 'testApproved', '3DS frictionless'],
  ['4000000000003105', 'testApproved', '3DS attempted'],
  ['4000000000003113', 'testDeclined', '3DS rejected'],
  ['4000000000003121', 'testApproved', '3DS device data'],
  ['4000000000003139', 'testChallenge', '3DS device data'],
  ['4000000000003154', 'testChallenge', '3DS decoupled'],
  ['4000000000003170', 'testChallenge', '3DS step-up'],
  ['4000000000003188', 'testChallenge', '3DS time-out'],
]

const STEPS = new Map([
  ['ArrowDown', 1],
  ['ArrowUp', -1],
])

/**
 * The badge of test mode, and the list of cards behind it. The list opens by the badge, or by the arrow key
 * in the empty number, as a list of suggestions does: the way by Tab from field to field stays the shopper's own.
 */
export function showTestCards({ brandOf, formatNumber, textOf }: OfFrame): void {
  if (document.getElementById('test') !== null) return
  const [sheet] = document.styleSheets
  for (const rule of style) sheet?.insertRule(rule, sheet.cssRules.length)
  const number = element('number', HTMLInputElement)

  const badge = make('button', { id: 'test-mode', type: 'button', className: 'badge', tabIndex: -1 }, textOf('test'))
  badge.setAttribute('aria-expanded', 'false')
  badge.setAttribute('aria-controls', 'test-cards')
  const title = make('p', { id: 'test-title', className: 'test-title' }, textOf('testCards'))
  const cards = CARDS.map(([digits, text, term]) => {
    const card = make('button', { type: 'button', tabIndex: -1 })
    card.dataset.number = digits
    const mark = document.querySelector(`#marks [data-brand="${brandOf(digits).name}"]`)?.cloneNode(true)
    const shown = make('span', { className: 'digits' }, formatNumber(digits))
    card.append(
      ...(mark === undefined ? [] : [mark]),
      shown,
      ' ',
      make('span', {}, [textOf(text), term].filter(Boolean).join(' · ')),
    )
    card.onclick = () => {
      fill('number', digits)
      fill('expiry', EXPIRY)
      fill('cvc', digits.length === 15 ? '1234' : '123')
      fill('name', NAME)
      show(false)
      number.focus()
    }
    return card
  })
  const lines = make('ul', {})
  lines.setAttribute('aria-labelledby', 'test-title')
  for (const card of cards) lines.appendChild(make('li', {})).append(card)
  const list = make('div', { id: 'test-cards', className: 'test-cards', hidden: true })
  list.append(title, lines)
  const place = make('div', { id: 'test', className: 'test' })
  place.append(badge, list)
  element('amount', HTMLElement).before(place)

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
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
  text = '',
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(text)
  return made
}

/** As if it were typed: the form shapes it, judges it and tells of the change. */
function fill(field: string, text: string): void {
  const input = element(field, HTMLInputElement)
  input.value = text
  input.dispatchEvent(new InputEvent('input', { inputType: 'insertReplacementText' }))
}
