import { textOf } from '../texts.ts'
import { textElement } from './elements.ts'
import { tabOf } from './networks.ts'

/** The choice between a card and what is approved elsewhere, where the shop takes that. The style sheet hides the fields that it needs not. */
export interface MethodChoice {
  offer(): void
  isPaypal(): boolean
}

export function createMethodChoice(onChange: () => void): MethodChoice {
  const tabs = textElement('method-tabs')
  tabs.onchange = onChange

  return {
    isPaypal: () => tabs.querySelector('[value=PAYPAL]:checked') !== null,
    offer() {
      textElement('methods').hidden = false
      tabs.replaceChildren(tabOf('method', 'CARD', textOf('card')), tabOf('method', 'PAYPAL', 'PayPal'))
      tabs.querySelector('input')?.toggleAttribute('checked')
    },
  }
}
