import type { WebhookContent } from '../check/evidence.ts'

interface Amount {
  readonly amount: string
  readonly currency: string
}

interface Body {
  readonly data: {
    readonly seq: number
    readonly type: string
    readonly data: { readonly amount?: { readonly minorUnits: string } } | null
    readonly payment: {
      readonly id: string
      readonly status: string
      readonly amount: Amount
      readonly amountCaptured: Amount
      readonly amountRefunded: Amount
    }
  }
}

/** What the drills' endpoint asks for: the event, and where the payment's money is just after it. */
export const SELECTION = `{ id type seq data
  payment { id status amount { amount currency } amountCaptured { amount } amountRefunded { amount } } }`

/** What a delivery says; undefined where it is none that holds what was selected. */
export function contentOf(body: string): WebhookContent | undefined {
  try {
    const { seq, type, data, payment } = (JSON.parse(body) as Body).data
    const eventMinor = data?.amount?.minorUnits
    return {
      paymentId: payment.id,
      seq,
      type,
      status: payment.status,
      amountMinor: minorOf(payment.amount),
      currency: payment.amount.currency,
      capturedMinor: minorOf(payment.amountCaptured),
      refundedMinor: minorOf(payment.amountRefunded),
      ...(eventMinor === undefined ? {} : { eventMinor: Number(eventMinor) }),
    }
  } catch {
    return undefined
  }
}

/** The drills pay in euros alone. */
const minorOf = ({ amount }: Pick<Amount, 'amount'>): number => Math.round(Number(amount) * 100)
