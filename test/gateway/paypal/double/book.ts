import { randomBytes } from 'node:crypto'
import type { BookedCharge } from '../../contract/double.ts'

export interface Amount {
  readonly currency_code: string
  readonly value: string
}

/** A sale, a hold, or a capture of a hold, as PayPal keeps it. */
export interface Charge {
  readonly id: string
  readonly orderId: string
  readonly authorizationId?: string
  readonly invoiceId: string
  readonly amount: Amount
  readonly createdAt: string
  readonly isFinal?: boolean
  readonly responseCode?: string
  status: string
}

export interface Refund {
  readonly id: string
  readonly captureId: string
  readonly invoiceId?: string
  readonly customId?: string
  readonly amount: Amount
  readonly createdAt: string
  readonly status: string
}

export interface BookedOrder {
  readonly id: string
  /** As we told it, whatever a gateway out of its mind answers later. */
  readonly paymentId: string
  readonly attemptId: string
  readonly createdAt: string
  customId: string
  amount: Amount
  intent: string
  status: string
  source?: 'card' | 'paypal'
  card?: Readonly<Record<string, unknown>>
  authentication?: Readonly<Record<string, unknown>>
  returnUrl?: string
  readonly authorizations: Charge[]
  readonly captures: Charge[]
  readonly refunds: Refund[]
}

export interface Dispute {
  readonly id: string
  readonly captureId: string
  readonly amount: Amount
  readonly notes: string[]
  readonly createdAt: string
  stage: string
  status: string
  outcome?: string
}

export interface Told {
  readonly paymentId: string
  readonly event: Readonly<Record<string, unknown>>
}

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>> | undefined
}

export const newBook = () => ({
  orders: new Map<string, BookedOrder>(),
  disputes: new Map<string, Dispute>(),
  events: [] as Told[],
  /** The first answers under a request id. Refusals are not kept: the request may be mended and sent again. */
  answers: new Map<string, Answer>(),
})
export type Book = ReturnType<typeof newBook>

const LETTERS = '0123456789ABCDEFGHJKLMNPRSTUVWXY'
/** Seventeen capitals and digits, as PayPal's are. */
export const newId = (): string => [...randomBytes(17)].map((byte) => LETTERS[byte % LETTERS.length]).join('')
export const now = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')

/** The digits without the point: enough, as every amount is written with its currency's decimals. */
export const minorOf = ({ value }: Amount): bigint => BigInt(value.replace('.', ''))
export const sumOf = (amounts: readonly Amount[]): bigint => amounts.reduce((sum, amount) => sum + minorOf(amount), 0n)

export const orderWith = (book: Book, chargeId: string): BookedOrder | undefined =>
  [...book.orders.values()].find(({ authorizations, captures }) =>
    [...authorizations, ...captures].some(({ id }) => id === chargeId),
  )

const STATUSES: Readonly<Record<string, BookedCharge['status']>> = {
  CREATED: 'held',
  VOIDED: 'released',
  DENIED: 'declined',
  DECLINED: 'declined',
}

export const chargesIn = (book: Book, paymentId: string): readonly BookedCharge[] =>
  [...book.orders.values()]
    .filter((order) => order.paymentId === paymentId && order.status !== 'CREATED')
    .map((order) => {
      const [charge] = order.authorizations.length > 0 ? order.authorizations : order.captures
      return {
        attemptId: order.attemptId,
        status: charge === undefined ? 'waiting' : (STATUSES[charge.status] ?? 'captured'),
        amountMinor: minorOf(order.amount),
        currency: order.amount.currency_code,
        capturedMinor: sumOf(order.captures.filter(({ status }) => status !== 'DECLINED').map(({ amount }) => amount)),
        refundedMinor: sumOf(order.refunds.map(({ amount }) => amount)),
      }
    })
