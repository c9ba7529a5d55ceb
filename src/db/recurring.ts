import { and, eq, gte, lt, sql } from 'drizzle-orm'
import type { RecurringGroup } from '../recurring/success.ts'
import type { Database } from './database.ts'
import type { ListOwner } from './list.ts'
import { IS_RECURRING, payments, projections } from './schema.ts'
import { available } from './trouble.ts'

export interface RecurringCount {
  readonly groups: readonly RecurringGroup[]
  /** The commit time of the newest projected event; null where there has been none. */
  readonly asOf: Date | null
}

/** Of a payment's attempts those without the shopper, and the last of them. */
const ATTEMPTS = sql`cross join lateral (
  select bool_or(attempt->>'status' = 'APPROVED') as approved, count(*) as attempts,
    (array_agg(attempt order by (attempt->>'number')::int desc))[1] as last
  from jsonb_array_elements(${payments.view}->'attempts') as attempt
  where attempt->'credential'->>'initiatedBy' = 'MERCHANT') as recurring`

/**
 * Counts the payments on the merchant's initiative that were made in a span of time, by how they ended. Only those are in
 * the index that it goes by. Throws `UnavailableError`.
 */
export async function countRecurring(
  db: Database,
  { merchantId, mode }: ListOwner,
  { from, before }: { readonly from: Date; readonly before: Date },
): Promise<RecurringCount> {
  const progress = db
    .select({ asOf: projections.asOf })
    .from(projections)
    .where(and(eq(projections.merchantId, merchantId), eq(projections.mode, mode)))
  const gateway = sql<string>`recurring.last->>'gateway'`
  const outcome = sql<RecurringGroup['outcome']>`case
    when recurring.approved then 'approved'
    when ${payments.status} in ('PROCESSING', 'REQUIRES_ACTION') then 'open'
    else 'failed' end`
  const recovered = sql<boolean>`recurring.approved and recurring.attempts > 1`
  const code = sql<string | null>`case when recurring.approved then null
    else coalesce(recurring.last->'failure'->>'code', ${payments.view}->'failure'->>'code') end`
  const counted = db
    .select({ gateway, outcome, recovered, code, payments: sql<number>`count(*)::int` })
    .from(sql`${payments} ${ATTEMPTS}`)
    .where(
      and(
        eq(payments.merchantId, merchantId),
        eq(payments.mode, mode),
        gte(payments.createdAt, from),
        lt(payments.createdAt, before),
        IS_RECURRING,
      ),
    )
    .groupBy(sql`1, 2, 3, 4`)
  // In this order: what is counted may be newer than `asOf` and is never older.
  const [asOf, rows] = await available(db.batch([progress, counted]))
  const groups = rows.map(({ code: why, ...group }) => ({ ...group, ...(why === null ? {} : { code: why }) }))
  const newest = asOf.map((row) => row.asOf).sort((one, other) => other.getTime() - one.getTime())[0]
  return { groups, asOf: newest ?? null }
}
