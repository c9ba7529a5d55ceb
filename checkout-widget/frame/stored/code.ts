import type { Problem } from '../field/validate.ts'
import type { OfFrame } from '../stored.ts'
import { make } from './elements.ts'
import type { StoredCard } from './read.ts'

const digitsFor = ({ brand }: StoredCard): number => (brand === 'american-express' ? 4 : 3)

/** The field for the security code of the stored card that is chosen. */
export function createCode(textOf: OfFrame['textOf'], onInput: () => void) {
  const input = make('input', {
    id: 'stored-code',
    type: 'text',
    inputMode: 'numeric',
    autocomplete: 'cc-csc',
    spellcheck: false,
    required: true,
    enterKeyHint: 'done',
  })
  input.setAttribute('aria-describedby', 'stored-code-problem')
  const problem = make('p', { id: 'stored-code-problem', className: 'problem' })
  problem.setAttribute('aria-live', 'polite')
  const label = make('label', { htmlFor: input.id }, textOf('cvc'))
  const place = make(
    'div',
    { className: 'field stored-code' },
    label,
    make('div', { className: 'control' }, input),
    problem,
  )
  let card: StoredCard | undefined

  const show = (message: string) => {
    problem.textContent = message
    input.toggleAttribute('aria-invalid', message !== '')
    if (message !== '') input.setAttribute('aria-invalid', 'true')
  }
  const wrong = (): Problem | undefined => {
    const { length } = input.value
    if (card === undefined || length === digitsFor(card)) return undefined
    return length === 0 ? 'cvcMissing' : 'cvcIncomplete'
  }
  const showProblem = (name: Problem) =>
    show(textOf(name, { digits: String(card === undefined ? 3 : digitsFor(card)) }))

  input.oninput = () => {
    input.value = input.value.replace(/\D/g, '').slice(0, card === undefined ? 4 : digitsFor(card))
    if (wrong() === undefined) show('')
    onInput()
  }
  return {
    place,
    showProblem,
    value: () => input.value,
    isRight: () => wrong() === undefined,
    /** Another card has another code. */
    belongTo(chosen: StoredCard): void {
      if (card?.id !== chosen.id) {
        input.value = ''
        show('')
      }
      card = chosen
      input.maxLength = digitsFor(chosen)
      input.placeholder = '1234'.slice(0, digitsFor(chosen))
    },
    check(): boolean {
      const found = wrong()
      if (found === undefined) return true
      showProblem(found)
      input.focus()
      return false
    },
  }
}
