import type * as z from 'zod'
import { failureOf } from '../../failure/failure.ts'
import type { GatewayRequest, Send } from '../forward.ts'
import {
  type AttemptRequest,
  type AuthorizeRequest,
  type DisputeResponseRequest,
  type Gateway,
  isRedirectMethod,
  PAYMENT_METHODS,
  type PaymentMethodKind,
  type StoredCredential,
} from '../gateway.ts'
import { methodRefusal } from '../methodRefusal.ts'
import type { AuthorizeOutcome, Lookup, OperationOutcome } from '../outcome.ts'
import { completionOf } from '../threeDSMessages.ts'
import { unansweredOutcome } from '../unanswered.ts'
import { outcomeOf, type Reading, readAnswer, refusedOutcome } from './answers.ts'
import { SANDBOX_KIND } from './kind.ts'
import { CaptureShape, DisputeShape, PaymentShape, RefundShape } from './shapes.ts'
import { wishOf } from './threeDS.ts'
import { readWebhook } from './webhook.ts'

/** The sandbox's two acquirers: one-call sales, several captures, look-ups and fences by the attempt's id. */
export const sandboxGateway: Gateway = {
  kind: SANDBOX_KIND,
  capabilities: {
    oneCallSale: true,
    multipleCaptures: true,
    methods: PAYMENT_METHODS.filter((method) => method !== 'paypal'),
  },
  refusalOf: methodRefusal,
  resolveAuthorization: ['query', 'fence'],
  authorize,
  complete,
  query,
  fence,
  capture: (send, request) => {
    const { attemptId, captureId, captureAmountMinor, final } = request
    const body = { captureId, amountMinor: captureAmountMinor.toString(), final }
    return operate(send, post(`${pathOf(attemptId)}/captures`, body), CaptureShape, (made) =>
      made.captureId === captureId && made.attemptId === attemptId
        ? { kind: 'approved', gatewayReference: made.id, amountMinor: made.amountMinor, currency: made.currency }
        : ABOUT_ANOTHER,
    )
  },
  void: (send, { attemptId }) =>
    operate(send, post(`${pathOf(attemptId)}/void`, {}), PaymentShape, (payment) =>
      payment.attemptId === attemptId && payment.status === 'approved' && payment.voided
        ? { kind: 'approved', gatewayReference: payment.id }
        : ABOUT_ANOTHER,
    ),
  refund: (send, request) => {
    const { attemptId, refundId, refundAmountMinor } = request
    const body = { refundId, amountMinor: refundAmountMinor.toString() }
    return operate(send, post(`${pathOf(attemptId)}/refunds`, body), RefundShape, (made) =>
      made.refundId === refundId && made.attemptId === attemptId ? refundOutcome(made) : ABOUT_ANOTHER,
    )
  },
  respondToDispute,
  readWebhook,
  probe,
}

const ABOUT_ANOTHER: OperationOutcome = { kind: 'unknown', reason: 'the answer is about something else' }

/** The acquirers have the vault's own names. */
const NETWORK_NAMES = {
  visa: 'visa',
  mastercard: 'mastercard',
  cartes_bancaires: 'cartes_bancaires',
  dankort: 'dankort',
}

function paidWith(method: PaymentMethodKind): object {
  if (method === 'card') return { card: {} }
  return isRedirectMethod(method) ? { bank: method } : { wallet: { type: method } }
}

/** What the vault puts into it. */
function fieldsOf(method: PaymentMethodKind): Pick<GatewayRequest, 'cardFields' | 'walletFields' | 'networkNames'> {
  if (method === 'card') return CARD_FIELDS
  return isRedirectMethod(method) ? {} : { walletFields: [[['wallet', 'payload'], 'text']] }
}

const CARD_FIELDS = {
  cardFields: [
    [['card', 'number'], 'number'],
    [['card', 'expiryMonth'], 'expiryMonth'],
    [['card', 'expiryYear'], 'expiryYear'],
    [['card', 'cvc'], 'cvc'],
    [['card', 'name'], 'name'],
    [['card', 'network'], 'network'],
  ],
  networkNames: NETWORK_NAMES,
} as const

const pathOf = (attemptId: string): string => `/payments/${encodeURIComponent(attemptId)}`
const post = (path: string, body: unknown): GatewayRequest => ({ method: 'POST', path, body })

async function authorize(send: Send, request: AuthorizeRequest): Promise<AuthorizeOutcome> {
  const { attemptId, paymentId, amountMinor, currency, capture, returnUrl, method, credential } = request
  const threeDS = wishOf(request)
  const answer = await send({
    ...post('/payments', {
      attemptId,
      reference: paymentId,
      amountMinor: amountMinor.toString(),
      currency,
      capture,
      returnUrl,
      ...(threeDS === undefined ? {} : { threeDS }),
      ...paidWith(method),
      ...(credential === undefined ? {} : { storedCredential: storedCredentialOf(credential) }),
    }),
    ...fieldsOf(method),
  })
  if (answer.kind !== 'answered') return unansweredOutcome(answer)
  const reading = readAnswer(answer, PaymentShape)
  switch (reading.kind) {
    case 'object':
      return outcomeOf(reading.value, request)
    case 'refused':
      return refusedOutcome(reading.status, reading.code)
    case 'unknown':
      return reading
  }
}

const storedCredentialOf = ({ use, initiatedBy, networkTransactionId }: StoredCredential) => ({
  use: use === 'FIRST' ? 'first' : 'subsequent',
  initiatedBy: initiatedBy === 'MERCHANT' ? 'merchant' : 'customer',
  ...(networkTransactionId === undefined ? {} : { networkTransactionId }),
})

/** A look-up that was refused or not even sent says nothing about the attempt: only the attempt's picture does. */
async function read(send: Send, request: GatewayRequest): Promise<Reading<z.infer<typeof PaymentShape>>> {
  const answer = await send(request)
  return answer.kind === 'answered'
    ? readAnswer(answer, PaymentShape)
    : { kind: 'unknown', reason: 'reason' in answer ? answer.reason : 'no answer' }
}

async function query(send: Send, request: AttemptRequest): Promise<Lookup<AuthorizeOutcome>> {
  const reading = await read(send, { method: 'GET', path: pathOf(request.attemptId) })
  switch (reading.kind) {
    case 'object':
      return outcomeOf(reading.value, request)
    case 'refused':
      return reading.status === 404 && reading.code === 'not_found'
        ? { kind: 'not_found' }
        : { kind: 'unknown', reason: reading.code }
    case 'unknown':
      return reading
  }
}

/**
 * What the shopper's browser brought of the device is handed on; of a challenge the acquirer itself knows how it went, so
 * that nothing a browser says is believed.
 */
async function complete(
  send: Send,
  request: AttemptRequest,
  returned: Readonly<Record<string, string>>,
): Promise<AuthorizeOutcome> {
  const threeDSCompInd = completionOf(returned)
  if (request.step?.kind !== 'device_data' || threeDSCompInd === undefined) return settled(await query(send, request))
  const reading = await read(send, post(`${pathOf(request.attemptId)}/authentication`, { threeDSCompInd }))
  if (reading.kind === 'refused') return { kind: 'unknown', reason: reading.code }
  return reading.kind === 'unknown' ? reading : outcomeOf(reading.value, request)
}

const settled = (lookup: Lookup<AuthorizeOutcome>): AuthorizeOutcome =>
  lookup.kind === 'not_found' ? { kind: 'unknown', reason: 'the gateway does not know the attempt' } : lookup

async function fence(send: Send, request: AttemptRequest): Promise<AuthorizeOutcome> {
  const reading = await read(send, post(`${pathOf(request.attemptId)}/fence`, {}))
  if (reading.kind === 'refused') return { kind: 'unknown', reason: reading.code }
  if (reading.kind === 'unknown') return reading
  const outcome = outcomeOf(reading.value, request)
  return outcome.kind === 'action_required' ? { kind: 'unknown', reason: 'the attempt still waits' } : outcome
}

async function operate<Shape extends z.ZodType>(
  send: Send,
  request: GatewayRequest,
  shape: Shape,
  outcome: (value: z.infer<Shape>) => OperationOutcome,
): Promise<OperationOutcome> {
  const answer = await send(request)
  if (answer.kind !== 'answered') return unansweredOutcome(answer)
  const reading = readAnswer(answer, shape)
  switch (reading.kind) {
    case 'object':
      return outcome(reading.value)
    case 'refused':
      return refusedOutcome(reading.status, reading.code)
    case 'unknown':
      return reading
  }
}

function refundOutcome(refund: z.infer<typeof RefundShape>): OperationOutcome {
  switch (refund.status) {
    case 'succeeded':
      return {
        kind: 'approved',
        gatewayReference: refund.id,
        amountMinor: refund.amountMinor,
        currency: refund.currency,
      }
    case 'pending':
      return { kind: 'pending', gatewayReference: refund.id }
    case 'failed':
      return {
        kind: 'declined',
        failure: failureOf('refund_failed', refund.failureCode ?? undefined),
        gatewayReference: refund.id,
      }
  }
}

function respondToDispute(send: Send, request: DisputeResponseRequest): Promise<OperationOutcome> {
  const { disputeReference, responseId, response } = request
  const path = `/disputes/${encodeURIComponent(disputeReference)}`
  const call =
    response.kind === 'accept'
      ? post(`${path}/accept`, { responseId })
      : post(`${path}/evidence`, { responseId, evidence: response.evidence })
  return operate(send, call, DisputeShape, (dispute) =>
    dispute.id === disputeReference ? { kind: 'approved', gatewayReference: dispute.id } : ABOUT_ANOTHER,
  )
}

/** Asks for a payment that there never was: only an acquirer that works and knows us says that there is none. */
async function probe(send: Send): Promise<'up' | 'down'> {
  const lookup = await read(send, { method: 'GET', path: pathOf('att_probe') })
  return lookup.kind === 'refused' && lookup.code === 'not_found' ? 'up' : 'down'
}
