import type { Mode } from '../../ids/ids.ts'
import type { EnteredCode } from '../card/parseCode.ts'
import type { Kept } from '../card/wallet.ts'
import { contentKey, type SealContext, seal, unseal } from './seal.ts'

/** Whose card it is; authenticated in every layer. */
export interface TokenOwner {
  readonly tokenId: string
  readonly merchantId: string
  readonly mode: Mode
}

/** A merchant's data key, opened. */
export interface DataKey {
  /** As rows name it. */
  readonly name: string
  readonly key: Uint8Array
}

/** What the shard keeps of a card: bytes, and the name of the data key inside. */
export interface SealedCard {
  readonly keyVersion: string
  readonly sealed: Uint8Array
}

/**
 * Two layers over a third. The card under a key derived from the merchant's data key; that under the key that travels in
 * the token, so that neither our storage nor our secrets open a card without the token; and the data key, elsewhere, under
 * a key-encryption key.
 */
export function sealCard(
  card: Kept | EnteredCode,
  owner: TokenOwner,
  tokenKey: Uint8Array,
  { name, key }: DataKey,
): SealedCard {
  const context = cardContext('card', owner, name)
  const box = seal(contentKey(key, context), new TextEncoder().encode(JSON.stringify(card)), context)
  return { keyVersion: name, sealed: seal(tokenKey, box, cardContext('row', owner, name)) }
}

/** The card, or undefined where a key is wrong or anything of the row was changed or moved. */
export function openCard(
  { keyVersion, sealed }: SealedCard,
  owner: TokenOwner,
  tokenKey: Uint8Array,
  { key }: DataKey,
): Kept | undefined {
  const box = unseal(tokenKey, sealed, cardContext('row', owner, keyVersion))
  if (box === undefined) return undefined
  const context = cardContext('card', owner, keyVersion)
  const card = unseal(contentKey(key, context), box, context)
  return card === undefined ? undefined : (JSON.parse(new TextDecoder().decode(card)) as Kept)
}

export const cardContext = (
  purpose: SealContext['purpose'],
  { tokenId, merchantId, mode }: TokenOwner,
  keyVersion: string,
): SealContext => ({ purpose, id: tokenId, merchantId, mode, keyVersion })
