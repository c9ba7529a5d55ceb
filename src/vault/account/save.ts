import { GATEWAY_KINDS, gatewayCredentials } from '../../gateway/credentialsRegistry.ts'
import type { Mode } from '../../ids/ids.ts'
import { ok, type Result, refuse } from '../../result.ts'
import type { VaultFieldError } from '../contract.ts'
import type { VaultEnv } from '../env.ts'
import { type AccountContent, forgetAccount, isAccountId, openContent, sealAccount } from './account.ts'
import { parseBaseUrl } from './baseUrl.ts'
import type { SealedAccount } from './object.ts'

export interface AccountOwner {
  readonly merchantId: string
  readonly mode: Mode
}

/** As it came from outside. What is undefined stays as it is. */
export interface AccountChange {
  readonly kind: unknown
  readonly baseUrl?: unknown
  readonly credentials?: unknown
}

/** Names the field, and never repeats a value. */
export type AccountFieldError = VaultFieldError & { readonly code: string }

/** Credentials with a private key or two in PEM fit well into this. */
const LARGEST_CREDENTIALS_CHARACTERS = 32 * 1024
/** Two operators at once are rare; one of them starts over from what the other wrote. */
const MOST_ROUNDS = 5

/**
 * Makes an account, which needs base URL and credentials, or changes one of this merchant and mode. This isolate sees it
 * at once, the others when their copy is a few seconds old; calls under way end with what they began with.
 */
export async function saveAccount(
  env: VaultEnv,
  accountId: string,
  { merchantId, mode }: AccountOwner,
  change: AccountChange,
): Promise<Result<'kept', 'not_found' | readonly AccountFieldError[]>> {
  if (!isAccountId(accountId)) return refuse('not_found')
  const object = env.GATEWAY_ACCOUNTS.getByName(accountId)
  for (let round = 1; round <= MOST_ROUNDS; round++) {
    const stored = await object.read()
    if (stored !== undefined && (stored.merchantId !== merchantId || stored.mode !== mode)) return refuse('not_found')
    const merged = mergeContent(change, await openStored(env, accountId, stored), {
      mode,
      development: env.ENVIRONMENT === 'development',
    })
    if (!merged.ok) return merged
    const { kind, ...content } = merged.value
    const sealed = await sealAccount(env, accountId, { merchantId, mode, kind }, content)
    const kept = await object.put(sealed, stored?.sealed ?? null)
    forgetAccount(accountId)
    if (kept !== 'changed') return kept === 'kept' ? ok(kept) : refuse(kept)
  }
  throw new Error('a gateway account is changed faster than it can be written')
}

/** The account is gone at once for this isolate. An account of another merchant or mode is as good as absent. */
export async function removeAccount(
  env: VaultEnv,
  accountId: string,
  owner: AccountOwner,
): Promise<'removed' | 'not_found'> {
  if (!isAccountId(accountId)) return 'not_found'
  const { merchantId, mode } = owner
  const removed = await env.GATEWAY_ACCOUNTS.getByName(accountId).remove({ merchantId, mode })
  forgetAccount(accountId)
  return removed
}

const NO_ACCOUNT =
  'The vault has no such account: give base URL and credentials together (`npm run gateway -- change NAME --base-url URL --credentials-file F`, or updateGateway with both).'
const ANOTHER_HOST =
  'Credentials belong to the host and kind that they were given for: give those of the new one in the same change (--credentials-file F, or `credentials` of updateGateway).'

type Kept = AccountContent & { readonly kind: string }

async function openStored(
  env: VaultEnv,
  accountId: string,
  stored: SealedAccount | undefined,
): Promise<Kept | undefined> {
  const content = stored === undefined ? undefined : await openContent(env, accountId, stored)
  return stored === undefined || content === undefined
    ? undefined
    : { kind: stored.kind, baseUrl: content.baseUrl, credentials: content.credentials }
}

/**
 * What the account is after the change. Credentials are kept only for the host and the kind that they were given for:
 * nobody reads them back, and so nobody may have them sent to a host of his own.
 */
export function mergeContent(
  change: AccountChange,
  kept: Kept | undefined,
  { mode, development }: { readonly mode: Mode; readonly development: boolean },
): Result<Kept, readonly AccountFieldError[]> {
  const kind = typeof change.kind === 'string' ? change.kind : ''
  const gateway = gatewayCredentials(kind)
  if (gateway === undefined)
    return refuse([
      error('kind', 'unknown', `There is no gateway of this kind: it is one of ${GATEWAY_KINDS.join(', ')}.`),
    ])
  // Undefined is what should stay, and there is nothing that could.
  if (kept === undefined && (change.baseUrl === undefined || change.credentials === undefined)) {
    return refuse([error('credentials', 'account_missing', NO_ACCOUNT)])
  }
  const sameKind = kept?.kind === kind
  const baseUrl = change.baseUrl === undefined && sameKind ? kept.baseUrl : readBaseUrl(change.baseUrl, development)
  const sameHost = baseUrl === undefined || (sameKind && new URL(kept.baseUrl).origin === new URL(baseUrl).origin)
  const given = change.credentials !== undefined
  const credentials = given ? plainCopy(change.credentials) : kept?.credentials
  const errors: AccountFieldError[] = []
  if (baseUrl === undefined) errors.push(error('baseUrl', 'invalid', 'The base URL has to be public https on 443.'))
  if (!given && kept !== undefined && !(sameKind && sameHost)) {
    errors.push(error('credentials', 'missing', ANOTHER_HOST))
  } else {
    const parsed = gateway.parse(credentials, mode)
    if (!parsed.ok) errors.push(error('credentials', given ? 'invalid' : 'missing', parsed.error))
  }
  return baseUrl === undefined || errors.length > 0 ? refuse(errors) : ok({ kind, baseUrl, credentials })
}

const error = (field: AccountFieldError['field'], code: string, message: string): AccountFieldError => ({
  field,
  code,
  message,
})

const readBaseUrl = (value: unknown, development: boolean): string | undefined =>
  typeof value === 'string' ? parseBaseUrl(value, development) : undefined

/** What is judged is what is kept: plain JSON and nothing that reads otherwise the second time. */
function plainCopy(value: unknown): unknown {
  try {
    const text = JSON.stringify(value)
    return text.length > LARGEST_CREDENTIALS_CHARACTERS ? null : JSON.parse(text)
  } catch {
    return null
  }
}
