import type { TurnpikeFactory } from '../../../checkout-widget/loader/types.ts'

/** What the vault's checkout.js puts on the page. */
declare global {
  interface Window {
    Turnpike?: TurnpikeFactory
  }
}

const { publishableKey = '', apiOrigin = '' } = document.documentElement.dataset

export { apiOrigin }

export function openTurnpike(): ReturnType<TurnpikeFactory> {
  if (window.Turnpike === undefined) throw new Error('The payment form could not be loaded. Reload the page.')
  return window.Turnpike(publishableKey, { locale: 'en' })
}
