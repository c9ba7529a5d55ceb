import { NETWORK_NAMES, type Network, networksOf } from '../field/networks.ts'
import { textElement } from './elements.ts'

/** The choice between a card's two networks. Nothing is chosen beforehand: without a choice the acquirer's rules hold. */
export interface NetworkChoice {
  /** Shows the choice that these digits give, or none. */
  show(digits: string): void
  chosen(): Network | undefined
}

export function createNetworkChoice(): NetworkChoice {
  const place = textElement('networks')
  const tabs = textElement('network-tabs')
  let shown: readonly Network[] = []

  return {
    show(digits) {
      const networks = networksOf(digits)
      if (networks.join() === shown.join()) return
      shown = networks
      place.hidden = networks.length === 0
      tabs.replaceChildren(...networks.map((network) => tabOf('network', network, NETWORK_NAMES[network])))
    },
    chosen: () => {
      const value = tabs.querySelector<HTMLInputElement>('input:checked')?.value
      return shown.find((network) => network === value)
    },
  }
}

/** One radio button as a tab, with the mark of its value where there is one. */
export function tabOf(group: string, value: string, text: string): HTMLElement {
  const tab = document.createElement('label')
  const radio = document.createElement('input')
  radio.type = 'radio'
  radio.name = group
  radio.value = value
  const name = document.createElement('span')
  name.textContent = text
  const mark = document.querySelector(`.mark[data-brand="${value}"]`)?.cloneNode(true)
  tab.className = 'tab'
  tab.append(...(mark === undefined ? [] : [mark]), name, radio)
  return tab
}
