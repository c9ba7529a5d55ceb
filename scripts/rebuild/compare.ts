import { inArray, sql } from 'drizzle-orm'
import type { Database } from '../../src/db/database.ts'
import { type Projected, rowsOf } from '../../src/db/projection.ts'
import { disputes, payments, refunds } from '../../src/db/schema.ts'
import { storableJson } from '../../src/db/storable.ts'

/** What does not agree: which payment, in which table and field, and how. */
export interface Difference {
  readonly paymentId: string
  readonly field: string
  readonly message: string
}

type Row = Readonly<Record<string, unknown>>
type Table = 'payments' | 'refunds' | 'disputes'
export type Rows = Readonly<Record<Table, readonly Row[]>>

const MOMENTS: ReadonlySet<string> = new Set(['as_of', 'created_at'])

/** The rows that there are of these payments, as Postgres prints them. */
export async function actualRows(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Rows>> {
  const row = (table: Table) => sql<Row>`to_jsonb(${sql.identifier(table)})`
  const [ofPayments, ofRefunds, ofDisputes] = await db.batch([
    db
      .select({ id: payments.id, row: row('payments') })
      .from(payments)
      .where(inArray(payments.id, [...ids])),
    db
      .select({ id: refunds.paymentId, row: row('refunds') })
      .from(refunds)
      .where(inArray(refunds.paymentId, [...ids])),
    db
      .select({ id: disputes.paymentId, row: row('disputes') })
      .from(disputes)
      .where(inArray(disputes.paymentId, [...ids])),
  ])
  const of = (rows: readonly { readonly id: string; readonly row: Row }[], id: string) =>
    rows.filter((one) => one.id === id).map((one) => one.row)
  return new Map(
    ids.map((id) => [id, { payments: of(ofPayments, id), refunds: of(ofRefunds, id), disputes: of(ofDisputes, id) }]),
  )
}

/** Every field in which the rows are not what this picture makes them. */
export function compareRows(expected: Projected, actual: Rows): readonly Difference[] {
  const paymentId = expected.view.id
  const made: Rows = JSON.parse(storableJson(rowsOf([expected])))
  return (['payments', 'refunds', 'disputes'] as const).flatMap((table) => {
    const ids = new Set([...made[table], ...actual[table]].map(({ id }) => String(id)))
    return [...ids].flatMap((id) => {
      const place = table === 'payments' ? table : `${table} ${id}`
      const [should, is] = [made, actual].map((rows) => rows[table].find((row) => row.id === id))
      if (should === undefined) return [{ paymentId, field: place, message: 'is a row that should not be there' }]
      if (is === undefined) return [{ paymentId, field: place, message: 'has no row' }]
      return compareRow(paymentId, place, should, is)
    })
  })
}

const compareRow = (paymentId: string, place: string, should: Row, is: Row): readonly Difference[] =>
  Object.keys(should).flatMap((column) => {
    const one = comparable(column, should[column])
    const other = comparable(column, is[column])
    return fieldsThatDiffer(column, one, other).map(([path, wanted, found]) => ({
      paymentId,
      field: `${place}.${path}`,
      message: `is ${shown(found)}, should be ${shown(wanted)}`,
    }))
  })

/** Postgres prints moments and amounts in its own spelling. */
function comparable(column: string, value: unknown): unknown {
  if (MOMENTS.has(column)) return new Date(String(value)).toISOString()
  return column.endsWith('_minor') ? String(value) : (value ?? null)
}

type Differing = readonly [path: string, wanted: unknown, found: unknown]

const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null

function fieldsThatDiffer(path: string, wanted: unknown, found: unknown): readonly Differing[] {
  if (!isObject(wanted) || !isObject(found)) return wanted === found ? [] : [[path, wanted, found]]
  const names = new Set([...Object.keys(wanted), ...Object.keys(found)])
  return [...names].flatMap((name) => fieldsThatDiffer(`${path}.${name}`, wanted[name], found[name]))
}

const LONGEST_SHOWN = 60
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'absent').slice(0, LONGEST_SHOWN)
