import { CheckoutRemoveStoredDocument } from '../../generated/graphql.ts'
import { fieldsOf } from '../../protocol/read.ts'
import type { Save } from '../pay/api.ts'
import type { OfFrame, StoredCards } from '../stored.ts'
import { element } from '../view/elements.ts'
import { createCode } from './code.ts'
import { make } from './elements.ts'
import { type Offer, readOffer, type StoredCard } from './read.ts'
import { createRow, type Row } from './row.ts'
import style from './stored.css'

const [sheet] = document.styleSheets
for (const rule of style) sheet?.insertRule(rule, sheet.cssRules.length)

/** Of the radio button for a card that is not stored yet. */
const NEW = 'new'

/** The chunk of stored cards: the list of those that the payment offers, and the box by which a new one is kept. */
export function showStored(given: unknown, ofFrame: OfFrame): StoredCards | undefined {
  const offer = readOffer(given)
  if (offer === undefined || document.getElementById('stored') !== null) return undefined
  const form = element('form', HTMLFormElement)
  const box = createBox(offer, ofFrame)
  if (box !== undefined) form.append(box.place)
  const list = createList(offer, ofFrame, form)
  return { ...list, save: () => box?.save() }
}

function createList(
  { cards: all, securityCode }: Offer,
  ofFrame: OfFrame,
  form: HTMLFormElement,
): Omit<StoredCards, 'save'> {
  const { ask, tabOf, textOf, onChange } = ofFrame
  const rows = new Map<string, Row>()
  const cards = new Map<string, StoredCard>(all.map((card) => [card.id, card]))
  const code = createCode(textOf, told)
  const lines = make('div', { className: 'stored-rows' })
  const news = make('p', { className: 'hidden-text' })
  news.setAttribute('role', 'status')
  const list = make(
    'fieldset',
    { id: 'stored', className: 'networks' },
    make('legend', {}, textOf('storedTitle')),
    lines,
    news,
  )
  let isTouched = true

  const chosen = (): StoredCard | undefined =>
    cards.get(lines.querySelector<HTMLInputElement>('input[name=stored]:checked')?.value ?? '')

  function told(): void {
    isTouched = true
    const card = chosen()
    if (card !== undefined) onChange({ brand: card.brand, empty: false, complete: !securityCode || code.isRight() })
  }

  /** Shows what belongs to the choice: a code field below the card, or the fields of a new one. */
  function follow(): void {
    const card = chosen()
    form.classList.toggle('stored-chosen', card !== undefined)
    code.place.remove()
    if (card === undefined) element('number', HTMLInputElement).dispatchEvent(new InputEvent('input'))
    else if (securityCode) {
      code.belongTo(card)
      rows.get(card.id)?.tab.after(code.place)
    }
    told()
  }

  async function remove(card: StoredCard): Promise<void> {
    const answer = await ask(CheckoutRemoveStoredDocument, { id: card.id })
    const result = answer.kind === 'value' ? fieldsOf(answer.value.removePaymentMethod) : undefined
    // Gone already is gone.
    const isGone = result?.__typename === 'RemovePaymentMethodPayload' || result?.code === 'NOT_FOUND'
    news.textContent = textOf(isGone ? 'storedGone' : 'storedStays')
    if (!isGone) throw new Error('the card could not be removed')
    const wasChosen = chosen()?.id === card.id
    rows.get(card.id)?.place.remove()
    rows.delete(card.id)
    cards.delete(card.id)
    const next = lines.querySelector<HTMLInputElement>('input[name=stored]')
    if (wasChosen && next !== null) next.checked = true
    follow()
    if (cards.size === 0) list.hidden = true
    const place =
      cards.size === 0 ? element('number', HTMLInputElement) : lines.querySelector<HTMLInputElement>('input:checked')
    place?.focus()
  }

  for (const card of all) {
    const row = createRow(card, { tabOf, textOf }, () => remove(card))
    rows.set(card.id, row)
    lines.append(row.place)
  }
  if (all.length > 0) {
    lines.append(tabOf('stored', NEW, textOf('storedNew')))
    lines.onchange = ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === 'stored') follow()
    }
    element('methods', HTMLElement).after(list)
    const [first] = rows.values()
    if (first?.radio) first.radio.checked = true
    follow()
    isTouched = false
  }

  return {
    chosen: () => chosen()?.id,
    check: () => !securityCode || code.check(),
    card() {
      const paymentMethod = chosen()?.id
      return securityCode && paymentMethod !== undefined ? { cvc: code.value(), paymentMethod } : undefined
    },
    showProblem: code.showProblem,
    remember() {
      isTouched = false
    },
    // What nobody touched was chosen by nobody.
    isUnchanged: () => !isTouched,
  }
}

/** The box is not ticked: nobody agrees by leaving something as it is. */
function createBox({ save: usage, consentTextVersion: textVersion }: Offer, { textOf }: OfFrame) {
  if (usage === undefined || textVersion === undefined) return undefined
  const tick = make('input', { type: 'checkbox', id: 'stored-save' })
  const words = textOf(usage === 'ON_SESSION' ? 'storedSave' : 'storedSaveLater')
  const place = make('label', { className: 'stored-save' }, tick, make('span', {}, words))
  let agreedAt = ''
  tick.onchange = () => {
    agreedAt = new Date().toISOString()
  }
  return {
    place,
    save: (): Save | undefined => (tick.checked ? { usage, consent: { agreedAt, textVersion } } : undefined),
  }
}
