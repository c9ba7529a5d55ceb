import type { MethodId } from '../../method/registry.ts'

/** The payment sources of Orders v2, without `giropay` and `sofort`, which are no more, and what is no method, `token`. */
export const PAYPAL_METHODS: readonly MethodId[] = [
  'apple_pay',
  'bancontact',
  'blik',
  'card',
  'eps',
  'google_pay',
  'ideal',
  'mybank',
  'p24',
  'paypal',
  'trustly',
  'venmo',
]
