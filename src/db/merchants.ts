import { asc, eq } from 'drizzle-orm'
import type { Database } from './database.ts'
import { merchants } from './schema.ts'
import { available } from './trouble.ts'

export type Merchant = typeof merchants.$inferSelect

export const listMerchants = (db: Database): Promise<Merchant[]> =>
  available(db.select().from(merchants).orderBy(asc(merchants.createdAt), asc(merchants.id)))

/** Adds the merchant where there is none of that id. */
export async function addMerchant(db: Database, merchant: typeof merchants.$inferInsert): Promise<void> {
  await available(db.insert(merchants).values(merchant).onConflictDoNothing())
}

/** Where the merchant's pages may be, or undefined where there is no such merchant. */
export async function findAllowedOrigins(db: Database, merchantId: string): Promise<string[] | undefined> {
  const rows = await available(
    db
      .select({ allowedOrigins: merchants.allowedOrigins })
      .from(merchants)
      .where(eq(merchants.id, merchantId))
      .limit(1),
  )
  return rows[0]?.allowedOrigins
}

/** False where there is no such merchant. */
export async function setAllowedOrigins(db: Database, merchantId: string, origins: string[]): Promise<boolean> {
  const changed = await available(
    db
      .update(merchants)
      .set({ allowedOrigins: origins })
      .where(eq(merchants.id, merchantId))
      .returning({ id: merchants.id }),
  )
  return changed.length > 0
}
