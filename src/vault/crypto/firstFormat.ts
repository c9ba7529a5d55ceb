import type { Card } from '../card/card.ts'
import type { KeyEncryptionKeys } from '../env.ts'
import { cardContext, type SealedCard, type TokenOwner } from './envelope.ts'
import { unseal } from './seal.ts'

/** A wrapped data key: nonce, key and tag. */
const WRAPPED_KEY_BYTES = 12 + 32 + 16

/** True where a row names a version of KEY_ENCRYPTION_KEYS: it is from before merchants had data keys of their own. */
export const isFirstFormat = (keyVersion: string): boolean => /^[0-9]{1,6}$/.test(keyVersion)

/**
 * Opens a row of the first format, which is no longer written: the card under a random data key, that under the
 * key-encryption key that the row names, both together under the token's key.
 */
export function openFirstFormat(
  { keyVersion, sealed }: SealedCard,
  owner: TokenOwner,
  tokenKey: Uint8Array,
  keys: KeyEncryptionKeys,
): Card | undefined {
  const keyEncryptionKey = keys.keys.get(keyVersion)
  if (keyEncryptionKey === undefined) return undefined
  const row = unseal(tokenKey, sealed, cardContext('row', owner, keyVersion))
  if (row === undefined) return undefined
  const wrapped = row.subarray(0, WRAPPED_KEY_BYTES)
  const dataKey = unseal(keyEncryptionKey, wrapped, cardContext('data_key', owner, keyVersion))
  if (dataKey === undefined) return undefined
  const card = unseal(dataKey, row.subarray(WRAPPED_KEY_BYTES), cardContext('card', owner, keyVersion))
  return card === undefined ? undefined : (JSON.parse(new TextDecoder().decode(card)) as Card)
}
