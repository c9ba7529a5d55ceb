import type { ActivityOwner } from '../../activity/contract.ts'
import type { PaymentService } from '../../payment/contract.ts'
import { open, seal } from '../../payment/seal.ts'
import type { Answer, Attempt } from './contract.ts'
import type { DeliveryRow } from './store.ts'

/** A body is JSON and never begins like this. */
const SEALED = 'sealed '

/**
 * What deliveries carried may tell of a shopper, and what receivers answered may repeat it: both are kept sealed with a key
 * that the payment's object makes from its own and forgets with that. Made-up events are nobody's, and are kept as they are.
 */
export const sealedText = (key: Uint8Array, paymentId: string, text: string): string =>
  SEALED + seal(key, paymentId, text)

/** The text, or undefined where its key is gone. */
export function openedText(key: Uint8Array | undefined, paymentId: string, kept: string): string | undefined {
  if (!kept.startsWith(SEALED)) return kept
  if (key === undefined) return undefined
  try {
    return open<string>(key, paymentId, kept.slice(SEALED.length))
  } catch {
    // Another key than it was sealed with: the payment was erased since.
    return undefined
  }
}

export const isSealed = (kept: string): boolean => kept.startsWith(SEALED)

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
export async function openedDelivery(
  row: DeliveryRow,
  attempts: readonly Attempt[],
  keyOf: BodyKeys,
): Promise<{ readonly row: DeliveryRow; readonly attempts: readonly Attempt[] }> {
  const { payment_id: paymentId, body } = row
  const texts = [body, ...attempts.map(({ answer }) => answer?.body)]
  if (!texts.some((text) => typeof text === 'string' && isSealed(text))) return { row, attempts }
  const key = await keyOf(paymentId)
  return {
    row: { ...row, body: body === null ? null : (openedText(key, paymentId, body) ?? null) },
    attempts: attempts.map((attempt) =>
      attempt.answer === undefined ? attempt : { ...attempt, answer: openedAnswer(key, paymentId, attempt.answer) },
    ),
  }
}
