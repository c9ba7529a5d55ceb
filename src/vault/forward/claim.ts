import type { GatewayAnswer } from '../../gateway/forward.ts'
import { customerOfMethod } from '../../ids/customerIds.ts'
import type { Card } from '../card/card.ts'
import type { EnteredCode } from '../card/parseCode.ts'
import type { Kept } from '../card/wallet.ts'
import type { ForwardCommand } from '../contract.ts'
import { openCard, type SealedCard, type TokenOwner } from '../crypto/envelope.ts'
import { isFirstFormat, openFirstFormat } from '../crypto/firstFormat.ts'
import { secretsOf, type VaultEnv } from '../env.ts'
import { dataKeyNamed } from '../keys/dataKey.ts'
import type { ClaimResult, TokenClaim } from '../shard/row.ts'
import { parseStored, type StoredText } from '../stored/text.ts'
import { keyHashOf, parseToken, placeOf } from '../token/token.ts'

type TokenRefused = Extract<GatewayAnswer, { kind: 'token_refused' }>

type Claimant = Pick<ForwardCommand, 'accountId' | 'paymentId' | 'merchantId' | 'mode'>

const UNKNOWN: TokenRefused = { kind: 'token_refused', reason: 'unknown' }

/**
 * The card behind a token or a stored method, opened for the command's payment; or why the vault refuses it. Throws
 * `DataKeyUnavailableError`: the claim stands, and the payment may try again.
 */
export async function claimCard(env: VaultEnv, claimant: Claimant, text: string): Promise<Kept | TokenRefused> {
  const stored = parseStored(text)
  if (stored !== undefined) return openStored(env, claimant, stored)
  const claimed = await claimToken<Kept | EnteredCode>(env, claimant, text)
  // A token that carries nothing but a security code is no card.
  return 'paymentMethod' in claimed ? UNKNOWN : claimed
}

/** A stored card, with the security code that the shopper entered for this one payment. */
async function openStored(env: VaultEnv, claimant: Claimant, stored: StoredText): Promise<Card | TokenRefused> {
  const { accountId, paymentId, merchantId, mode } = claimant
  const { id, key, cvcToken } = stored
  const customerId = customerOfMethod(id)
  if (customerId === undefined) return UNKNOWN
  const entered = cvcToken === undefined ? undefined : await claimToken<EnteredCode>(env, claimant, cvcToken)
  if (entered !== undefined && 'kind' in entered) return entered
  // Entered for another card, or a whole card in its place.
  if (entered !== undefined && entered.paymentMethod !== id) return UNKNOWN
  const claim = { id, paymentId, accountId, merchantId, mode, keyHash: keyHashOf({ id, key }) }
  const result = await env.STORED_CARDS.getByName(customerId).open(claim, Date.now())
  if (result.kind === 'refused') return { kind: 'token_refused', reason: result.reason }
  const card = await openKept<Card>(env, result, { tokenId: id, merchantId, mode }, key)
  return card === undefined ? UNKNOWN : { ...card, ...(entered === undefined ? {} : { cvc: entered.cvc }) }
}

async function claimToken<Content extends object>(
  env: VaultEnv,
  { accountId, paymentId, merchantId, mode }: Claimant,
  tokenText: string,
): Promise<Content | TokenRefused> {
  const token = parseToken(tokenText)
  const place = token === undefined ? undefined : placeOf(token.id)
  if (token === undefined || place === undefined) return UNKNOWN
  const claim = { tokenId: place.rowId, paymentId, accountId, merchantId, mode, keyHash: keyHashOf(token) }
  const result = await claimAt(env, place.shardName, claim)
  if (result.kind === 'refused') return { kind: 'token_refused', reason: result.reason }
  const owner = { tokenId: token.id, merchantId, mode }
  return (await openKept<Content>(env, result, owner, token.key)) ?? UNKNOWN
}

/** What a row holds; undefined where its data key was shredded, or a key is wrong. */
export async function openKept<Content extends object>(
  env: VaultEnv,
  { keyVersion, sealed }: SealedCard,
  owner: TokenOwner,
  key: Uint8Array,
): Promise<Content | undefined> {
  const row = { keyVersion, sealed }
  if (isFirstFormat(keyVersion))
    return openFirstFormat(row, owner, key, secretsOf(env).keyEncryptionKeys) as Content | undefined
  const dataKey = await dataKeyNamed(env, owner, keyVersion)
  return dataKey === undefined ? undefined : (openCard(row, owner, key, dataKey) as Content | undefined)
}

/** Claiming twice for one payment is the same as once, so a shard that was just moved may be asked again. */
async function claimAt(env: VaultEnv, shardName: string, claim: TokenClaim): Promise<ClaimResult> {
  try {
    return await env.VAULT_SHARDS.getByName(shardName).claim(claim, Date.now())
  } catch {
    return await env.VAULT_SHARDS.getByName(shardName).claim(claim, Date.now())
  }
}
