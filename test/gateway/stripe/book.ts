import { randomBytes } from 'node:crypto'
import type { BookedCharge } from '../contract/double.ts'
import { fixtureOf } from './reference.ts'

export type Json = Record<string, unknown>

export interface BookedIntent {
  readonly id: string
  /** As they were told when it was created; a fault may show others. */
  readonly paymentId: string
  readonly attemptId: string
  amount: number
  currency: string
  metadata: Json
  status: string
  captureMethod: string
  received: number
  refunded: number
  method?: BookedMethod
  chargeId?: string
  error?: Json
  returnUrl?: string
}

export interface BookedMethod {
  readonly id: string
  readonly number: string
  readonly card: Json
  readonly name?: string
}

export interface Book {
  readonly intents: Map<string, BookedIntent>
  readonly methods: Map<string, BookedMethod>
  readonly refunds: Map<string, Json>
  readonly disputes: Map<string, Json>
  /** Under an idempotency key: what was asked and what was answered. */
  readonly answers: Map<string, { readonly request: string; readonly status: number; readonly body: string }>
  readonly events: { readonly paymentId: string; readonly event: Json }[]
}

export const newBook = (): Book => ({
  intents: new Map(),
  methods: new Map(),
  refunds: new Map(),
  disputes: new Map(),
  answers: new Map(),
  events: [],
})

export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`
export const nowSeconds = (): number => Math.floor(Date.now() / 1000)

/** A hold lasts seven days, as Visa's do for payments without the card at hand. */
const HOLD_SECONDS = 7 * 24 * 3600

/** The intent as Stripe shows it: its example, with everything that the book knows. */
export function showIntent(intent: BookedIntent, origin: string, isExpanded: boolean): Json {
  const isWaiting = intent.status === 'requires_action'
  return {
    ...fixtureOf('payment_intent'),
    id: intent.id,
    amount: intent.amount,
    currency: intent.currency,
    amount_capturable: intent.status === 'requires_capture' ? intent.amount : 0,
    amount_received: intent.received,
    automatic_payment_methods: null,
    canceled_at: intent.status === 'canceled' ? nowSeconds() : null,
    capture_method: intent.captureMethod,
    client_secret: `${intent.id}_secret_x`,
    last_payment_error: intent.error ?? null,
    latest_charge: (isExpanded && intent.chargeId !== undefined ? showCharge(intent) : intent.chargeId) ?? null,
    metadata: intent.metadata,
    next_action: isWaiting
      ? {
          type: 'redirect_to_url',
          redirect_to_url: { url: `${origin}/3ds/${intent.id}`, return_url: intent.returnUrl ?? null },
        }
      : null,
    payment_method: intent.error === undefined ? (intent.method?.id ?? null) : null,
    processing: null,
    shipping: null,
    status: intent.status,
    transfer_data: null,
  }
}

export function showCharge(intent: BookedIntent): Json {
  const fixture = fixtureOf('charge')
  const details = fixture.payment_method_details as { card: Json }
  const isHeld = intent.status === 'requires_capture'
  return {
    ...fixture,
    id: intent.chargeId,
    amount: intent.amount,
    amount_captured: intent.received,
    amount_refunded: intent.refunded,
    captured: intent.received > 0,
    currency: intent.currency,
    payment_intent: intent.id,
    payment_method: intent.method?.id ?? null,
    payment_method_details: {
      type: 'card',
      card: {
        ...details.card,
        ...intent.method?.card,
        ...(isHeld ? { capture_before: nowSeconds() + HOLD_SECONDS } : {}),
      },
    },
    refunded: intent.refunded > 0 && intent.refunded === intent.received,
    shipping: null,
    source: null,
    status: intent.error === undefined ? 'succeeded' : 'failed',
    transfer_data: null,
  }
}

export function showMethod({ id, card, name }: BookedMethod): Json {
  const fixture = fixtureOf('payment_method')
  return {
    ...fixture,
    id,
    billing_details: { ...(fixture.billing_details as Json), name: name ?? null },
    card: { ...(fixture.card as Json), ...card, generated_from: null, wallet: null },
    metadata: {},
  }
}

export function chargesIn(book: Book, paymentId: string): readonly BookedCharge[] {
  const confirmed = [...book.intents.values()].filter(
    (intent) => intent.paymentId === paymentId && intent.method !== undefined,
  )
  return confirmed.map((intent) => ({
    attemptId: intent.attemptId,
    status: statusOf(intent),
    amountMinor: BigInt(intent.amount),
    currency: intent.currency.toUpperCase(),
    capturedMinor: BigInt(intent.received),
    refundedMinor: BigInt(intent.refunded),
  }))
}

function statusOf({ status }: BookedIntent): BookedCharge['status'] {
  switch (status) {
    case 'succeeded':
      return 'captured'
    case 'requires_capture':
      return 'held'
    case 'canceled':
      return 'released'
    case 'requires_action':
      return 'waiting'
    default:
      return 'declined'
  }
}

/** Tells of what happened, with the object as it is now. */
export function tell(book: Book, paymentId: string, type: string, object: Json): void {
  const event = {
    ...fixtureOf('event'),
    id: newId('evt'),
    api_version: '2026-10-28.endive',
    created: nowSeconds(),
    data: { object },
    type,
  }
  book.events.push({ paymentId, event })
}
