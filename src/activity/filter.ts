import type { PaymentEventType } from '../payment/event.ts'
import type { Activity } from './contract.ts'

/** What a feed is narrowed by: all given fields have to hold. */
export interface ActivityFilter {
  readonly types?: readonly PaymentEventType[]
  readonly paymentId?: string
  /** The payment's reference, exactly. */
  readonly reference?: string
  /** A gateway account by its id or name. */
  readonly gateway?: string
}

/**
 * Whether an event belongs into the narrowed feed. Names of accounts are the merchant's own; what is no name is an id, or
 * nothing that exists, which finds nothing.
 */
export function matcherOf(
  { types, paymentId, reference, gateway }: ActivityFilter,
  accounts: readonly { readonly id: string; readonly name: string }[],
): (activity: Activity) => boolean {
  const accountId = accounts.find(({ name }) => name === gateway)?.id ?? gateway
  const isWanted = types && new Set(types)
  return (activity) =>
    (isWanted === undefined || isWanted.has(activity.event.type)) &&
    (paymentId === undefined || activity.paymentId === paymentId) &&
    (reference === undefined || activity.reference === reference) &&
    (accountId === undefined || activity.accountId === accountId)
}
