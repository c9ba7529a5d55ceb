import type { Mode } from '../ids/ids.ts'
import type { PaymentService } from '../payment/contract.ts'
import type { PaymentView } from '../payment/view.ts'

/** A payment, and whose it is: its object answers nobody else. */
export interface AskedPayment {
  readonly id: string
  readonly merchantId: string
  readonly mode: Mode
}

/** Each is a call to an object of its own. */
export const MOST_ASKED_PAYMENTS = 100

/**
 * Payments as their objects have them, in the shape of the read model: what is sealed stays out, so that no shopper's
 * data leaves for maintenance. Null where there is none.
 */
export async function readPayments(
  payment: (paymentId: string) => Pick<PaymentService, 'read'>,
  asked: readonly AskedPayment[],
): Promise<readonly (PaymentView | null)[]> {
  if (asked.length > MOST_ASKED_PAYMENTS) throw new RangeError(`ask for at most ${MOST_ASKED_PAYMENTS} payments`)
  return Promise.all(
    asked.map(async ({ id, merchantId, mode }) => {
      const view = await payment(id).read({ kind: 'secret', merchantId, mode })
      return view && withoutOpened(view)
    }),
  )
}

function withoutOpened({ details: _details, refunds, disputes, ...view }: PaymentView): PaymentView {
  return {
    ...view,
    refunds: refunds.map(({ reason: _reason, ...refund }) => refund),
    disputes: disputes.map(({ evidence: _evidence, ...dispute }) => dispute),
  }
}
