import type { StoredOffer } from '../payment/event.ts'
import type { PaymentView } from '../payment/view.ts'

/** Whose stored methods the holder of the client secret may see and remove just now; undefined where there is nothing to choose. */
export function offeredNow({
  status,
  customerId,
  storedMethods,
}: Pick<PaymentView, 'status' | 'customerId' | 'storedMethods'>):
  | { readonly customerId: string; readonly offer: StoredOffer }
  | undefined {
  const isOpen = status === 'REQUIRES_PAYMENT_METHOD' || status === 'REQUIRES_ACTION'
  return isOpen && customerId !== undefined && storedMethods !== undefined
    ? { customerId, offer: storedMethods }
    : undefined
}
