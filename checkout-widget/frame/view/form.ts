import type { Change } from '../../protocol/messages.ts'
import type { EnteredCard } from '../encryptCard.ts'
import { brandOf, longestCvc } from '../field/brand.ts'
import { digitsOf, expiryDigits, formatExpiry, formatNumber, reshape } from '../field/format.ts'
import { cardOf, type Entered, FIELDS, type FieldName, type Problem, problemOf } from '../field/validate.ts'
import { textOf } from '../texts.ts'
import { element, textElement } from './elements.ts'
import { createMethodChoice, type MethodChoice } from './methods.ts'
import { createNetworkChoice } from './networks.ts'

export interface CardForm {
  /** The card of fields that have no problem. */
  card(): EnteredCard
  isEmpty(): boolean
  /** Shows what is wrong, puts the caret into the first such field, and tells whether all is right. */
  check(): boolean
  showProblem(field: FieldName, problem: Problem): void
  /** Notes what stands in the fields as what was sent. */
  remember(): void
  /** Nothing was changed since it was sent. */
  isUnchanged(): boolean
  /** Shows the choice between a card and these. */
  readonly offer: MethodChoice['offer']
  /** What is chosen in the place of a card. */
  readonly method: MethodChoice['chosen']
}

const SHAPES: Readonly<
  Record<'number' | 'expiry' | 'cvc', readonly [(text: string) => string, (digits: string) => string]>
> = {
  number: [digitsOf, formatNumber],
  expiry: [expiryDigits, formatExpiry],
  cvc: [digitsOf, (digits) => digits.slice(0, 4)],
}

export function createForm(onChange: (change: Change) => void): CardForm {
  const inputs = Object.fromEntries(FIELDS.map((name) => [name, element(name, HTMLInputElement)])) as Record<
    FieldName,
    HTMLInputElement
  >
  const marks = [...document.querySelectorAll('#marks .mark')]
  const networks = createNetworkChoice()
  const methods = createMethodChoice(changed)
  let sent: string | undefined
  const before: Record<FieldName, string> = { number: '', expiry: '', cvc: '', name: '' }

  const entered = (): Entered => ({
    number: inputs.number.value,
    expiry: inputs.expiry.value,
    cvc: inputs.cvc.value,
    name: inputs.name.value,
  })

  const show = (field: FieldName, message: string) => {
    const input = inputs[field]
    textElement(`${field}-problem`).textContent = message
    if (message === '') input.removeAttribute('aria-invalid')
    else input.setAttribute('aria-invalid', 'true')
  }
  const judge = (field: FieldName): string => {
    const problem = problemOf(field, entered(), new Date())
    return problem === undefined ? '' : problemText(problem)
  }
  const problemText = (problem: Problem): string =>
    textOf(problem, { digits: String(longestCvc(brandOf(digitsOf(inputs.number.value)))) })
  const isShown = (field: FieldName) => inputs[field].hasAttribute('aria-invalid')

  function shape(field: FieldName, event: Event): void {
    const input = inputs[field]
    if (field !== 'name') {
      const [read, format] = SHAPES[field]
      const isDeletion = event instanceof InputEvent && event.inputType === 'deleteContentBackward'
      const caret = input.selectionStart ?? input.value.length
      const shaped = reshape({ text: input.value, caret }, before[field], isDeletion, read, format)
      if (shaped.text !== input.value) {
        input.value = shaped.text
        if (document.activeElement === input) input.setSelectionRange(shaped.caret, shaped.caret)
      }
      before[field] = shaped.text
    }
  }

  function showBrand(): string {
    const digits = digitsOf(inputs.number.value)
    const brand = brandOf(digits)
    networks.show(digits)
    const known = marks.some((mark) => mark.getAttribute('data-brand') === brand.name) ? brand.name : 'unknown'
    for (const mark of marks) mark.classList.toggle('shown', mark.getAttribute('data-brand') === known)
    inputs.cvc.maxLength = longestCvc(brand)
    inputs.cvc.placeholder = '1234'.slice(0, brand.cvcLengths[0])
    return brand.name
  }

  function changed(): void {
    const brand = showBrand()
    const now = entered()
    const needsCard = methods.chosen() === undefined
    onChange({
      brand,
      empty: needsCard && FIELDS.every((field) => now[field] === ''),
      complete: !needsCard || FIELDS.every((field) => problemOf(field, now, new Date()) === undefined),
    })
  }

  for (const field of FIELDS) {
    const input = inputs[field]
    input.addEventListener('input', (event) => {
      shape(field, event)
      // A shown problem goes as soon as it is mended, and a new one waits until the field is left.
      if (isShown(field) && judge(field) === '') show(field, '')
      // How long the code is goes by the card's brand.
      if (field === 'number' && isShown('cvc') && judge('cvc') === '') show('cvc', '')
      changed()
    })
    input.addEventListener('blur', () => {
      // An empty field that was only passed through is not scolded; confirming finds it.
      const message = input.value === '' && !isShown(field) ? '' : judge(field)
      show(field, message)
    })
  }
  element('form', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault())
  showBrand()

  const stateNow = () => JSON.stringify([entered(), networks.chosen()])
  const card = (): EnteredCard => {
    const network = networks.chosen()
    return { ...cardOf(entered()), ...(network === undefined ? {} : { network }) }
  }

  return {
    card,
    isEmpty: () => FIELDS.every((field) => inputs[field].value === ''),
    check() {
      const wrong = FIELDS.filter((field) => {
        const message = judge(field)
        show(field, message)
        return message !== ''
      })
      const [first] = wrong
      if (first === undefined) return true
      inputs[first].focus()
      return false
    },
    showProblem: (field, problem) => show(field, problemText(problem)),
    remember() {
      sent = stateNow()
    },
    isUnchanged: () => sent === stateNow(),
    offer: methods.offer,
    method: methods.chosen,
  }
}
