import { failureOf } from '../../failure/failure.ts'
import type { Send } from '../forward.ts'
import type { AttemptRequest, CaptureRequest, DisputeResponseRequest, RefundRequest } from '../gateway.ts'
import type { OperationOutcome } from '../outcome.ts'
import { unansweredOutcome } from '../unanswered.ts'
import { readAnswer } from './answers.ts'
import { adyenAmount } from './currency.ts'
import { accountCall } from './request.ts'
import { ModificationShape } from './shapes.ts'

/** Captures are asynchronous: `received` is no more than that, and the CAPTURE webhook tells the end. */
export function capture(send: Send, request: CaptureRequest): Promise<OperationOutcome> {
  const { captureId, captureAmountMinor } = request
  return operate(send, request, { verb: 'captures', id: captureId, key: captureId, amountMinor: captureAmountMinor })
}

/** Only where the whole authorization is still a mere hold; the CANCELLATION webhook tells the end. */
export const voidHold = (send: Send, request: AttemptRequest): Promise<OperationOutcome> =>
  modify(send, request, { verb: 'cancels', id: request.attemptId, key: voidKeyOf(request) })

/** The REFUND webhook tells the end, and REFUND_FAILED or REFUNDED_REVERSED may take it back weeks later. */
export function refund(send: Send, request: RefundRequest): Promise<OperationOutcome> {
  const { refundId, refundAmountMinor } = request
  return operate(send, request, { verb: 'refunds', id: refundId, key: refundId, amountMinor: refundAmountMinor })
}

/** A void goes by the attempt's id, whose plain form is the key of the authorization. One that was refused is another request. */
const voidKeyOf = ({ attemptId, repetition = 0 }: AttemptRequest): string =>
  `${attemptId}_v${repetition === 0 ? '' : repetition + 1}`

/** Adyen keeps idempotency keys for seven days at least ("API idempotency"); an hour and more are for clocks. */
const KEY_LIFETIME_MS = (7 * 24 - 2) * 3_600_000

const isKeyForgotten = ({ askedAtMs }: { readonly askedAtMs?: number }): boolean =>
  askedAtMs !== undefined && Date.now() - askedAtMs >= KEY_LIFETIME_MS

const FORGOTTEN: OperationOutcome = { kind: 'unknown', reason: 'Adyen may have forgotten the request by now' }

interface Modification {
  readonly verb: 'captures' | 'cancels' | 'refunds'
  /** Our reference of it. */
  readonly id: string
  /** Its idempotency key. */
  readonly key: string
  readonly amountMinor?: bigint
}

/** Sent again under a key that Adyen has forgotten, it would be carried out a second time. */
const operate = async (
  send: Send,
  request: CaptureRequest | RefundRequest,
  modification: Modification,
): Promise<OperationOutcome> => (isKeyForgotten(request) ? FORGOTTEN : modify(send, request, modification))

async function modify(
  send: Send,
  { gatewayReference, currency }: AttemptRequest,
  { verb, id, key, amountMinor }: Modification,
): Promise<OperationOutcome> {
  if (gatewayReference === undefined)
    return { kind: 'not_sent', reason: 'Adyen’s reference of the payment is not known' }
  const amount = amountMinor === undefined ? undefined : adyenAmount(amountMinor, currency)
  if (amountMinor !== undefined && amount === undefined) {
    return { kind: 'declined', failure: failureOf('amount_precision_invalid', currency) }
  }
  const path = `/payments/${encodeURIComponent(gatewayReference)}/${verb}`
  const body = { reference: id, ...(amount === undefined ? {} : { amount }) }
  const answer = await send(accountCall(path, body, key))
  if (answer.kind !== 'answered') return unansweredOutcome(answer)
  const reading = readAnswer(answer, ModificationShape)
  switch (reading.kind) {
    case 'object': {
      const { pspReference, paymentPspReference, reference = id, amount: told = amount } = reading.value
      const isAmount = told?.value === amount?.value && told?.currency === amount?.currency
      const isOurs = paymentPspReference === gatewayReference && reference === id && isAmount
      return isOurs
        ? { kind: 'pending', gatewayReference: pspReference }
        : { kind: 'unknown', reason: 'the answer is about something else' }
    }
    case 'refused':
      return reading.outcome
    case 'unknown':
      return reading
  }
}

/**
 * Disputes are answered through Adyen's Disputes API, which is on a host of its own (ca-live.adyen.com), beside the one
 * that this account's base URL names. It is said at once, so that the merchant still has the time to do it by hand.
 */
export async function respondToDispute(_send: Send, _request: DisputeResponseRequest): Promise<OperationOutcome> {
  return {
    kind: 'declined',
    failure: failureOf('operation_not_supported', 'respond in the Customer Area, under Disputes'),
  }
}
