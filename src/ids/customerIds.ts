import { createHash } from 'node:crypto'
import { base32 } from './base32.ts'
import { CELL, type Mode } from './ids.ts'

/** As of a payment: the caller's key finds the customer without a look-up. Another word in front, so that no key finds both. */
export const customerIdFor = (merchantId: string, mode: Mode, idempotencyKey: string): string =>
  `cus_${CELL}${base32(createHash('sha256').update(['customer', merchantId, mode, idempotencyKey].join('\u0000')).digest())}`

const CUSTOMER = /^cus_0[a-z2-7]{52}$/
const METHOD = /^pm_(0[a-z2-7]{52})_[a-z2-7]{26}$/
/** Longer than either; a longer text is refused before a pattern looks at it. */
const LONGEST_ID = 90

export const isCustomerId = (text: string): boolean => text.length <= LONGEST_ID && CUSTOMER.test(text)

/** What of a token's id is in a method's: the facts of its card and 110 bits of its hash, without the shard. */
const TOKEN_PART = 'tok_0b0'.length

/** A token's card at a customer: the same token there is the same method. */
export const methodIdFor = (customerId: string, tokenId: string): string =>
  `pm_${customerId.slice('cus_'.length)}_${tokenId.slice(TOKEN_PART)}`

/** The customer that a method belongs to; undefined where the text is no method's id. */
export function customerOfMethod(methodId: string): string | undefined {
  const part = methodId.length > LONGEST_ID ? undefined : METHOD.exec(methodId)?.[1]
  return part === undefined ? undefined : `cus_${part}`
}
