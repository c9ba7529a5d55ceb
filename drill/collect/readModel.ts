import type { PaymentRow, RefundRow } from '../check/evidence.ts'
import { ask } from './sql.ts'

type Database = Parameters<typeof ask>[0]

/** The rows of these payments, and their refunds'. */
export async function readRows(
  database: Database,
  paymentIds: readonly string[],
): Promise<{ readonly rows: readonly PaymentRow[]; readonly refundRows: readonly RefundRow[] }> {
  const ids = JSON.stringify(paymentIds)
  const some = 'in (select jsonb_array_elements_text($1::jsonb))'
  const [payments, refunds] = await Promise.all([
    ask(
      database,
      `select id, seq, status, amount_minor, currency, view->>'amountCapturedMinor' as captured,
       view->>'amountRefundedMinor' as refunded from payments where id ${some}`,
      [ids],
    ),
    ask(database, `select id, payment_id, status, amount_minor from refunds where payment_id ${some}`, [ids]),
  ])
  return {
    rows: payments.map((row) => ({
      id: String(row.id),
      seq: Number(row.seq),
      status: String(row.status),
      amountMinor: Number(row.amount_minor),
      currency: String(row.currency),
      capturedMinor: Number(row.captured),
      refundedMinor: Number(row.refunded),
    })),
    refundRows: refunds.map((row) => ({
      id: String(row.id),
      paymentId: String(row.payment_id),
      status: String(row.status),
      amountMinor: Number(row.amount_minor),
    })),
  }
}

/** Rows of payments that are none of these; there should be none. */
export async function strangersAmong(
  database: Database,
  paymentIds: readonly string[],
): Promise<readonly PaymentRow[]> {
  const rows = await ask(
    database,
    'select id from payments where id not in (select jsonb_array_elements_text($1::jsonb))',
    [JSON.stringify(paymentIds)],
  )
  const unknown = { seq: 0, status: '', amountMinor: 0, currency: '', capturedMinor: 0, refundedMinor: 0 }
  return rows.map(({ id }) => ({ id: String(id), ...unknown }))
}
