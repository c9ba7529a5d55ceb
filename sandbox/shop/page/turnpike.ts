import type { TurnpikeFactory } from '../../../checkout-widget/loader/types.ts'

const { publishableKey = '', apiOrigin = '' } = document.documentElement.dataset

export { apiOrigin }

export function openTurnpike(): ReturnType<TurnpikeFactory> {
  if (window.Turnpike === undefined) throw new Error('The payment form could not be loaded. Reload the page.')
  return window.Turnpike(publishableKey, { locale: 'en' })
}
