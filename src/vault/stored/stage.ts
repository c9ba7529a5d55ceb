import { customerOfMethod } from '../../ids/customerIds.ts'
import { binFactsOf } from '../card/binFacts.ts'
import { readBrand } from '../card/brand.ts'
import type { Card } from '../card/card.ts'
import { isWalletCard } from '../card/wallet.ts'
import type { CardOwner, StageCommand, StagedCard, StoredCardFacts } from '../contract.ts'
import { sealCard } from '../crypto/envelope.ts'
import { cardFingerprint } from '../crypto/fingerprint.ts'
import type { VaultEnv } from '../env.ts'
import { claimCard, openKept } from '../forward/claim.ts'
import { currentDataKey, DataKeyUnavailableError, storedPeriodOf } from '../keys/dataKey.ts'
import { keyHashOf, parseToken } from '../token/token.ts'
import { storedKeyOf, storedSecretOf } from './text.ts'

const cardsOf = (env: VaultEnv, methodId: string) => {
  const customerId = customerOfMethod(methodId)
  return customerId === undefined ? undefined : env.STORED_CARDS.getByName(customerId)
}

/** Where no data key can be had just now, nothing is kept, and the same may be asked again. */
export async function stageCard(env: VaultEnv, command: StageCommand): Promise<StagedCard> {
  try {
    return await staged(env, command)
  } catch (error) {
    if (error instanceof DataKeyUnavailableError) return { kind: 'refused', reason: 'unavailable' }
    throw error
  }
}

/**
 * Copies a token's card, without its security code, into a row of the customer's that opens for nobody yet. Repeating it
 * answers the same secret, also once the token is used up.
 */
async function staged(env: VaultEnv, command: StageCommand): Promise<StagedCard> {
  const { methodId, token: tokenText, paymentId, merchantId, mode } = command
  const token = parseToken(tokenText)
  const cards = cardsOf(env, methodId)
  if (token === undefined || cards === undefined) return { kind: 'refused', reason: 'unknown' }
  const key = storedKeyOf(token, methodId)
  const secret = storedSecretOf(methodId, key)
  const keyHash = keyHashOf({ id: methodId, key })
  const owner = { tokenId: methodId, merchantId, mode }
  const known = await cards.known({ id: methodId, keyHash })
  if (known !== undefined) {
    const card = await openKept<Card>(env, known, owner, key)
    if (card === undefined) return { kind: 'refused', reason: 'unknown' }
    return { kind: 'staged', secret, card: shownOf(env, command, card) }
  }
  const claimed = await claimCard(env, { accountId: methodId, paymentId, merchantId, mode }, tokenText)
  if ('kind' in claimed) return { kind: 'refused', reason: claimed.reason }
  // What a wallet gave is good for one payment.
  if (isWalletCard(claimed)) return { kind: 'refused', reason: 'unknown' }
  const { cvc: _cvc, ...card } = claimed
  const createdAtMs = Date.now()
  const dataKey = await currentDataKey(env, { merchantId, mode }, storedPeriodOf(createdAtMs))
  const { keyVersion, sealed } = sealCard(card, owner, key, dataKey)
  const row = { id: methodId, merchantId, mode, createdAtMs, keyVersion, keyHash, sealed }
  if ((await cards.stage({ ...row, paymentId })) === 'full') return { kind: 'refused', reason: 'full' }
  return { kind: 'staged', secret, card: shownOf(env, command, card) }
}

function shownOf(env: VaultEnv, owner: CardOwner, { number, expiryMonth, expiryYear }: Card): StoredCardFacts {
  const brand = readBrand(number)
  const name = typeof brand === 'string' ? 'unknown' : brand.name
  return {
    facts: { brand: name, last4: number.slice(-4), expiryMonth, expiryYear, ...binFactsOf(number) },
    fingerprint: cardFingerprint(number, owner, env.TOKEN_SECRET),
  }
}

export const keepCard = async (env: VaultEnv, owner: CardOwner, methodId: string): Promise<boolean> =>
  (await cardsOf(env, methodId)?.keep(owner, methodId)) ?? false

export async function wipeCard(env: VaultEnv, owner: CardOwner, methodId: string): Promise<void> {
  await cardsOf(env, methodId)?.wipe(owner, methodId)
}

export async function wipeCards(env: VaultEnv, owner: CardOwner, customerId: string): Promise<void> {
  await env.STORED_CARDS.getByName(customerId).wipe(owner, undefined)
}
