import { and, eq, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { Mode } from '../ids/ids.ts'
import type { CursorKey } from './cursor.ts'
import type { Database } from './database.ts'
import { type customers, type disputes, type payments, projections, type refunds } from './schema.ts'
import { storableText } from './storable.ts'
import { available } from './trouble.ts'

/** Whose rows are listed. */
export interface ListOwner {
  readonly merchantId: string
  readonly mode: Mode
}

/** What the three lists can be narrowed by; an absent field narrows nothing. */
export interface ListFilter<Status extends string> {
  readonly status?: readonly Status[]
  readonly reference?: string
  /** `from` is included, `before` is not. */
  readonly createdAt?: { readonly from?: Date; readonly before?: Date }
  /** Both ends are included. */
  readonly amount?: { readonly currency: string; readonly minMinor?: bigint; readonly maxMinor?: bigint }
  /** The id of a gateway account. */
  readonly gateway?: string
}

export interface ListRequest<Status extends string> {
  readonly first: number
  readonly after?: CursorKey
  readonly filter?: ListFilter<Status>
}

export interface ListPage<Node> {
  readonly nodes: readonly Node[]
  readonly hasNextPage: boolean
  /** The commit time of the newest event that the read model of this merchant and mode has; null where it has none. */
  readonly asOf: Date | null
}

type ListedTable = typeof payments | typeof refunds | typeof disputes

/**
 * Newest first; the id settles the order of rows of the same millisecond. In the words of the indexes: Postgres takes an
 * index for an order only where both put nulls in the same place, also for columns that have none.
 */
export const newestFirst = (table: ListedTable | typeof customers): SQL[] => [
  sql`${table.createdAt} desc nulls last`,
  sql`${table.id} desc nulls last`,
]

export function conditionOf<Status extends string>(
  table: ListedTable,
  owner: ListOwner,
  { after, filter = {} }: ListRequest<Status>,
): SQL | undefined {
  const { status, reference, createdAt, amount, gateway } = filter
  return and(
    eq(table.merchantId, owner.merchantId),
    eq(table.mode, owner.mode),
    after &&
      sql`(${table.createdAt}, ${table.id}) < (${new Date(after.createdAtMs).toISOString()}::timestamptz, ${after.id})`,
    status && inArray(sql`${table.status}`, [...status]),
    reference === undefined ? undefined : eq(table.reference, storableText(reference)),
    createdAt?.from && gte(table.createdAt, createdAt.from),
    createdAt?.before && lt(table.createdAt, createdAt.before),
    amount && eq(table.currency, amount.currency),
    amount?.minMinor === undefined ? undefined : gte(table.amountMinor, amount.minMinor),
    amount?.maxMinor === undefined ? undefined : lte(table.amountMinor, amount.maxMinor),
    gateway === undefined ? undefined : eq(table.gatewayAccountId, storableText(gateway)),
  )
}

/**
 * Asks how far the read model has come and then for the rows, in one request to Postgres. In that order: each statement
 * sees what is committed when it begins, so the rows may be newer than `asOf` and are never older.
 */
export async function pageOf<Row, Node>(
  db: Database,
  owner: ListOwner,
  first: number,
  query: Parameters<Database['batch']>[0][0] & PromiseLike<Row[]>,
  nodeOf: (row: Row) => Node,
): Promise<ListPage<Node>> {
  const progress = db
    .select({ asOf: projections.asOf })
    .from(projections)
    .where(and(eq(projections.merchantId, owner.merchantId), eq(projections.mode, owner.mode)))
  const [asOf, rows] = (await available(db.batch([progress, query]))) as [{ asOf: Date }[], Row[]]
  const newest = asOf.map((row) => row.asOf).sort((one, other) => other.getTime() - one.getTime())[0]
  return { nodes: rows.slice(0, first).map(nodeOf), hasNextPage: rows.length > first, asOf: newest ?? null }
}
