import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Database } from './database.ts'
import { apiKeys } from './schema.ts'
import { available } from './trouble.ts'

export type ApiKey = typeof apiKeys.$inferSelect

export async function findKeyByHash(db: Database, hash: string): Promise<ApiKey | undefined> {
  const [key] = await available(db.select().from(apiKeys).where(eq(apiKeys.hash, hash)).limit(1))
  return key
}

export async function findKeyById(db: Database, id: string): Promise<ApiKey | undefined> {
  const [key] = await available(db.select().from(apiKeys).where(eq(apiKeys.id, id)).limit(1))
  return key
}

export const listKeys = (db: Database, merchantId: string): Promise<ApiKey[]> =>
  available(
    db
      .select()
      .from(apiKeys)
      .where(eq(apiKeys.merchantId, merchantId))
      .orderBy(asc(apiKeys.createdAt), asc(apiKeys.id)),
  )

/** Adds the key where its hash is not there yet. */
export async function addKey(db: Database, key: typeof apiKeys.$inferInsert): Promise<void> {
  await available(db.insert(apiKeys).values(key).onConflictDoNothing({ target: apiKeys.hash }))
}

/** Keeps the first time of revocation. */
export async function markKeyRevoked(db: Database, id: string, at: Date): Promise<void> {
  await available(
    db
      .update(apiKeys)
      .set({ revokedAt: at })
      .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt))),
  )
}
