import type { Mode } from '../../ids/ids.ts'
import type { Identity } from '../contract.ts'

/** A token's row. Without `sealed` it is a tombstone: the card is gone, the id is remembered against replay. */
export interface TokenRow {
  readonly tokenId: string
  readonly credentialId: string
  readonly merchantId: string
  readonly mode: Mode
  /** The one payment a client secret made it for. */
  readonly boundPaymentId: string | null
  readonly claimedPaymentId: string | null
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly keyVersion: string
  /** Proves the token's key without opening the row; null only in rows from before it was kept, which nobody can claim. */
  readonly keyHash: Uint8Array | null
  readonly sealed: Uint8Array | null
}

export type NewTokenRow = Omit<TokenRow, 'claimedPaymentId' | 'expiresAtMs' | 'keyHash' | 'sealed'> & {
  readonly keyHash: Uint8Array
  readonly sealed: Uint8Array
  /** What kind of credential brought it. */
  readonly callerKind: Identity['kind']
}

export interface TokenClaim {
  readonly tokenId: string
  readonly paymentId: string
  /** The gateway account that gets the card. */
  readonly accountId: string
  readonly merchantId: string
  readonly mode: Mode
  /** Of the key in the token that the caller holds. */
  readonly keyHash: Uint8Array
}

export type PutResult = { readonly kind: 'kept'; readonly expiresAtMs: number } | { readonly kind: 'replayed' }

export type ClaimRefusal = 'expired' | 'foreign' | 'claimed' | 'unknown'

export type ClaimResult =
  | { readonly kind: 'claimed'; readonly keyVersion: string; readonly sealed: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: ClaimRefusal }
