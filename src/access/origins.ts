import { createDatabase } from '../db/database.ts'
import { findAllowedOrigins } from '../db/merchants.ts'
import { UnavailableError } from '../db/trouble.ts'
import type { AllowedOrigins } from '../vault/contract.ts'
import type { AccountsEnv } from './accounts.ts'
import type { Background } from './background.ts'
import { originsEntry } from './entries.ts'
import { layeredCache } from './layeredCache.ts'

const MOST_REMEMBERED = 5_000
/**
 * Shorter than for other configuration: whoever has just listed an origin reloads the page to see it work, and one that
 * was just taken off the list is to lose the frame.
 */
const FRESHNESS = { freshMs: 1_000, servableMs: 1_000 }

export type AllowedOriginsReader = (
  env: AccountsEnv,
  context: Background,
  merchantId: string,
) => Promise<AllowedOrigins>

/** One isolate's view of the merchants' allowed origins, with a memory of its own. */
export function allowedOriginsReader(now: () => number): AllowedOriginsReader {
  const cache = layeredCache<readonly string[]>(MOST_REMEMBERED, now, FRESHNESS)
  return async (env, context, merchantId) => {
    try {
      const origins = await cache.read(
        env.CONFIG,
        context,
        originsEntry(merchantId),
        async () => (await findAllowedOrigins(createDatabase(env), merchantId)) ?? [],
      )
      return { kind: 'known', origins }
    } catch (error) {
      if (error instanceof UnavailableError) return { kind: 'unavailable' }
      throw error
    }
  }
}

export const allowedOriginsOf = allowedOriginsReader(Date.now)
