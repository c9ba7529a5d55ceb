import { fromJson, toJson } from '../money/json.ts'
import type { PaymentEvent } from '../payment/event.ts'
import type { Activity, Announcement, PaymentFacts } from './contract.ts'

/**
 * A row holds what came with one announcement, under the place of its first event; `payments` knows how far each
 * payment's log is here, so that what is announced twice is taken once.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS activity
    (first INTEGER PRIMARY KEY, count INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS payments (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID`

/** An object holds 10 GB. A merchant who fills this in less than 30 days has a feed of fewer days. */
const MOST_BYTES = 6_000_000_000
/** Rows that are forgotten in one go, so that no look after them takes longer than an alarm may. */
const FORGET_ROWS = 2_000

interface Row extends Record<string, SqlStorageValue> {
  first: number
  body: string
}

interface Body extends PaymentFacts {
  readonly events: readonly PaymentEvent[]
}

export type ActivityStore = ReturnType<typeof createStore>

/** The rows of one shard. Reading a shard that nothing was ever announced to makes none. */
export function createStore({ sql, transactionSync }: Pick<DurableObjectStorage, 'sql' | 'transactionSync'>) {
  let hasTables = sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'activity'`).toArray().length > 0

  const bounds = (): { readonly head: number; readonly oldest: number } => {
    if (!hasTables) return { head: 0, oldest: 1 }
    const [newest] = sql
      .exec<{ first: number; count: number }>('SELECT first, count FROM activity ORDER BY first DESC LIMIT 1')
      .toArray()
    const [oldest] = sql.exec<{ first: number }>('SELECT first FROM activity ORDER BY first LIMIT 1').toArray()
    const head = newest === undefined ? 0 : newest.first + newest.count - 1
    return { head, oldest: oldest?.first ?? head + 1 }
  }

  return {
    bounds,

    /** The seq of this payment up to which everything is here; undefined where nothing (any more) is known of it. */
    seqOf(paymentId: string): number | undefined {
      if (!hasTables) return undefined
      return sql.exec<{ seq: number }>('SELECT seq FROM payments WHERE id = ?', paymentId).toArray()[0]?.seq
    },

    /** Adds events behind the place `head`: one transaction. */
    append(head: number, { events, merchantId: _merchant, mode: _mode, ...facts }: Announcement): void {
      const last = events.at(-1)
      if (last === undefined) return
      const body = toJson({ ...facts, events } satisfies Body)
      transactionSync(() => {
        if (!hasTables) sql.exec(TABLES)
        sql.exec('INSERT INTO activity VALUES (?, ?, ?, ?)', head + 1, events.length, last.occurredAtMs, body)
        sql.exec('INSERT OR REPLACE INTO payments VALUES (?, ?, ?)', facts.paymentId, last.seq, last.occurredAtMs)
      })
      hasTables = true
    },

    /** Events beyond a place, oldest first. It reads as many rows as there are events wanted, and seldom needs them all. */
    readOn(after: number, first: number): readonly Activity[] {
      if (!hasTables) return []
      const from = 'SELECT coalesce(max(first), 0) FROM activity WHERE first <= ?'
      return sql
        .exec<Row>(`SELECT first, body FROM activity WHERE first >= (${from}) ORDER BY first LIMIT ?`, after + 1, first)
        .toArray()
        .flatMap(activitiesOf)
        .filter(({ position }) => position > after)
        .slice(0, first)
    },

    /** Events before a place, newest first. */
    readBack(before: number, first: number): readonly Activity[] {
      if (!hasTables) return []
      return sql
        .exec<Row>('SELECT first, body FROM activity WHERE first < ? ORDER BY first DESC LIMIT ?', before, first)
        .toArray()
        .flatMap((row) => activitiesOf(row).toReversed())
        .filter(({ position }) => position < before)
        .slice(0, first)
    },

    /**
     * Forgets what is older than this, and the oldest of all where there is more than the object should hold; so many
     * rows at a time, true while there are more. It goes from the beginning on: a row that was announced late and stands
     * among younger ones stays with them, so that there is never a hole behind `oldest`. The newest row stays: places are
     * never given twice.
     */
    forget(beforeMs: number, { mostBytes = MOST_BYTES, rows = FORGET_ROWS } = {}): boolean {
      if (!hasTables) return false
      const isFull = sql.databaseSize > mostBytes
      const [oldest] = sql.exec<{ at: number }>('SELECT at FROM activity ORDER BY first LIMIT 1').toArray()
      // Mostly there is nothing to do, and this is all that it costs to know.
      if (!isFull && (oldest === undefined || oldest.at >= beforeMs)) return false
      const [part] = sql
        .exec<{ last: number | null; newest: number | null; young: number | null }>(
          `SELECT max(first) AS last, max(at) AS newest, min(CASE WHEN at >= ?1 THEN first END) AS young FROM
             (SELECT first, at FROM activity WHERE first < (SELECT max(first) FROM activity) ORDER BY first LIMIT ?2)`,
          beforeMs,
          rows,
        )
        .toArray()
      if (part?.last === undefined || part.last === null) return false
      const before = isFull ? part.last + 1 : (part.young ?? part.last + 1)
      const goneBeforeMs = isFull ? Number(part.newest) + 1 : beforeMs
      return transactionSync(() => {
        sql.exec(
          `DELETE FROM payments WHERE at < ?1 AND id IN
             (SELECT json_extract(body, '$.paymentId') FROM activity WHERE first < ?2)`,
          goneBeforeMs,
          before,
        )
        return sql.exec('DELETE FROM activity WHERE first < ?', before).rowsWritten > 0 && before > Number(part.last)
      })
    },
  }
}

function activitiesOf({ first, body }: Row): readonly Activity[] {
  const { events, ...facts } = fromJson<Body>(body)
  return events.map((event, index) => ({ ...facts, position: first + index, event }))
}
