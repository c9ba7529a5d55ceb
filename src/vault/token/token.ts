import { createHash, createHmac } from 'node:crypto'
import { base32, fromBase32 } from '../../ids/base32.ts'
import { CELL } from '../../ids/ids.ts'
import { TOKEN_PATTERN, type TokenFacts, tokenIdOf } from '../contract.ts'
import { FACTS_LAYOUT, FACTS_LENGTH, factsCode } from './facts.ts'

/**
 * What of the blob's hash is in an id: one character for the shard and 22 for the row. 110 bits are enough: an id is no
 * secret (the key is), it only must not meet another. That two of a trillion tokens share one has a chance below 1 in 10^9, and
 * whoever makes two blobs meet on purpose, with 2^55 tries, has his own second one refused as a replay.
 */
const ROW_CHARACTERS = 22

export interface Token {
  readonly id: string
  /** Opens the row; it travels in the token and is stored nowhere. */
  readonly key: Uint8Array
  /** The whole string, for the one who made it. */
  readonly text: string
}

/** The token of an encrypted card: the same blob is the same token, without the key being kept anywhere. */
export function tokenFor(jwe: string, facts: TokenFacts, tokenSecret: Uint8Array): Token {
  const name = base32(createHash('sha256').update('id\u0000').update(jwe).digest())
  const key = new Uint8Array(createHmac('sha256', tokenSecret).update('key\u0000').update(jwe).digest())
  const [shard, row] = [name.slice(0, 1), name.slice(1, 1 + ROW_CHARACTERS)]
  const id = `tok_${CELL}${FACTS_LAYOUT}${shard}${factsCode(facts)}${row}`
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

const TOKEN_ID_PATTERN = /^tok_0([a-z2-7])([a-z2-7])([a-z2-7]{26})$/

/** Where a token's row is: its shard's name, and its name there. */
export interface TokenPlace {
  readonly shardName: string
  readonly rowId: string
}

/**
 * Undefined where the text is no token's id. The row's name leaves the facts out, so that a blob finds its own row again,
 * and is refused as a replay, also when the table of facts has changed since. The whole id is bound to the row by the
 * hash of the key and by the seals: a token whose facts were changed opens nothing.
 *
 * There are 32 shards. The character before the shard's own tells the layout; tokens live for minutes, so no row ever
 * has to move when there are more.
 */
export function placeOf(tokenId: string): TokenPlace | undefined {
  const [, layout, shard, row = ''] = tokenId.length > 64 ? [] : (TOKEN_ID_PATTERN.exec(tokenId) ?? [])
  if (layout === undefined || shard === undefined) return undefined
  const shardName = `shard:${CELL}a${shard}`
  return layout === FACTS_LAYOUT
    ? { shardName, rowId: `tok_${CELL}${layout}${shard}${row.slice(FACTS_LENGTH)}` }
    : { shardName, rowId: tokenId }
}
