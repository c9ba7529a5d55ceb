import { isFirstFormat } from '../crypto/firstFormat.ts'
import type { VaultEnv } from '../env.ts'
import { forgetAccount, isAccountId, openContent, sealAccount } from './account.ts'

export type ResealOutcome = 'resealed' | 'as_is' | 'not_found' | 'does_not_open' | 'changed'

/** Puts an account of the first format, which is directly under a key-encryption key, under its merchant's data key. */
export async function resealAccount(env: VaultEnv, accountId: string): Promise<ResealOutcome> {
  const object = env.GATEWAY_ACCOUNTS.getByName(accountId)
  const stored = isAccountId(accountId) ? await object.read() : undefined
  if (stored === undefined) return 'not_found'
  if (!isFirstFormat(stored.keyVersion)) return 'as_is'
  const content = await openContent(env, accountId, stored)
  if (content === undefined) return 'does_not_open'
  const sealed = await sealAccount(env, accountId, stored, content)
  // Somebody who writes it just now writes the new format himself.
  const kept = await object.put(sealed, stored.sealed)
  forgetAccount(accountId)
  return kept === 'kept' ? 'resealed' : 'changed'
}
