import { and, eq, sql } from 'drizzle-orm'
import type { CustomerStatus } from '../customer/contract.ts'
import type { Mode } from '../ids/ids.ts'
import type { CursorKey } from './cursor.ts'
import type { Database } from './database.ts'
import { type ListOwner, newestFirst } from './list.ts'
import { customers } from './schema.ts'
import { available } from './trouble.ts'

/** What lists know of a customer: nothing that a shopper entered. */
export interface CustomerListing {
  readonly id: string
  readonly merchantId: string
  readonly mode: Mode
  readonly status: CustomerStatus
  readonly version: number
  readonly createdAtMs: number
}

/** Writes how a customer stands; a row is replaced only by a later version. Throws where Postgres does not answer. */
export async function writeCustomer(db: Database, { createdAtMs, ...row }: CustomerListing): Promise<void> {
  const { status, version } = row
  await available(
    db
      .insert(customers)
      .values({ ...row, createdAt: new Date(createdAtMs) })
      .onConflictDoUpdate({
        target: customers.id,
        set: { status, version },
        setWhere: sql`${customers.version} < ${version}`,
      }),
  )
}

export interface CustomerPage {
  readonly rows: readonly CursorKey[]
  readonly hasNextPage: boolean
}

/** The ids of a merchant's active customers, newest first. */
export async function listCustomers(
  db: Database,
  { merchantId, mode }: ListOwner,
  { first, after }: { readonly first: number; readonly after?: CursorKey },
): Promise<CustomerPage> {
  const found = await available(
    db
      .select({ id: customers.id, createdAt: customers.createdAt })
      .from(customers)
      .where(
        and(
          eq(customers.merchantId, merchantId),
          eq(customers.mode, mode),
          eq(customers.status, 'ACTIVE'),
          after &&
            sql`(${customers.createdAt}, ${customers.id}) < (${new Date(after.createdAtMs).toISOString()}::timestamptz, ${after.id})`,
        ),
      )
      .orderBy(...newestFirst(customers))
      .limit(first + 1),
  )
  const rows = found.slice(0, first).map(({ id, createdAt }) => ({ id, createdAtMs: createdAt.getTime() }))
  return { rows, hasNextPage: found.length > first }
}
