import { createHash } from 'node:crypto'
import type { Credentials } from '../../gateway/credentials.ts'
import { gatewayCredentials } from '../../gateway/credentialsRegistry.ts'
import type { Mode } from '../../ids/ids.ts'
import { isFirstFormat } from '../crypto/firstFormat.ts'
import { contentKey, type SealContext, seal, unseal } from '../crypto/seal.ts'
import { secretsOf, type VaultEnv } from '../env.ts'
import { CREDENTIALS_PERIOD, currentDataKey, dataKeyNamed } from '../keys/dataKey.ts'
import type { SealedAccount } from './object.ts'

/** A gateway account, opened. It never leaves this Worker. */
export interface GatewayAccount {
  readonly id: string
  readonly merchantId: string
  readonly mode: Mode
  readonly kind: string
  readonly baseUrl: string
  readonly credentials: Credentials
  /** Changes with every write of the account, so that nothing derived from old credentials lives on. */
  readonly fingerprint: string
}

export interface AccountContent {
  readonly baseUrl: string
  readonly credentials: unknown
}

/** Soon enough for a changed account to be seen everywhere, long enough to spare a busy account its look-ups. */
const CACHE_MS = 5000
const LARGEST_CACHE = 1000

const cache = new Map<string, { readonly account: GatewayAccount; readonly untilMs: number }>()

export const isAccountId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{2,63}$/.test(text)

/**
 * The account, or undefined where there is none or what is kept cannot be opened. Absence is not remembered. Throws
 * `DataKeyUnavailableError`, as all that opens or seals one.
 */
export async function loadAccount(env: VaultEnv, accountId: string): Promise<GatewayAccount | undefined> {
  if (!isAccountId(accountId)) return undefined
  const hit = cache.get(accountId)
  if (hit !== undefined && Date.now() < hit.untilMs) return hit.account
  const stored = await env.GATEWAY_ACCOUNTS.getByName(accountId).read()
  const account = stored === undefined ? undefined : await openAccount(env, accountId, stored)
  if (account === undefined) {
    cache.delete(accountId)
    return undefined
  }
  if (cache.size >= LARGEST_CACHE) cache.clear()
  cache.set(accountId, { account, untilMs: Date.now() + CACHE_MS })
  return account
}

export const forgetAccount = (accountId: string): void => {
  cache.delete(accountId)
}

export async function sealAccount(
  env: VaultEnv,
  accountId: string,
  { merchantId, mode, kind }: Pick<SealedAccount, 'merchantId' | 'mode' | 'kind'>,
  content: AccountContent,
): Promise<SealedAccount> {
  const { name, key } = await currentDataKey(env, { merchantId, mode }, CREDENTIALS_PERIOD)
  const plaintext = new TextEncoder().encode(JSON.stringify(content))
  const context = contextOf(accountId, { merchantId, mode, kind, keyVersion: name })
  return { merchantId, mode, kind, keyVersion: name, sealed: seal(contentKey(key, context), plaintext, context) }
}

/** What is kept of an account, or undefined where it cannot be opened or belongs to another place. */
export async function openContent(
  env: VaultEnv,
  accountId: string,
  stored: SealedAccount,
): Promise<AccountContent | undefined> {
  const context = contextOf(accountId, stored)
  const key = await keyOf(env, stored, context)
  const plaintext = key === undefined ? undefined : unseal(key, stored.sealed, context)
  return plaintext === undefined ? undefined : (JSON.parse(new TextDecoder().decode(plaintext)) as AccountContent)
}

/** In the first format an account is directly under a key-encryption key. */
async function keyOf(
  env: VaultEnv,
  { merchantId, mode, keyVersion }: SealedAccount,
  context: SealContext,
): Promise<Uint8Array | undefined> {
  if (isFirstFormat(keyVersion)) return secretsOf(env).keyEncryptionKeys.keys.get(keyVersion)
  const dataKey = await dataKeyNamed(env, { merchantId, mode }, keyVersion)
  return dataKey === undefined ? undefined : contentKey(dataKey.key, context)
}

export async function openAccount(
  env: VaultEnv,
  accountId: string,
  stored: SealedAccount,
): Promise<GatewayAccount | undefined> {
  const content = await openContent(env, accountId, stored)
  const parsed = content === undefined ? undefined : gatewayCredentials(stored.kind)?.parse(content.credentials)
  if (content === undefined || parsed === undefined || !parsed.ok) return undefined
  const { merchantId, mode, kind } = stored
  const fingerprint = createHash('sha256').update(stored.sealed).digest('base64')
  return { id: accountId, merchantId, mode, kind, baseUrl: content.baseUrl, credentials: parsed.value, fingerprint }
}

const contextOf = (
  accountId: string,
  { merchantId, mode, kind, keyVersion }: Omit<SealedAccount, 'sealed'>,
): SealContext => ({ purpose: 'account', id: accountId, merchantId, mode, keyVersion, kind })
