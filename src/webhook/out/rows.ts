import type { Priority, Waiting } from './schedule.ts'

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
export const TABLES = `
  CREATE TABLE endpoint (only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL, circuit TEXT NOT NULL, positions TEXT NOT NULL);
  CREATE TABLE deliveries (number INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, payment_id TEXT NOT NULL,
    seq INTEGER NOT NULL, status TEXT NOT NULL, test INTEGER NOT NULL, priority INTEGER NOT NULL, tries INTEGER NOT NULL,
    due_at INTEGER NOT NULL, deadline_at INTEGER NOT NULL, created_at INTEGER NOT NULL, ended_at INTEGER, body TEXT);
  CREATE INDEX deliveries_pending ON deliveries (number) WHERE status = 'PENDING';
  CREATE TABLE attempts (delivery INTEGER NOT NULL, number INTEGER NOT NULL, started_at INTEGER NOT NULL, answer TEXT,
    PRIMARY KEY (delivery, number)) WITHOUT ROWID`

/** What a delivery that waits is scheduled by. Its body may be large, and is read when it is sent. */
export type WaitingRow = Pick<
  DeliveryRow,
  'number' | 'payment_id' | 'seq' | 'priority' | 'due_at' | 'deadline_at' | 'tries'
>
export const WAITING_COLUMNS = 'number, payment_id, seq, priority, due_at, deadline_at, tries'

export const waitingOf = (row: WaitingRow): Waiting => ({
  number: row.number,
  paymentId: row.payment_id,
  seq: row.seq,
  priority: row.priority as Priority,
  dueAtMs: row.due_at,
  deadlineMs: row.deadline_at,
  tries: row.tries,
})
