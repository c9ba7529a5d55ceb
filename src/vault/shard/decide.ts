import { timingSafeEqual } from 'node:crypto'
import type { SpendCommand } from '../contract.ts'
import type { ClaimRefusal, NewTokenRow, TokenClaim, TokenRow } from './row.ts'

const MINUTE_MS = 60_000
/** A shopper's payment is through or given up by then; the card is deleted. */
export const TOKEN_LIFETIME_MS = 15 * MINUTE_MS
/** A reload or a lost answer may send the same blob again for this long. */
export const REPLAY_WINDOW_MS = 10 * MINUTE_MS
/** How long the id of a deleted card is remembered, so that a recorded blob does not become a token again. */
export const TOMBSTONE_LIFETIME_MS = 24 * 60 * MINUTE_MS

export type PutDecision = 'insert' | 'same' | 'replayed'

/** What to do with a blob's token: new, the same one again to the same caller for a while, or refused for good. */
export function decidePut(existing: TokenRow | undefined, row: Omit<NewTokenRow, 'callerKind'>): PutDecision {
  if (existing === undefined) return 'insert'
  const sameCaller =
    existing.credentialId === row.credentialId &&
    existing.merchantId === row.merchantId &&
    existing.mode === row.mode &&
    existing.boundPaymentId === row.boundPaymentId &&
    provesKey(existing, row.keyHash)
  const fresh = row.createdAtMs <= existing.createdAtMs + REPLAY_WINDOW_MS
  return sameCaller && fresh && existing.sealed !== null ? 'same' : 'replayed'
}

export type ClaimDecision =
  | { readonly kind: 'open'; readonly firstClaim: boolean; readonly sealed: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: ClaimRefusal }

/**
 * The key is judged first, then ownership: an id is no secret, so whoever has no more than that learns nothing and changes
 * nothing, and nobody learns anything of another's token but that it is not theirs.
 */
export function decideClaim(
  row: TokenRow | undefined,
  claim: Omit<TokenClaim, 'accountId'>,
  spent: boolean,
  nowMs: number,
): ClaimDecision {
  if (row === undefined || !provesKey(row, claim.keyHash)) return { kind: 'refused', reason: 'unknown' }
  const owned = row.merchantId === claim.merchantId && row.mode === claim.mode
  const bound = row.boundPaymentId === null || row.boundPaymentId === claim.paymentId
  if (!owned || !bound) return { kind: 'refused', reason: 'foreign' }
  const free = row.claimedPaymentId === null || row.claimedPaymentId === claim.paymentId
  if (!free) return { kind: 'refused', reason: 'claimed' }
  if (nowMs >= row.expiresAtMs) return { kind: 'refused', reason: 'expired' }
  // A spent token has done its work for the payment that claimed it.
  if (spent || row.sealed === null) return { kind: 'refused', reason: 'claimed' }
  return { kind: 'open', firstClaim: row.claimedPaymentId === null, sealed: row.sealed }
}

/** Only the payment that claimed the token can have used it up. */
export const maySpend = (row: TokenRow | undefined, { paymentId, merchantId, mode }: SpendCommand): boolean =>
  row !== undefined &&
  row.sealed !== null &&
  row.claimedPaymentId === paymentId &&
  row.merchantId === merchantId &&
  row.mode === mode

const provesKey = ({ keyHash }: TokenRow, given: Uint8Array): boolean =>
  keyHash !== null && keyHash.length === given.length && timingSafeEqual(keyHash, given)
