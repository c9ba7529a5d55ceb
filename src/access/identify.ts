import { createDatabase } from '../db/database.ts'
import { type ApiKey, findKeyByHash } from '../db/keys.ts'
import { UnavailableError } from '../db/trouble.ts'
import type { ApiEnv } from '../env.ts'
import type { IdentifyResult, Identity } from '../vault/contract.ts'
import { type Background, behind } from './background.ts'
import { createCache } from './cache.ts'
import { readClientSecret } from './clientSecret.ts'
import { parseCredential } from './credential.ts'
import { keyEntry, revocationEntry } from './entries.ts'

export type IdentityEnv = Pick<ApiEnv, 'CONFIG' | 'DATABASE_URL' | 'DATABASE_FETCH_ENDPOINT' | 'SIGNING_SECRET'>

/**
 * Together with what KV itself remembers at the edge (30 s) this stays below the 60 s within which a revoked key dies.
 */
const REMEMBER_MS = 15_000
/** An unknown key may be one that is just being made. */
const REMEMBER_UNKNOWN_MS = 5_000
const KV_CACHE_SECONDS = 30
const MOST_REMEMBERED = 10_000
/** KV forgets keys that nobody has used for a month; Postgres still has them. */
const KV_KEEPS_SECONDS = 30 * 24 * 60 * 60

/**
 * Whom a credential speaks for. A client secret tells by itself. A key is looked for in the isolate's memory, then in
 * KV, then in Postgres; with Postgres down what KV has still counts, and what it has not is `unavailable`, which is no
 * answer about the key. A revocation has an entry of its own in KV, which no cache write can cover.
 */
export type Identify = (env: IdentityEnv, context: Background, credential: string) => Promise<IdentifyResult>

/** The same by a key's hash, which is what a long connection keeps of the key that opened it. */
export type IdentifyHash = (env: IdentityEnv, context: Background, hash: string) => Promise<IdentifyResult>

const identifyBy =
  (identifyHash: IdentifyHash): Identify =>
  async (env, context, credential) => {
    const parsed = parseCredential(credential)
    if (parsed === undefined) return { kind: 'refused' }
    if (parsed.kind === 'clientSecret') return identifyClient(env.SIGNING_SECRET, parsed.text)
    return identifyHash(env, context, parsed.hash)
  }

/** One isolate's `identify`, with a memory of its own. */
export const identifier = (now: () => number): Identify => identifyBy(hashIdentifier(now))

function hashIdentifier(now: () => number): IdentifyHash {
  const memory = createCache<Identity | null>(MOST_REMEMBERED)
  return async (env, context, hash) => {
    const remembered = memory.get(hash)
    const nowMs = now()
    if (remembered !== undefined) {
      const keepMs = remembered.value === null ? REMEMBER_UNKNOWN_MS : REMEMBER_MS
      if (nowMs - remembered.sinceMs < keepMs) return answer(remembered.value)
    }
    try {
      const identity = await lookUp(env, context, hash)
      memory.set(hash, identity, nowMs)
      return answer(identity)
    } catch (error) {
      if (error instanceof UnavailableError) return { kind: 'unavailable' }
      throw error
    }
  }
}

export const identifyHash = hashIdentifier(() => Date.now())
export const identify = identifyBy(identifyHash)

const answer = (identity: Identity | null): IdentifyResult =>
  identity === null ? { kind: 'refused' } : { kind: 'identified', identity }

function identifyClient(signingSecret: string, text: string): IdentifyResult {
  const secret = readClientSecret(signingSecret, text)
  return answer(secret === undefined ? null : { kind: 'client', ...secret, credentialId: `client_${secret.paymentId}` })
}

async function lookUp(env: IdentityEnv, context: Background, hash: string): Promise<Identity | null> {
  const entries = await entriesOf(env.CONFIG, hash)
  if (entries?.revoked) return null
  if (entries?.kept) return entries.kept
  const key = await findKeyByHash(createDatabase(env), hash)
  if (key === undefined || key.revokedAt !== null) return null
  const identity = identityOf(key)
  const entry = JSON.stringify(identity)
  behind(context, 'keeping a key in KV', env.CONFIG.put(keyEntry(hash), entry, { expirationTtl: KV_KEEPS_SECONDS }))
  return identity
}

/** What KV has of a key, or undefined where KV cannot say; then only Postgres can. */
async function entriesOf(
  config: KVNamespace,
  hash: string,
): Promise<{ readonly kept: Identity | null; readonly revoked: boolean } | undefined> {
  try {
    const [kept, revoked] = await Promise.all([
      config.get<Identity>(keyEntry(hash), { type: 'json', cacheTtl: KV_CACHE_SECONDS }),
      config.get(revocationEntry(hash), { cacheTtl: KV_CACHE_SECONDS }),
    ])
    return { kept, revoked: revoked !== null }
  } catch {
    return undefined
  }
}

export const identityOf = (key: Pick<ApiKey, 'id' | 'kind' | 'merchantId' | 'mode'>): Identity => ({
  kind: key.kind,
  merchantId: key.merchantId,
  mode: key.mode,
  credentialId: key.id,
})
