import { timingSafeEqual } from 'node:crypto'
import type { Mode } from '../../ids/ids.ts'
import type { ClaimRefusal } from '../shard/row.ts'

/** A stored card's row. `staged` waits for its payment's approval and opens for nobody. */
export interface StoredRow {
  readonly id: string
  readonly merchantId: string
  readonly mode: Mode
  readonly status: 'staged' | 'kept'
  readonly createdAtMs: number
  readonly keyVersion: string
  /** Proves the row's key without opening it. */
  readonly keyHash: Uint8Array
  readonly sealed: Uint8Array
}

export interface StoredClaim {
  readonly id: string
  readonly paymentId: string
  /** The gateway account that gets the card. */
  readonly accountId: string
  readonly merchantId: string
  readonly mode: Mode
  readonly keyHash: Uint8Array
}

export type StoredOpening =
  | { readonly kind: 'open'; readonly row: StoredRow }
  | { readonly kind: 'refused'; readonly reason: ClaimRefusal }

/** The key is judged first: an id is no secret, and whoever has no more than that learns nothing. Then whose it is. */
export function decideOpening(row: StoredRow | undefined, claim: StoredClaim): StoredOpening {
  if (row === undefined || row.status === 'staged' || !provesKey(row, claim.keyHash)) {
    return { kind: 'refused', reason: 'unknown' }
  }
  const isOwned = row.merchantId === claim.merchantId && row.mode === claim.mode
  return isOwned ? { kind: 'open', row } : { kind: 'refused', reason: 'foreign' }
}

export const provesKey = ({ keyHash }: Pick<StoredRow, 'keyHash'>, given: Uint8Array): boolean =>
  keyHash.length === given.length && timingSafeEqual(keyHash, given)
