import * as z from 'zod'
import { jsonAnswer } from '../http/answer.ts'
import type { Book } from './book.ts'
import { type CardInput, type CardVerdict, CHALLENGED, factsOf, verdictOn } from './cards.ts'
import { type Context, conflict, type Decision, refusal, replay } from './decision.ts'
import { isTransactionIdOf, newTransactionId } from './network.ts'
import { BANKS, type Bank, capturedBy, type Payment, type PaymentStatus } from './record.ts'
import { authenticated, begun } from './threeDS.ts'
import { fenceView, firstPaymentView, paymentView } from './views.ts'
import { openWallet, WALLET } from './wallet.ts'

/** How long a hold stands, as card schemes commonly allow. */
const HOLD_MS = 7 * 24 * 3_600_000

export const IDENTIFIER = z.string().regex(/^[\x21-\x7e]{1,128}$/)
export const AMOUNT = z.string().regex(/^[1-9][0-9]{0,14}$/)
/** Integers, also where a form or a template made strings of them. */
const WHOLE = z.union([z.int(), z.string().regex(/^[0-9]{1,4}$/)]).transform(Number)

const PaymentBody = z.object({
  attemptId: IDENTIFIER,
  reference: IDENTIFIER,
  amountMinor: AMOUNT,
  currency: z.string().regex(/^[A-Z]{3}$/),
  capture: z.boolean(),
  card: z
    .object({
      number: z.string().max(64),
      expiryMonth: WHOLE.refine((month) => month >= 1 && month <= 12),
      expiryYear: WHOLE.refine((year) => year >= 2000 && year <= 9999),
      cvc: z.string().max(16).optional(),
      name: z.string().max(200).optional(),
      network: z.enum(['visa', 'mastercard', 'cartes_bancaires', 'dankort']).optional(),
    })
    .optional(),
  bank: z.enum(BANKS).optional(),
  wallet: WALLET.optional(),
  returnUrl: z.url({ protocol: /^https?$/ }).max(2048),
  threeDS: z
    .object({
      challenge: z.literal('required').optional(),
      exemption: z.enum(['lowValue', 'transactionRiskAnalysis', 'recurring']).optional(),
      windowSize: z
        .string()
        .regex(/^0[1-5]$/)
        .optional(),
    })
    .default({}),
  storedCredential: z
    .object({
      use: z.enum(['first', 'subsequent']),
      initiatedBy: z.enum(['customer', 'merchant']),
      networkTransactionId: IDENTIFIER.optional(),
    })
    .optional(),
})
type ThreeDSInput = z.infer<typeof PaymentBody>['threeDS']

/** Names the field and says nothing of its value, which may be a card number. */
export function invalidField(error: z.ZodError): Decision {
  const field = error.issues[0]?.path.join('.') || 'body'
  return refusal(422, 'invalid_request', `${field} is missing or not valid`, field)
}

/** `POST /payments`: authorizes, and captures too where asked; the attempt's id makes it happen once. */
export function authorize(book: Book, body: unknown, context: Context): Decision {
  const parsed = PaymentBody.safeParse(body)
  if (!parsed.success) return invalidField(parsed.error)
  const { attemptId, reference, currency, capture, returnUrl, bank, wallet, storedCredential, threeDS } = parsed.data
  if ([parsed.data.card, bank, wallet].filter((one) => one !== undefined).length !== 1) {
    return refusal(422, 'invalid_request', 'exactly one of card, bank and wallet is needed', 'card')
  }
  const card = wallet === undefined ? parsed.data.card : openWallet(wallet)
  const fingerprint = context.fingerprint(body)
  const existing = book.payments.get(attemptId)
  if (book.fences.has(attemptId) || existing?.status === 'fenced') {
    return refusal(409, 'fenced', 'this attempt was ended and is never processed')
  }
  if (existing !== undefined) {
    return existing.fingerprint === fingerprint
      ? replay(firstPaymentView(existing, context.challengeUrl))
      : conflict(attemptId)
  }
  const stored = card === undefined ? undefined : storedCredential
  const verdict = withoutShopper(asked(verdictFor(card, bank, context.nowMs), threeDS), card?.number, stored)
  const facts = card === undefined ? undefined : factsOf(card)
  const { status, ...authentication } = outcomeOf(verdict, facts?.brand ?? 'unknown', threeDS, context)
  const amountMinor = BigInt(parsed.data.amountMinor) + (context.wrongAmount ? 1n : 0n)
  const payment: Payment = {
    id: context.newId('ch'),
    attemptId,
    reference,
    fingerprint,
    status,
    firstStatus: status,
    ...(verdict.kind === 'decline' ? { declineCode: verdict.code } : {}),
    amountMinor,
    currency,
    capture,
    ...capturedBy(status, capture, amountMinor, context.nowMs),
    voided: false,
    ...(facts === undefined ? {} : { card: facts }),
    ...(card === undefined || stored === undefined ? {} : { networkTransactionId: newTransactionId(card.number) }),
    ...(bank === undefined ? {} : { bank }),
    ...(verdict.kind === 'approve' && verdict.later !== undefined ? { later: verdict.later } : {}),
    ...authentication,
    ...(verdict.kind === 'challenge' || verdict.kind === 'three_ds' ? { challengeId: context.newId('chl') } : {}),
    returnUrl,
    captures: [],
    refunds: [],
    createdAtMs: context.nowMs,
    updatedAtMs: context.nowMs,
    expiresAtMs: context.nowMs + HOLD_MS,
  }
  return {
    changes: [{ kind: 'payment', payment }],
    answer: jsonAnswer(201, paymentView(payment, context.challengeUrl)),
  }
}

type Decided = Exclude<CardVerdict, { readonly kind: 'soft_decline' }>

/** What becomes of a card's verdict by what was asked of 3-D Secure: whoever wants a challenge gets one. */
function asked(verdict: CardVerdict, { challenge }: ThreeDSInput): Decided {
  const isWanted = challenge === 'required' && verdict.kind === 'approve'
  if (verdict.kind !== 'soft_decline') return isWanted ? CHALLENGED : verdict
  return challenge === 'required' ? CHALLENGED : { kind: 'decline', code: 'authentication_required' }
}

function verdictFor(card: CardInput | undefined, bank: Bank | undefined, nowMs: number): CardVerdict {
  if (card !== undefined) return verdictOn(card, nowMs)
  // A bank asks the shopper in any case; what a wallet gave for somebody else is good for nothing here.
  return bank === undefined ? { kind: 'decline', code: 'wallet_not_readable' } : { kind: 'challenge' }
}

/**
 * Where the merchant begins the payment nobody can answer a challenge, and the network wants to know the approval that the
 * shopper was there for.
 */
function withoutShopper(verdict: Decided, number: string | undefined, credential: StoredCredential): Decided {
  if (credential?.initiatedBy !== 'merchant') return verdict
  const { networkTransactionId } = credential
  if (number === undefined || networkTransactionId === undefined || !isTransactionIdOf(number, networkTransactionId)) {
    return { kind: 'decline', code: 'mandate_invalid' }
  }
  const asksShopper = verdict.kind === 'challenge' || verdict.kind === 'three_ds'
  return asksShopper ? { kind: 'decline', code: 'authentication_required' } : verdict
}

type StoredCredential = z.infer<typeof PaymentBody>['storedCredential']
function outcomeOf(
  verdict: Decided,
  brand: string,
  threeDS: ThreeDSInput,
  context: Context,
): Pick<Payment, 'status' | 'threeDS' | 'authentication'> {
  switch (verdict.kind) {
    case 'approve': {
      const { exemption } = threeDS
      if (verdict.transStatus !== undefined)
        return { status: 'approved', authentication: authenticated(brand, verdict.transStatus, 'FRICTIONLESS') }
      return exemption === undefined
        ? { status: 'approved' }
        : { status: 'approved', authentication: authenticated(brand, 'I', 'FRICTIONLESS', exemption) }
    }
    case 'decline':
      return verdict.transStatus === undefined
        ? { status: 'declined' }
        : { status: 'declined', authentication: authenticated(brand, verdict.transStatus, 'FRICTIONLESS') }
    case 'challenge':
      return { status: 'challenge_required' }
    case 'three_ds':
      return begun(verdict, threeDS, context)
  }
}

/** `GET /payments/{attemptId}`: the present state. */
export function lookUp(book: Book, attemptId: string, context: Context): Decision {
  const payment = book.payments.get(attemptId)
  if (payment !== undefined) return { changes: [], answer: jsonAnswer(200, paymentView(payment, context.challengeUrl)) }
  if (book.fences.has(attemptId)) return { changes: [], answer: jsonAnswer(200, fenceView(attemptId)) }
  return refusal(404, 'not_found', 'there is no such payment')
}

const WAITING: ReadonlySet<PaymentStatus> = new Set([
  'device_data_required',
  'challenge_required',
  'decoupled_required',
])

/**
 * `POST /payments/{attemptId}/fence`: ends an attempt that has not arrived or waits for its challenge. What arrives
 * later under this id is refused; what is decided already is told and left as it is.
 */
export function fence(book: Book, attemptId: string, context: Context): Decision {
  const payment = book.payments.get(attemptId)
  if (payment === undefined) {
    return {
      changes: book.fences.has(attemptId) ? [] : [{ kind: 'fence', attemptId, createdAtMs: context.nowMs }],
      answer: jsonAnswer(200, fenceView(attemptId)),
    }
  }
  if (!WAITING.has(payment.status)) return lookUp(book, attemptId, context)
  const fenced: Payment = { ...payment, status: 'fenced', updatedAtMs: context.nowMs }
  return {
    changes: [{ kind: 'payment', payment: fenced }],
    answer: jsonAnswer(200, paymentView(fenced, context.challengeUrl)),
  }
}
