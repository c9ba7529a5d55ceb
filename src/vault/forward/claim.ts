import type { GatewayAnswer } from '../../gateway/forward.ts'
import type { Card } from '../card/card.ts'
import type { ForwardCommand } from '../contract.ts'
import { openCard } from '../crypto/envelope.ts'
import { secretsOf, type VaultEnv } from '../env.ts'
import type { ClaimResult, TokenClaim } from '../shard/row.ts'
import { keyHashOf, parseToken, placeOf } from '../token/token.ts'

type TokenRefused = Extract<GatewayAnswer, { kind: 'token_refused' }>

/** The card behind a token, claimed for the command's payment; or why the vault refuses it. */
export async function claimCard(
  env: VaultEnv,
  { accountId, paymentId, merchantId, mode }: Pick<ForwardCommand, 'accountId' | 'paymentId' | 'merchantId' | 'mode'>,
  tokenText: string,
): Promise<Card | TokenRefused> {
  const token = parseToken(tokenText)
  const place = token === undefined ? undefined : placeOf(token.id)
  if (token === undefined || place === undefined) return { kind: 'token_refused', reason: 'unknown' }
  const claim = { tokenId: place.rowId, paymentId, accountId, merchantId, mode, keyHash: keyHashOf(token) }
  const result = await claimAt(env, place.shardName, claim)
  if (result.kind === 'refused') return { kind: 'token_refused', reason: result.reason }
  const owner = { tokenId: token.id, merchantId, mode }
  const card = openCard(result, owner, token.key, secretsOf(env).keyEncryptionKeys)
  return card ?? { kind: 'token_refused', reason: 'unknown' }
}

/** Claiming twice for one payment is the same as once, so a shard that was just moved may be asked again. */
async function claimAt(env: VaultEnv, shardName: string, claim: TokenClaim): Promise<ClaimResult> {
  try {
    return await env.VAULT_SHARDS.getByName(shardName).claim(claim, Date.now())
  } catch {
    return await env.VAULT_SHARDS.getByName(shardName).claim(claim, Date.now())
  }
}
