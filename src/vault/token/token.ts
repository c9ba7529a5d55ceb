import { createHash, createHmac } from 'node:crypto'
import { base32, fromBase32 } from '../../ids/base32.ts'
import { CELL } from '../../ids/ids.ts'
import { TOKEN_PATTERN, tokenIdOf } from '../contract.ts'

/**
 * 32 shards today: the first of the two shard characters is fixed, the second comes from the id. Freeing the first one
 * makes 1024; tokens live for minutes, so no row ever has to move.
 */
const FIRST_SHARD_CHARACTER = 'a'
const ID_CHARACTERS = 26

export interface Token {
  readonly id: string
  /** Opens the row; it travels in the token and is stored nowhere. */
  readonly key: Uint8Array
  /** The whole string, for the one who made it. */
  readonly text: string
}

/** The token of an encrypted card: the same blob is the same token, without the key being kept anywhere. */
export function tokenFor(jwe: string, tokenSecret: Uint8Array): Token {
  const name = base32(createHash('sha256').update('id\u0000').update(jwe).digest())
  const key = new Uint8Array(createHmac('sha256', tokenSecret).update('key\u0000').update(jwe).digest())
  const id = `tok_${CELL}${FIRST_SHARD_CHARACTER}${name.slice(0, 1 + ID_CHARACTERS)}`
  return { id, key, text: `${id}_${base32(key)}` }
}

/** What the shard keeps to know the key again. The key has 256 random bits, so nothing is found out from its hash. */
export const keyHashOf = ({ id, key }: Pick<Token, 'id' | 'key'>): Uint8Array =>
  new Uint8Array(createHash('sha256').update('token_key\u0000').update(id).update('\u0000').update(key).digest())

export function parseToken(text: string): Token | undefined {
  const id = tokenIdOf(text)
  const key = id === undefined ? undefined : fromBase32(TOKEN_PATTERN.exec(text)?.[2] ?? '')
  return id === undefined || key === undefined ? undefined : { id, key, text }
}

const TOKEN_ID_PATTERN = /^tok_(0[a-z2-7]{2})[a-z2-7]{26}$/

/** The shard object's name, or undefined where the text is no token's id. */
export function shardNameOf(tokenId: string): string | undefined {
  const shard = tokenId.length > 64 ? undefined : TOKEN_ID_PATTERN.exec(tokenId)?.[1]
  return shard === undefined ? undefined : `shard:${shard}`
}
