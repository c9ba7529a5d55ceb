import type { ActivityOwner } from '../../activity/contract.ts'
import type { PaymentEventType } from '../../payment/event.ts'
import type {
  Answer,
  Attempt,
  DeliveryQuery,
  DeliveryStatus,
  DisabledReason,
  EndpointSettings,
  RedeliverRange,
} from './contract.ts'
import { type Circuit, DEADLINE_MS, HEALTHY, PRIORITIES, type Priority, type Waiting } from './schedule.ts'

/** A secret as it is kept, and until when it signs where another has taken its place. */
export interface KeptSecret {
  readonly sealed: string
  readonly untilMs?: number
}

/** What an endpoint is. */
export interface KeptEndpoint {
  readonly id: string
  readonly owner: ActivityOwner
  readonly settings: EndpointSettings
  readonly enabled: boolean
  readonly disabledReason?: DisabledReason
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** The newest first. */
  readonly secrets: readonly KeptSecret[]
}

/** How far it has come in each shard of the feed; a shard that it does not know begins at its head. */
export type Positions = Readonly<Record<number, number>>

export interface Kept {
  readonly endpoint: KeptEndpoint
  readonly circuit: Circuit
  readonly positions: Positions
}

export interface NewDelivery {
  readonly eventId: string
  readonly type: PaymentEventType
  readonly paymentId: string
  readonly seq: number
  /** Of a made-up event: there is no payment to render it from. */
  readonly test?: { readonly body: string }
}

export interface DeliveryRow extends Record<string, SqlStorageValue> {
  number: number
  event_id: string
  type: string
  payment_id: string
  seq: number
  status: string
  test: number
  priority: number
  tries: number
  due_at: number
  deadline_at: number
  created_at: number
  ended_at: number | null
  body: string | null
}

/** The index is over what waits alone, which is what a new memory reads. */
const TABLES = `
  CREATE TABLE endpoint (only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL, circuit TEXT NOT NULL, positions TEXT NOT NULL);
  CREATE TABLE deliveries (number INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, payment_id TEXT NOT NULL,
    seq INTEGER NOT NULL, status TEXT NOT NULL, test INTEGER NOT NULL, priority INTEGER NOT NULL, tries INTEGER NOT NULL,
    due_at INTEGER NOT NULL, deadline_at INTEGER NOT NULL, created_at INTEGER NOT NULL, ended_at INTEGER, body TEXT);
  CREATE INDEX deliveries_pending ON deliveries (number) WHERE status = 'PENDING';
  CREATE TABLE attempts (delivery INTEGER NOT NULL, number INTEGER NOT NULL, started_at INTEGER NOT NULL, answer TEXT,
    PRIMARY KEY (delivery, number)) WITHOUT ROWID`

/** Deliveries that ended are kept for so long, or until so many newer ones came. */
const KEPT_MS = 30 * 24 * 3_600_000
const MOST_KEPT = 10_000
/** A delivery that probes for three days has more attempts than anybody reads. */
const MOST_ATTEMPTS = 100

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
    keepCircuit: (circuit: Circuit) => update('circuit', circuit),
    keepPositions: (positions: Positions) => update('positions', positions),

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
      return sql.exec<DeliveryRow>(`SELECT * FROM deliveries WHERE status = 'PENDING'`).toArray().map(waitingOf)
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

    postpone({ number, dueAtMs, deadlineMs, priority, tries }: Waiting): void {
      sql.exec(
        `UPDATE deliveries SET status = 'PENDING', due_at = ?, deadline_at = ?, priority = ?, tries = ?, ended_at = NULL WHERE number = ?`,
        ...[dueAtMs, deadlineMs, priority, tries, number],
      )
    },

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

    /** Those of the range that do not wait already, oldest first. */
    ended({ fromMs, toMs, status, type }: RedeliverRange): readonly Waiting[] {
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
      return sql
        .exec<DeliveryRow>(`SELECT * FROM deliveries WHERE ${conditions.join(' AND ')} ORDER BY number`, ...values)
        .toArray()
        .map(waitingOf)
    },

    /** Newest first. */
    list({ first, before, status, type, paymentId, eventId }: DeliveryQuery): readonly DeliveryRow[] {
      if (!hasTables) return []
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

    attempts(number: number): readonly Attempt[] {
      return sql
        .exec<{ number: number; started_at: number; answer: string | null }>(
          'SELECT number, started_at, answer FROM attempts WHERE delivery = ? ORDER BY number',
          number,
        )
        .toArray()
        .map((row) => ({
          number: row.number,
          startedAtMs: row.started_at,
          ...(row.answer === null ? {} : { answer: JSON.parse(row.answer) as Answer }),
        }))
    },

    /** Forgets what ended long ago. The newest row stays: numbers are never given twice. */
    tidy(nowMs: number): void {
      if (!hasTables) return
      const old = `status <> 'PENDING' AND number < (SELECT max(number) FROM deliveries)
        AND (ended_at < ?1 OR number <= (SELECT max(number) FROM deliveries) - ${MOST_KEPT})`
      transactionSync(() => {
        sql.exec(`DELETE FROM attempts WHERE delivery IN (SELECT number FROM deliveries WHERE ${old})`, nowMs - KEPT_MS)
        sql.exec(`DELETE FROM deliveries WHERE ${old}`, nowMs - KEPT_MS)
      })
    },
  }
}

const waitingOf = (row: DeliveryRow): Waiting => ({
  number: row.number,
  paymentId: row.payment_id,
  seq: row.seq,
  priority: row.priority as Priority,
  dueAtMs: row.due_at,
  deadlineMs: row.deadline_at,
  tries: row.tries,
})
