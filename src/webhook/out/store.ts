import type { PaymentEventType } from '../../payment/event.ts'
import type { Answer, DeliveryStatus } from './contract.ts'
import { createHistory, MOST_ATTEMPTS } from './history.ts'
import type { Kept, KeptEndpoint, Positions } from './kept.ts'
import { type DeliveryRow, TABLES, WAITING_COLUMNS, type WaitingRow, waitingOf } from './rows.ts'
import { type Circuit, DEADLINE_MS, HEALTHY, PRIORITIES, type Waiting } from './schedule.ts'

export interface NewDelivery {
  readonly eventId: string
  readonly type: PaymentEventType
  readonly paymentId: string
  readonly seq: number
  /** Of a made-up event: there is no payment to render it from. */
  readonly test?: { readonly body: string }
}

export type EndpointStore = ReturnType<typeof createStore>

/** The rows of one endpoint. Reading one that was never made makes none. */
export function createStore({ sql, transactionSync }: Pick<DurableObjectStorage, 'sql' | 'transactionSync'>) {
  let hasTables = sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'endpoint'`).toArray().length > 0

  const update = (column: 'body' | 'circuit' | 'positions', value: object): void => {
    sql.exec(`UPDATE endpoint SET ${column} = ?`, JSON.stringify(value))
  }

  const insert = (delivery: NewDelivery, nowMs: number): Waiting | undefined => {
    const { eventId, type, paymentId, seq, test } = delivery
    const [row] = sql
      .exec<{ number: number }>(
        `INSERT INTO deliveries (event_id, type, payment_id, seq, status, test, priority, tries, due_at, deadline_at, created_at, body)
         VALUES (?, ?, ?, ?, 'PENDING', ?, ?, 0, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING number`,
        ...[eventId, type, paymentId, seq, test === undefined ? 0 : 1, PRIORITIES.news],
        ...[nowMs, nowMs + DEADLINE_MS, nowMs, test?.body ?? null],
      )
      .toArray()
    const waiting = { priority: PRIORITIES.news, dueAtMs: nowMs, deadlineMs: nowMs + DEADLINE_MS, tries: 0 }
    return row === undefined ? undefined : { ...waiting, number: row.number, paymentId, seq }
  }

  const postpone = ({ number, dueAtMs, deadlineMs, priority, tries }: Waiting): void => {
    sql.exec(
      `UPDATE deliveries SET status = 'PENDING', due_at = ?, deadline_at = ?, priority = ?, tries = ?, ended_at = NULL WHERE number = ?`,
      ...[dueAtMs, deadlineMs, priority, tries, number],
    )
  }

  return {
    read(): Kept | undefined {
      if (!hasTables) return undefined
      const [row] = sql.exec<{ body: string; circuit: string; positions: string }>('SELECT * FROM endpoint').toArray()
      return (
        row && {
          endpoint: JSON.parse(row.body) as KeptEndpoint,
          circuit: JSON.parse(row.circuit) as Circuit,
          positions: JSON.parse(row.positions) as Positions,
        }
      )
    },

    create(endpoint: KeptEndpoint): void {
      transactionSync(() => {
        if (!hasTables) sql.exec(TABLES)
        sql.exec(
          'INSERT INTO endpoint (only, body, circuit, positions) VALUES (1, ?, ?, ?)',
          ...[JSON.stringify(endpoint), JSON.stringify(HEALTHY), '{}'],
        )
      })
      hasTables = true
    },

    keepEndpoint: (endpoint: KeptEndpoint) => update('body', endpoint),
    /** Enabled again: with the deliveries that wait once more, and where nothing is made up for without its places in the feed. */
    enable(endpoint: KeptEndpoint, again: readonly Waiting[], forgetsPositions: boolean): void {
      transactionSync(() => {
        update('body', endpoint)
        if (forgetsPositions) update('positions', {})
        for (const one of again) postpone(one)
      })
    },
    keepCircuit: (circuit: Circuit) => update('circuit', circuit),

    /** After everything was deleted. */
    forget(): void {
      hasTables = false
    },

    /** New deliveries together with how far the feed was read for them: both or neither. */
    take(deliveries: readonly NewDelivery[], positions: Positions | undefined, nowMs: number): readonly Waiting[] {
      return transactionSync(() => {
        if (positions !== undefined) update('positions', positions)
        return deliveries.flatMap((delivery) => insert(delivery, nowMs) ?? [])
      })
    },

    waiting(): readonly Waiting[] {
      if (!hasTables) return []
      return sql
        .exec<WaitingRow>(`SELECT ${WAITING_COLUMNS} FROM deliveries WHERE status = 'PENDING'`)
        .toArray()
        .map(waitingOf)
    },

    /** Attempts that another memory began and did not see the end of. */
    lost(): readonly { readonly delivery: number; readonly attempt: number }[] {
      if (!hasTables) return []
      return sql
        .exec<{ delivery: number; attempt: number }>(
          `SELECT attempts.delivery, attempts.number AS attempt FROM deliveries
           JOIN attempts ON attempts.delivery = deliveries.number
           WHERE deliveries.status = 'PENDING' AND attempts.answer IS NULL`,
        )
        .toArray()
    },

    delivery: (number: number): DeliveryRow | undefined =>
      hasTables ? sql.exec<DeliveryRow>('SELECT * FROM deliveries WHERE number = ?', number).toArray()[0] : undefined,

    /** What there is to schedule of one, without its body. */
    waitingOne(number: number): Waiting | undefined {
      if (!hasTables) return undefined
      const columns = `SELECT ${WAITING_COLUMNS} FROM deliveries WHERE number = ?`
      return sql.exec<WaitingRow>(columns, number).toArray().map(waitingOf)[0]
    },

    /** Writes down that an attempt leaves, with what it carries where that is new; answers its number. */
    begin(number: number, body: string | undefined, nowMs: number): number {
      return transactionSync(() => {
        if (body !== undefined) sql.exec('UPDATE deliveries SET body = ? WHERE number = ?', body, number)
        const last = 'SELECT coalesce(max(number), 0) FROM attempts WHERE delivery = ?1'
        const attempt = sql
          .exec<{ number: number }>(
            `INSERT INTO attempts (delivery, number, started_at) VALUES (?1, (${last}) + 1, ?2) RETURNING number`,
            ...[number, nowMs],
          )
          .one().number
        if (attempt > MOST_ATTEMPTS) {
          sql.exec('DELETE FROM attempts WHERE delivery = ? AND number <= ?', number, attempt - MOST_ATTEMPTS)
        }
        return attempt
      })
    },

    answered(number: number, attempt: number, answer: Answer): void {
      const text = JSON.stringify(answer)
      sql.exec('UPDATE attempts SET answer = ? WHERE delivery = ? AND number = ?', text, number, attempt)
    },

    postpone,

    postponeAll: (many: readonly Waiting[]) => transactionSync(() => many.forEach(postpone)),

    /** What was put off because nobody answered is due at once. */
    pullForward(nowMs: number): void {
      sql.exec(`UPDATE deliveries SET due_at = ?1 WHERE status = 'PENDING' AND due_at > ?1`, nowMs)
    },

    end(number: number, status: Exclude<DeliveryStatus, 'PENDING'>, nowMs: number): void {
      sql.exec('UPDATE deliveries SET status = ?, ended_at = ? WHERE number = ?', status, nowMs, number)
    },

    cancelAll(nowMs: number): void {
      sql.exec(`UPDATE deliveries SET status = 'CANCELED', ended_at = ? WHERE status = 'PENDING'`, nowMs)
    },

    ...createHistory({ sql, transactionSync }, () => hasTables),
  }
}
