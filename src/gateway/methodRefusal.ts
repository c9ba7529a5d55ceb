import { fits } from '../method/choose.ts'
import { METHODS } from '../method/registry.ts'
import type { PaymentMethodKind } from './gateway.ts'

/** Why a method cannot pay such an amount at any gateway, by the registry; undefined where it can. */
export function methodRefusal(payment: {
  readonly amountMinor: bigint
  readonly currency: string
  readonly method: PaymentMethodKind
}): string | undefined {
  const method = METHODS.get(payment.method)
  return method === undefined || fits(method, payment)
    ? undefined
    : `${method.name} does not pay in ${payment.currency}`
}
