import { createHmac } from 'node:crypto'
import { base32, fromBase32 } from '../../ids/base32.ts'
import { STORED_PATTERN } from '../contract.ts'
import type { Token } from '../token/token.ts'

/** A stored card as its payments name it: the id may be kept and logged, the key opens the row. */
export interface StoredText {
  readonly id: string
  readonly key: Uint8Array
  /** The token that carries nothing but the security code, where the shopper entered one. */
  readonly cvcToken?: string
}

/** The key of the row that a token's card is kept in: whoever repeats the storing gets the same one, and nobody else can make it. */
export const storedKeyOf = ({ key }: Pick<Token, 'key'>, methodId: string): Uint8Array =>
  new Uint8Array(createHmac('sha256', key).update('stored_card\u0000').update(methodId).digest())

export const storedSecretOf = (methodId: string, key: Uint8Array): string => `${methodId}_${base32(key)}`

export function parseStored(text: string): StoredText | undefined {
  const [, id, keyText = '', cvcToken] = STORED_PATTERN.exec(text) ?? []
  const key = fromBase32(keyText)
  return id === undefined || key === undefined
    ? undefined
    : { id, key, ...(cvcToken === undefined ? {} : { cvcToken }) }
}
