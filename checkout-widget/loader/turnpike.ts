import { createCheckout } from './checkout.ts'
import { retrievePayment } from './retrieve.ts'
import type { TurnpikeFactory } from './types.ts'

/** `Turnpike`, for frames of that vault. */
export const turnpikeOf =
  (vaultOrigin: string): TurnpikeFactory =>
  (publishableKey, { locale = 'auto', messages = {} } = {}) => {
    if (!/^pk_(test|live)_\w+$/.test(publishableKey)) {
      throw new Error(
        'Turnpike: a publishable key (pk_test_… or pk_live_…) is needed. Never put a secret key in a page.',
      )
    }
    const place = { vaultOrigin, publishableKey, locale, messages }
    return {
      checkout: (options) => createCheckout(place, options),
      retrievePayment: (clientSecret) => retrievePayment(place, clientSecret),
    }
  }
