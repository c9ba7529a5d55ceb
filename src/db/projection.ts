import { type SQL, sql } from 'drizzle-orm'
import { CELL, childId, type Mode } from '../ids/ids.ts'
import type { PaymentView } from '../payment/view.ts'
import type { Database } from './database.ts'
import { storableJson } from './storable.ts'

/** What the read model shall show of a payment: its picture, and when the event `view.seq` was committed. */
export interface Projected {
  readonly merchantId: string
  readonly mode: Mode
  readonly view: PaymentView
  readonly asOfMs: number
}

/**
 * `later`: a row is replaced only by a later picture. `repaired`: also by the same one where the row differs from it, as
 * a rebuild does, which knows that its pictures are right; never by an earlier one.
 */
export type Replacing = 'later' | 'repaired'

/**
 * Writes pictures of payments, with their refunds and disputes, in one transaction. A row is replaced only by a later
 * picture, so messages may come twice, late and in any order. Rows go in the order of their ids, so that two writers
 * never wait for each other in a circle. Every table takes one value, a JSON list, whatever the number of rows.
 * Returns how many rows it made or replaced.
 */
export async function writeProjection(
  db: Database,
  projected: readonly Projected[],
  replacing: Replacing = 'later',
): Promise<number> {
  const newest = newestOfEach(projected)
  if (newest.length === 0) return 0
  const { payments, refunds, disputes } = rowsOf(newest)
  const [...written] = await db.batch([
    db.execute(upsertPayments(payments, replacing)),
    ...(refunds.length > 0 ? [db.execute(upsertRefunds(refunds, replacing))] : []),
    ...(disputes.length > 0 ? [db.execute(upsertDisputes(disputes, replacing))] : []),
    // Last, because other writers wait for this row until the transaction ends.
    db.execute(upsertProgress(progressRows(newest))),
  ])
  return written.slice(0, -1).reduce((sum, { rowCount }) => sum + rowCount, 0)
}

/** The rows of the three tables as these pictures make them, by the names of their columns. */
export const rowsOf = (projected: readonly Projected[]) => ({
  payments: projected.map(paymentRow),
  refunds: projected.flatMap(refundRows),
  disputes: projected.flatMap(disputeRows),
})

/** One statement may not touch a row twice, so only the latest picture of each payment goes into it. */
function newestOfEach(projected: readonly Projected[]): Projected[] {
  const newest = new Map<string, Projected>()
  for (const one of projected) {
    const known = newest.get(one.view.id)
    if (known === undefined || known.view.seq < one.view.seq) newest.set(one.view.id, one)
  }
  return [...newest.values()].sort((one, other) => (one.view.id < other.view.id ? -1 : 1))
}

const isoOf = (ms: number): string => new Date(ms).toISOString()

/** What a row has in common with those of the payment's other tables. */
const shared = ({ merchantId, mode, view, asOfMs }: Projected) => ({
  merchant_id: merchantId,
  mode,
  cell: CELL,
  seq: view.seq,
  as_of: isoOf(asOfMs),
  currency: view.currency,
  reference: view.reference ?? null,
  gateway_account_id: view.attempts.at(-1)?.accountId ?? null,
})

const paymentRow = (projected: Projected) => ({
  ...shared(projected),
  id: projected.view.id,
  status: projected.view.status,
  amount_minor: projected.view.amountMinor,
  created_at: isoOf(projected.view.createdAtMs),
  view: projected.view,
})

const refundRows = (projected: Projected) =>
  projected.view.refunds.map((refund) => ({
    ...shared(projected),
    id: childId('refund', projected.view.id, refund.number),
    payment_id: projected.view.id,
    status: refund.status,
    amount_minor: refund.amountMinor,
    created_at: isoOf(refund.createdAtMs),
    view: refund,
  }))

const disputeRows = (projected: Projected) =>
  projected.view.disputes.map((dispute) => ({
    ...shared(projected),
    id: childId('dispute', projected.view.id, dispute.number),
    payment_id: projected.view.id,
    stage: dispute.stage,
    status: dispute.status,
    amount_minor: dispute.amountMinor,
    created_at: isoOf(dispute.createdAtMs),
    view: dispute,
  }))

function progressRows(projected: readonly Projected[]) {
  const newest = new Map<string, { merchant_id: string; mode: Mode; cell: string; asOfMs: number }>()
  for (const { merchantId, mode, asOfMs } of projected) {
    const owner = `${merchantId} ${mode}`
    const known = newest.get(owner)
    if (known === undefined || known.asOfMs < asOfMs) {
      newest.set(owner, { merchant_id: merchantId, mode, cell: CELL, asOfMs })
    }
  }
  return [...newest.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { asOfMs, ...row }]) => ({ ...row, as_of: isoOf(asOfMs) }))
}

/** What never changes is written too: a row that somebody edited is then as it should be. */
const SHARED = sql.raw(
  ['merchant_id', 'mode', 'cell', 'seq', 'as_of', 'currency', 'reference', 'created_at']
    .map((column) => `${column} = excluded.${column}`)
    .join(', '),
)

const CONDITION: Readonly<Record<Replacing, SQL>> = {
  later: sql.raw('excluded.seq > stored.seq'),
  repaired: sql.raw(
    'excluded.seq > stored.seq or (excluded.seq = stored.seq and stored.* is distinct from excluded.*)',
  ),
}

const upsertPayments = (rows: readonly object[], replacing: Replacing): SQL => sql`
  insert into payments as stored
    (id, merchant_id, mode, cell, seq, as_of, status, amount_minor, currency, reference, gateway_account_id, created_at,
     view)
  select * from jsonb_to_recordset(${storableJson(rows)}::jsonb) as row
    (id text, merchant_id text, mode text, cell text, seq bigint, as_of timestamptz, status text, amount_minor bigint,
     currency text, reference text, gateway_account_id text, created_at timestamptz, view jsonb)
  on conflict (id) do update set
    ${SHARED}, status = excluded.status, amount_minor = excluded.amount_minor,
    gateway_account_id = excluded.gateway_account_id, view = excluded.view
  where ${CONDITION[replacing]}`

const upsertRefunds = (rows: readonly object[], replacing: Replacing): SQL => sql`
  insert into refunds as stored
    (id, payment_id, merchant_id, mode, cell, seq, as_of, status, amount_minor, currency, reference, gateway_account_id,
     created_at, view)
  select * from jsonb_to_recordset(${storableJson(rows)}::jsonb) as row
    (id text, payment_id text, merchant_id text, mode text, cell text, seq bigint, as_of timestamptz, status text,
     amount_minor bigint, currency text, reference text, gateway_account_id text, created_at timestamptz, view jsonb)
  on conflict (id) do update set
    payment_id = excluded.payment_id, ${SHARED}, status = excluded.status, amount_minor = excluded.amount_minor,
    gateway_account_id = excluded.gateway_account_id, view = excluded.view
  where ${CONDITION[replacing]}`

const upsertDisputes = (rows: readonly object[], replacing: Replacing): SQL => sql`
  insert into disputes as stored
    (id, payment_id, merchant_id, mode, cell, seq, as_of, stage, status, amount_minor, currency, reference,
     gateway_account_id, created_at, view)
  select * from jsonb_to_recordset(${storableJson(rows)}::jsonb) as row
    (id text, payment_id text, merchant_id text, mode text, cell text, seq bigint, as_of timestamptz, stage text,
     status text, amount_minor bigint, currency text, reference text, gateway_account_id text, created_at timestamptz,
     view jsonb)
  on conflict (id) do update set
    payment_id = excluded.payment_id, ${SHARED}, stage = excluded.stage, status = excluded.status,
    amount_minor = excluded.amount_minor, gateway_account_id = excluded.gateway_account_id, view = excluded.view
  where ${CONDITION[replacing]}`

const upsertProgress = (rows: readonly object[]): SQL => sql`
  insert into projections as stored (merchant_id, mode, cell, as_of)
  select * from jsonb_to_recordset(${storableJson(rows)}::jsonb) as row
    (merchant_id text, mode text, cell text, as_of timestamptz)
  on conflict (merchant_id, mode, cell) do update set as_of = excluded.as_of
  where excluded.as_of > stored.as_of`
