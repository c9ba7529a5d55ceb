import type { Database } from '../db/database.ts'
import { markKeyRevoked } from '../db/keys.ts'
import type { ListOwner } from '../db/list.ts'
import { accountEntry, keyEntry, originsEntry, revocationEntry, routingEntry } from './entries.ts'
import { keptEntry } from './layeredCache.ts'
import { loadRouting, type RoutingConfiguration } from './routingConfiguration.ts'

/** As much of KV as a change of configuration needs: the binding has it, and so have the command-line tools. */
export interface ConfigurationWriter {
  put(name: string, value: string): Promise<void>
  delete(name: string): Promise<void>
}

/**
 * Revokes a key: KV first, so that it dies within a minute whatever becomes of Postgres. The revocation is an entry of its
 * own and stays for good, so that a Worker that has just read the key from Postgres cannot bring it back.
 */
export async function revokeKey(
  config: ConfigurationWriter,
  db: Database,
  key: { readonly id: string; readonly hash: string },
  nowMs: number,
): Promise<void> {
  await config.put(revocationEntry(key.hash), new Date(nowMs).toISOString())
  await config.delete(keyEntry(key.hash))
  await markKeyRevoked(db, key.id, new Date(nowMs))
}

/**
 * Puts what Postgres now has of a merchant's accounts and policy into KV, so that Workers need not wait for their own
 * renewal. `changed` are the accounts whose own entries are renewed too.
 */
export async function publishRouting(
  config: ConfigurationWriter,
  db: Database,
  owner: ListOwner,
  changed: readonly string[],
  nowMs: number,
): Promise<RoutingConfiguration> {
  const configuration = await loadRouting(db, owner)
  await config.put(routingEntry(owner.merchantId, owner.mode), keptEntry(configuration, nowMs))
  for (const account of configuration.accounts) {
    if (changed.includes(account.id)) await config.put(accountEntry(account.id), keptEntry(account, nowMs))
  }
  return configuration
}

/** Puts a merchant's allowed origins into KV, so that a change is seen at the next frame that is asked for. */
export const publishOrigins = (
  config: ConfigurationWriter,
  merchantId: string,
  origins: readonly string[],
  nowMs: number,
): Promise<void> => config.put(originsEntry(merchantId), keptEntry(origins, nowMs))

/** Takes a removed account's own entry out of KV. */
export const withdrawAccount = (config: ConfigurationWriter, accountId: string): Promise<void> =>
  config.delete(accountEntry(accountId))
