import { randomBytes } from 'node:crypto'
import type { Mode } from '../../ids/ids.ts'
import type { Card } from '../card/card.ts'
import type { EnteredCode } from '../card/parseCode.ts'
import type { KeyEncryptionKeys } from '../env.ts'
import { type SealContext, seal, unseal } from './seal.ts'

/** Whose card it is; authenticated in every layer. */
export interface TokenOwner {
  readonly tokenId: string
  readonly merchantId: string
  readonly mode: Mode
}

/** What the shard keeps of a card: bytes, and the version of the key-encryption key that wraps the data key inside. */
export interface SealedCard {
  readonly keyVersion: string
  readonly sealed: Uint8Array
}

const DATA_KEY_BYTES = 32
/** A wrapped data key: nonce, key and tag. */
const WRAPPED_KEY_BYTES = 12 + DATA_KEY_BYTES + 16

/**
 * Three layers. The card under a random data key; that key under the current key-encryption key; both together under
 * the key that travels in the token, so that neither our storage nor our secrets open a card without the token.
 */
export function sealCard(
  card: Card | EnteredCode,
  owner: TokenOwner,
  tokenKey: Uint8Array,
  keys: KeyEncryptionKeys,
): SealedCard {
  const keyVersion = keys.current
  const dataKey = new Uint8Array(randomBytes(DATA_KEY_BYTES))
  const plaintext = new TextEncoder().encode(JSON.stringify(card))
  const cardBox = seal(dataKey, plaintext, contextOf('card', owner, keyVersion))
  const wrapped = seal(dataKeyKey(keys, keyVersion), dataKey, contextOf('data_key', owner, keyVersion))
  const row = new Uint8Array(Buffer.concat([wrapped, cardBox]))
  return { keyVersion, sealed: seal(tokenKey, row, contextOf('row', owner, keyVersion)) }
}

/** The card, or undefined where the token's key is wrong or anything of the row was changed or moved. */
export function openCard(
  { keyVersion, sealed }: SealedCard,
  owner: TokenOwner,
  tokenKey: Uint8Array,
  keys: KeyEncryptionKeys,
): Card | undefined {
  const keyEncryptionKey = keys.keys.get(keyVersion)
  if (keyEncryptionKey === undefined) return undefined
  const row = unseal(tokenKey, sealed, contextOf('row', owner, keyVersion))
  if (row === undefined) return undefined
  const wrapped = row.subarray(0, WRAPPED_KEY_BYTES)
  const dataKey = unseal(keyEncryptionKey, wrapped, contextOf('data_key', owner, keyVersion))
  if (dataKey === undefined) return undefined
  const card = unseal(dataKey, row.subarray(WRAPPED_KEY_BYTES), contextOf('card', owner, keyVersion))
  return card === undefined ? undefined : (JSON.parse(new TextDecoder().decode(card)) as Card)
}

function dataKeyKey(keys: KeyEncryptionKeys, version: string): Uint8Array {
  const key = keys.keys.get(version)
  if (key === undefined) throw new Error(`no key-encryption key of version ${version}`)
  return key
}

const contextOf = (
  purpose: SealContext['purpose'],
  { tokenId, merchantId, mode }: TokenOwner,
  keyVersion: string,
): SealContext => ({ purpose, id: tokenId, merchantId, mode, keyVersion })
