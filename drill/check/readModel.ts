import { byKey, type Evidence } from './evidence.ts'
import { type Finding, lookingFor } from './finding.ts'
import type { Replayed } from './replay.ts'

/** I4: Postgres is what the objects' logs replay to, row for row; and the audit log has every event, in a chain that holds. */
export function checkReadModel(
  { logs, rows, refundRows, audit }: Pick<Evidence, 'logs' | 'rows' | 'refundRows' | 'audit'>,
  states: ReadonlyMap<string, Replayed | undefined>,
): Finding {
  const look = lookingFor('I4')
  const rowsById = byKey(rows, ({ id }) => id)
  const refundsByPayment = byKey(refundRows, ({ paymentId }) => paymentId)
  for (const [paymentId, state] of states) {
    if (state === undefined) continue
    const [row] = rowsById.get(paymentId) ?? []
    look.holds(row !== undefined, paymentId, () => 'Postgres has no row of it')
    if (row === undefined) continue
    const told = [row.seq, row.status, row.amountMinor, row.currency, row.capturedMinor, row.refundedMinor]
    const replayed = [
      state.seq,
      state.status,
      state.amountMinor,
      state.currency,
      state.capturedMinor,
      state.refundedMinor,
    ]
    look.holds(
      told.join() === replayed.join(),
      paymentId,
      () => `Postgres has ${told.join(' ')}, its log ${replayed.join(' ')}`,
    )
    const listed = (refundsByPayment.get(paymentId) ?? []).map(
      ({ id, status, amountMinor }) => `${id.split('_').at(-1)} ${status} ${amountMinor}`,
    )
    const own = [...state.refunds.values()].map(
      ({ number, status, amountMinor }) => `${number} ${status} ${amountMinor}`,
    )
    look.holds(
      listed.sort().join() === own.sort().join(),
      paymentId,
      () => `Postgres has the refunds [${listed.join(', ')}], its log [${own.join(', ')}]`,
    )
  }
  for (const { id } of rows)
    look.holds(states.has(id), id, () => 'Postgres has a row of a payment that no object knows')
  look.holds(audit.brokenAt === undefined, undefined, () => `the audit log's chain breaks at ${audit.brokenAt}`)
  for (const { paymentId, events } of logs) {
    const others = events.filter(({ seq, sha256 }) => audit.events.get(`${paymentId} ${seq}`) !== sha256)
    look.holds(
      others.length === 0,
      paymentId,
      () => `the audit log has not, or otherwise, its events ${others.map(({ seq }) => seq).join(', ')}`,
    )
  }
  return look.finding()
}
