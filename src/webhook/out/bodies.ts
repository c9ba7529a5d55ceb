import type { ActivityOwner } from '../../activity/contract.ts'
import type { PaymentService } from '../../payment/contract.ts'
import { isSealed, openedText, sealedText } from '../../payment/seal.ts'
import type { Answer, Attempt, Delivery } from './contract.ts'
import type { DeliveryRow } from './rows.ts'
import { deliveryView } from './view.ts'

/**
 * What deliveries carried may tell of a shopper, and what receivers answered may repeat it: both are kept sealed with a key
 * that the payment's object makes from its own and forgets with that. Made-up events are nobody's, and are kept as they are.
 */
export const sealedAnswer = (key: Uint8Array | undefined, paymentId: string, answer: Answer): Answer =>
  key === undefined || answer.body === undefined || answer.body === ''
    ? answer
    : { ...answer, body: sealedText(key, paymentId, answer.body) }

function openedAnswer(key: Uint8Array | undefined, paymentId: string, answer: Answer): Answer {
  const { body, ...rest } = answer
  const opened = body === undefined ? undefined : openedText(key, paymentId, body)
  return opened === undefined ? rest : { ...rest, body: opened }
}

export type BodyKeys = (paymentId: string) => Promise<Uint8Array | undefined>

/** Asks each payment once. */
export function bodyKeys(
  payment: (paymentId: string) => Pick<PaymentService, 'readEvents'>,
  owner: ActivityOwner,
  endpointId: string,
): BodyKeys {
  const asked = new Map<string, Promise<Uint8Array | undefined>>()
  const { merchantId, mode } = owner
  const caller = { kind: 'secret', merchantId, mode, credentialId: endpointId } as const
  return (paymentId) => {
    const known = asked.get(paymentId)
    if (known !== undefined) return known
    const asking = payment(paymentId)
      .readEvents(caller, Number.MAX_SAFE_INTEGER, 0, false)
      .then((page) => page?.bodyKey)
    asked.set(paymentId, asking)
    return asking
  }
}

/** A delivery with its attempts as those who may read them see them. */
export async function shownDelivery(
  endpointId: string,
  row: DeliveryRow,
  attempts: readonly Attempt[],
  keyOf: BodyKeys,
): Promise<Delivery> {
  const { payment_id: paymentId, body } = row
  const texts = [body, ...attempts.map(({ answer }) => answer?.body)]
  if (!texts.some((text) => typeof text === 'string' && isSealed(text))) return deliveryView(endpointId, row, attempts)
  const key = await keyOf(paymentId)
  const opened = attempts.map((attempt) =>
    attempt.answer === undefined ? attempt : { ...attempt, answer: openedAnswer(key, paymentId, attempt.answer) },
  )
  const openedBody = body === null ? null : (openedText(key, paymentId, body) ?? null)
  return deliveryView(endpointId, { ...row, body: openedBody }, opened)
}
