import type { Answer, Attempt, DeliveryQuery, RedeliverRange } from './contract.ts'
import { type DeliveryRow, WAITING_COLUMNS, type WaitingRow, waitingOf } from './rows.ts'
import type { Waiting } from './schedule.ts'

/** Deliveries that ended are kept for so long. */
const KEPT_MS = 30 * 24 * 3_600_000
/**
 * Of one status at most so many, so that an object stays far from the platform's 10 GB. What arrived is soon of no interest
 * to anybody; what did not arrive is there until somebody has mended the receiver and asks for it again.
 */
const MOST_KEPT = { SUCCEEDED: 10_000, FAILED: 50_000, CANCELED: 50_000 } as const
/** A delivery that probes for three days has more attempts than anybody reads. */
export const MOST_ATTEMPTS = 100

export interface Ended {
  readonly waiting: readonly Waiting[]
  readonly left: number
  /** When the first of those that are left was made. */
  readonly leftFromMs?: number
}

/** What an operator reads and sends again of one endpoint's deliveries, and how it is forgotten. */
export function createHistory(
  { sql, transactionSync }: Pick<DurableObjectStorage, 'sql' | 'transactionSync'>,
  hasTables: () => boolean,
) {
  /** The newest number of this status that is one too many; 0 where none is. */
  const tooOld = (status: keyof typeof MOST_KEPT): number =>
    sql
      .exec<{ number: number }>(
        'SELECT number FROM deliveries WHERE status = ? ORDER BY number DESC LIMIT 1 OFFSET ?',
        ...[status, MOST_KEPT[status]],
      )
      .toArray()[0]?.number ?? 0

  return {
    /** Those of the range that do not wait already, oldest first; of more than `most` also how many are left, and since when. */
    ended({ fromMs, toMs, status, type }: RedeliverRange, most: number): Ended {
      const conditions = [`status <> 'PENDING'`]
      const values: SqlStorageValue[] = []
      const where = (condition: string, value: SqlStorageValue | undefined) => {
        if (value === undefined) return
        conditions.push(condition)
        values.push(value)
      }
      where('created_at >= ?', fromMs)
      where('created_at < ?', toMs)
      where('status = ?', status)
      where('type = ?', type)
      const wanted = `FROM deliveries WHERE ${conditions.join(' AND ')}`
      const waiting = sql
        .exec<WaitingRow>(`SELECT ${WAITING_COLUMNS} ${wanted} ORDER BY number LIMIT ?`, ...values, Math.max(0, most))
        .toArray()
        .map(waitingOf)
      const { left, since } = sql
        .exec<{ left: number; since: number | null }>(
          `SELECT count(*) AS left, min(created_at) AS since ${wanted} AND number > ?`,
          ...[...values, waiting.at(-1)?.number ?? 0],
        )
        .one()
      return { waiting, left, ...(since === null ? {} : { leftFromMs: since }) }
    },

    /** What was canceled from then on. */
    canceledSince(atMs: number): readonly Waiting[] {
      return sql
        .exec<WaitingRow>(
          `SELECT ${WAITING_COLUMNS} FROM deliveries WHERE status = 'CANCELED' AND ended_at >= ? ORDER BY number`,
          atMs,
        )
        .toArray()
        .map(waitingOf)
    },

    /** Newest first. */
    list({ first, before, status, type, paymentId, eventId }: DeliveryQuery): readonly DeliveryRow[] {
      if (!hasTables()) return []
      const wanted = {
        'number <': before,
        'status =': status,
        'type =': type,
        'payment_id =': paymentId,
        'event_id =': eventId,
      }
      const given = Object.entries(wanted).filter((entry): entry is [string, string | number] => entry[1] !== undefined)
      const where = given.length === 0 ? '' : `WHERE ${given.map(([condition]) => `${condition} ?`).join(' AND ')}`
      const values = given.map(([, value]) => value)
      return sql
        .exec<DeliveryRow>(`SELECT * FROM deliveries ${where} ORDER BY number DESC LIMIT ?`, ...values, first)
        .toArray()
    },

    /** Oldest first, and of more than `most` the newest. */
    attempts(number: number, most = MOST_ATTEMPTS): readonly Attempt[] {
      return sql
        .exec<{ number: number; started_at: number; answer: string | null }>(
          'SELECT number, started_at, answer FROM attempts WHERE delivery = ? ORDER BY number DESC LIMIT ?',
          ...[number, most],
        )
        .toArray()
        .reverse()
        .map((row) => ({
          number: row.number,
          startedAtMs: row.started_at,
          ...(row.answer === null ? {} : { answer: JSON.parse(row.answer) as Answer }),
        }))
    },

    /** Forgets what ended long ago. The newest row stays: numbers are never given twice. */
    tidy(nowMs: number): void {
      if (!hasTables()) return
      const old = `status <> 'PENDING' AND number < (SELECT max(number) FROM deliveries)
        AND (ended_at < ?1 OR number <= CASE status WHEN 'SUCCEEDED' THEN ?2 WHEN 'FAILED' THEN ?3 ELSE ?4 END)`
      const bounds = [nowMs - KEPT_MS, tooOld('SUCCEEDED'), tooOld('FAILED'), tooOld('CANCELED')]
      transactionSync(() => {
        sql.exec(`DELETE FROM attempts WHERE delivery IN (SELECT number FROM deliveries WHERE ${old})`, ...bounds)
        sql.exec(`DELETE FROM deliveries WHERE ${old}`, ...bounds)
      })
    },
  }
}
