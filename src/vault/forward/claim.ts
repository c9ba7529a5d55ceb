import type { GatewayAnswer } from '../../gateway/forward.ts'
import type { Kept } from '../card/wallet.ts'
import type { ForwardCommand } from '../contract.ts'
import { openCard, type SealedCard, type TokenOwner } from '../crypto/envelope.ts'
import { isFirstFormat, openFirstFormat } from '../crypto/firstFormat.ts'
import { secretsOf, type VaultEnv } from '../env.ts'
import { dataKeyNamed } from '../keys/dataKey.ts'
import type { ClaimResult, TokenClaim } from '../shard/row.ts'
import { keyHashOf, parseToken, placeOf } from '../token/token.ts'

type TokenRefused = Extract<GatewayAnswer, { kind: 'token_refused' }>

/**
 * The card behind a token, claimed for the command's payment; or why the vault refuses it. Throws
 * `DataKeyUnavailableError`: the claim stands, and the payment may try again.
 */
export async function claimCard(
  env: VaultEnv,
  { accountId, paymentId, merchantId, mode }: Pick<ForwardCommand, 'accountId' | 'paymentId' | 'merchantId' | 'mode'>,
  tokenText: string,
): Promise<Kept | TokenRefused> {
  const token = parseToken(tokenText)
  const place = token === undefined ? undefined : placeOf(token.id)
  if (token === undefined || place === undefined) return { kind: 'token_refused', reason: 'unknown' }
  const claim = { tokenId: place.rowId, paymentId, accountId, merchantId, mode, keyHash: keyHashOf(token) }
  const result = await claimAt(env, place.shardName, claim)
  if (result.kind === 'refused') return { kind: 'token_refused', reason: result.reason }
  const owner = { tokenId: token.id, merchantId, mode }
  return (await openKept(env, result, owner, token.key)) ?? { kind: 'token_refused', reason: 'unknown' }
}

async function openKept(
  env: VaultEnv,
  { keyVersion, sealed }: SealedCard,
  owner: TokenOwner,
  tokenKey: Uint8Array,
): Promise<Kept | undefined> {
  const row = { keyVersion, sealed }
  if (isFirstFormat(keyVersion)) return openFirstFormat(row, owner, tokenKey, secretsOf(env).keyEncryptionKeys)
  const dataKey = await dataKeyNamed(env, owner, keyVersion)
  return dataKey === undefined ? undefined : openCard(row, owner, tokenKey, dataKey)
}

/** Claiming twice for one payment is the same as once, so a shard that was just moved may be asked again. */
async function claimAt(env: VaultEnv, shardName: string, claim: TokenClaim): Promise<ClaimResult> {
  try {
    return await env.VAULT_SHARDS.getByName(shardName).claim(claim, Date.now())
  } catch {
    return await env.VAULT_SHARDS.getByName(shardName).claim(claim, Date.now())
  }
}
