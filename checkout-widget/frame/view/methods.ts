import type { PaymentMethodType } from '../../generated/graphql.ts'
import type { Method } from '../pay/api.ts'
import { textOf } from '../texts.ts'
import { textElement } from './elements.ts'
import { tabOf } from './networks.ts'

/** The choice between a card and what is approved elsewhere, where the shop takes that. The style sheet hides the fields that it needs not. */
export interface MethodChoice {
  offer(methods: readonly Method[]): void
  /** What is chosen in the place of a card. */
  chosen(): PaymentMethodType | undefined
}

export function createMethodChoice(onChange: () => void): MethodChoice {
  const tabs = textElement('method-tabs')
  let offered: readonly Method[] = []
  tabs.onchange = onChange

  return {
    chosen() {
      const value = tabs.querySelector<HTMLInputElement>(':checked')?.value
      return offered.find(({ type }) => type === value)?.type
    },
    offer(methods) {
      offered = methods
      if (methods.length === 0) return
      textElement('methods').hidden = false
      tabs.replaceChildren(
        tabOf('method', 'CARD', textOf('card')),
        ...methods.map(({ type, name }) => tabOf('method', type, name)),
      )
      tabs.querySelector('input')?.toggleAttribute('checked')
    },
  }
}
