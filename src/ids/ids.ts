import { createHash } from 'node:crypto'
import { base32 } from './base32.ts'

export type Mode = 'TEST' | 'LIVE'

/** The one cell there is today. The character stands in every id, so that a second cell needs no migration. */
export const CELL = '0'

const CHILD_PREFIXES = { att: 'attempt', cap: 'capture', ref: 'refund', dsp: 'dispute', evt: 'event' } as const
const PREFIX_OF = { attempt: 'att', capture: 'cap', refund: 'ref', dispute: 'dsp', event: 'evt' } as const

export type ChildKind = keyof typeof PREFIX_OF

/** What an id says: the payment it leads to and, for a child, its kind and number within that payment (from 1). */
export type ParsedId =
  | { readonly kind: 'payment'; readonly paymentId: string }
  | { readonly kind: ChildKind; readonly paymentId: string; readonly number: number }

/**
 * The payment's id: `pay_`, the cell, and base32 of SHA-256 over merchant, mode and the caller's key. The key finds its
 * object without a look-up, so a key can never be forgotten and never makes a second payment. A key is printable ASCII,
 * so the separator cannot occur inside a part.
 */
export const paymentIdFor = (merchantId: string, mode: Mode, idempotencyKey: string): string =>
  `pay_${CELL}${base32(createHash('sha256').update([merchantId, mode, idempotencyKey].join('\u0000')).digest())}`

const PAYMENT = /^pay_(0[a-z2-7]{52})$/
const CHILD = /^(att|cap|ref|dsp|evt)_(0[a-z2-7]{52})_([1-9][0-9]{0,8})$/
/** Longer than any id; a longer text is refused before a pattern looks at it. */
const LONGEST_ID = 80

/** The id of a payment's n-th attempt, capture, refund, dispute or event: `ref_<the payment's part>_<n>`. */
export const childId = (kind: ChildKind, paymentId: string, number: number): string =>
  `${PREFIX_OF[kind]}_${paymentId.slice('pay_'.length)}_${number}`

export function parseId(text: string): ParsedId | undefined {
  if (text.length > LONGEST_ID) return undefined
  if (PAYMENT.test(text)) return { kind: 'payment', paymentId: text }
  const [, prefix, part, number] = CHILD.exec(text) ?? []
  if (prefix === undefined || part === undefined || number === undefined) return undefined
  return {
    kind: CHILD_PREFIXES[prefix as keyof typeof CHILD_PREFIXES],
    paymentId: `pay_${part}`,
    number: Number(number),
  }
}

export const isPaymentId = (text: string): boolean => parseId(text)?.kind === 'payment'
