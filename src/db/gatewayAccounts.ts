import { and, asc, eq, sql } from 'drizzle-orm'
import type { Mode } from '../ids/ids.ts'
import type { Database } from './database.ts'
import { gatewayAccounts } from './schema.ts'
import { available } from './trouble.ts'

export type GatewayAccountRow = typeof gatewayAccounts.$inferSelect

/** All accounts of a merchant and mode, in the order in which they are tried. */
export const listGatewayAccounts = (db: Database, merchantId: string, mode: Mode): Promise<GatewayAccountRow[]> =>
  available(
    db
      .select()
      .from(gatewayAccounts)
      .where(and(eq(gatewayAccounts.merchantId, merchantId), eq(gatewayAccounts.mode, mode)))
      .orderBy(asc(gatewayAccounts.position), asc(gatewayAccounts.id)),
  )

export async function findGatewayAccount(db: Database, id: string): Promise<GatewayAccountRow | undefined> {
  const [account] = await available(db.select().from(gatewayAccounts).where(eq(gatewayAccounts.id, id)).limit(1))
  return account
}

/** Adds the account behind those there are. An account of that id, or of that name, stays as it is: false. */
export async function addGatewayAccount(
  db: Database,
  account: Omit<typeof gatewayAccounts.$inferInsert, 'position'>,
): Promise<boolean> {
  const last = sql<number>`(select coalesce(max(position), 0) + 1 from gateway_accounts
    where merchant_id = ${account.merchantId} and mode = ${account.mode})`
  const added = await available(
    db
      .insert(gatewayAccounts)
      .values({ ...account, position: last })
      .onConflictDoNothing()
      .returning({ id: gatewayAccounts.id }),
  )
  return added.length > 0
}

/** False where there is no such account of this merchant and mode. */
export async function removeGatewayAccount(db: Database, merchantId: string, mode: Mode, id: string): Promise<boolean> {
  const removed = await available(
    db
      .delete(gatewayAccounts)
      .where(
        and(eq(gatewayAccounts.id, id), eq(gatewayAccounts.merchantId, merchantId), eq(gatewayAccounts.mode, mode)),
      )
      .returning({ id: gatewayAccounts.id }),
  )
  return removed.length > 0
}
