import type { Mode } from '../ids/ids.ts'
import { chained, genesisOf, lineOf } from './chain.ts'
import type { AuditEntry, AuditHead, AuditOwner, AuditPage, NewEntry } from './contract.ts'

/**
 * A row of `blocks` holds what was written with one commit, its lines under the number of the first. The one row of `log`
 * has the head, and how far each source was taken (`marks`), in the same commit as the entries from it. `segments` are
 * the files that the archive has.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS log (only INTEGER PRIMARY KEY CHECK (only = 1), merchant TEXT NOT NULL, mode TEXT NOT NULL,
    number INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL, archived INTEGER NOT NULL, marks TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS blocks
    (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS segments (first INTEGER PRIMARY KEY, last INTEGER NOT NULL)`

export type Marks = Readonly<Record<string, number>>

/** A mark of 0 is one that is not needed any more. */
const moved = (marks: Marks, changes: Marks): Marks =>
  Object.fromEntries(Object.entries({ ...marks, ...changes }).filter(([, number]) => number > 0))

interface LogRow extends Record<string, SqlStorageValue> {
  merchant: string
  mode: string
  number: number
  hash: string
  at: number
  archived: number
  marks: string
}

interface BlockRow extends Record<string, SqlStorageValue> {
  first: number
  body: string
}

/** What the log's one row says. */
interface Standing {
  readonly head: AuditHead
  /** When the newest entry was written. */
  readonly atMs: number | null
  /** The archive has everything up to here. */
  readonly archived: number
  readonly marks: Marks
}

/** Whose log the rows are, for a memory that begins without being told its object's name, as an alarm's may. */
export function ownerOfRows(sql: SqlStorage): AuditOwner | undefined {
  if (sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'log'`).toArray().length === 0) return undefined
  const [row] = sql.exec<LogRow>('SELECT * FROM log').toArray()
  return row === undefined ? undefined : { merchantId: row.merchant, mode: row.mode as Mode }
}

export type AuditStore = ReturnType<typeof createStore>

/** The rows of one log. Reading a log that nobody ever wrote to makes none. */
export function createStore(
  { sql, transactionSync }: Pick<DurableObjectStorage, 'sql' | 'transactionSync'>,
  owner: AuditOwner,
) {
  let hasTables = sql.exec(`SELECT 1 FROM sqlite_master WHERE name = 'log'`).toArray().length > 0
  let standing = readStanding()

  function readStanding(): Standing {
    const [row] = hasTables ? sql.exec<LogRow>('SELECT * FROM log').toArray() : []
    if (row === undefined) return { head: genesisOf(owner), atMs: null, archived: 0, marks: {} }
    const { number, hash, at, archived, marks } = row
    return { head: { number, hash }, atMs: at, archived, marks: JSON.parse(marks) as Marks }
  }

  /** Lines beyond a number, oldest first. */
  const linesBeyond = (after: number, first: number): readonly string[] => {
    if (!hasTables) return []
    const lines: string[] = []
    const from = 'SELECT coalesce(max(first), 0) FROM blocks WHERE first <= ?'
    for (const row of sql.exec<BlockRow>(
      `SELECT first, body FROM blocks WHERE first >= (${from}) ORDER BY first`,
      after + 1,
    )) {
      lines.push(...row.body.split('\n').filter((_line, index) => row.first + index > after))
      if (lines.length >= first) break
    }
    return lines.slice(0, first)
  }

  const oldest = (): number => {
    const [row] = hasTables
      ? sql.exec<{ first: number }>('SELECT first FROM blocks ORDER BY first LIMIT 1').toArray()
      : []
    return row?.first ?? standing.head.number + 1
  }

  return {
    standing: (): Standing => standing,
    mark: (source: string): number => standing.marks[source] ?? 0,
    linesBeyond,
    oldest,
    isWritten: (): boolean => hasTables,

    /** Adds entries behind the head and moves the marks: one transaction. */
    append(entries: readonly NewEntry[], marks: Marks, nowMs: number): AuditHead {
      const added = chained(standing.head, entries)
      const last = added.at(-1)
      const next: Standing = {
        ...standing,
        head: last === undefined ? standing.head : { number: last.number, hash: last.hash },
        atMs: last === undefined ? standing.atMs : nowMs,
        marks: moved(standing.marks, marks),
      }
      transactionSync(() => {
        if (!hasTables) sql.exec(TABLES)
        if (last !== undefined) {
          const body = added.map(lineOf).join('\n')
          sql.exec('INSERT INTO blocks VALUES (?, ?, ?, ?)', added[0]?.number ?? 0, last.number, nowMs, body)
        }
        sql.exec(
          'INSERT OR REPLACE INTO log VALUES (1, ?, ?, ?, ?, ?, ?, ?)',
          owner.merchantId,
          owner.mode,
          next.head.number,
          next.head.hash,
          next.atMs ?? nowMs,
          next.archived,
          JSON.stringify(next.marks),
        )
      })
      hasTables = true
      standing = next
      return next.head
    },

    /** Newest first, of what is here. */
    readBack(matches: (entry: AuditEntry) => boolean, before: number | undefined, first: number): AuditPage {
      const entries: AuditEntry[] = []
      const below = before ?? standing.head.number + 1
      const rows = hasTables
        ? sql.exec<BlockRow>('SELECT first, body FROM blocks WHERE first < ? ORDER BY first DESC', below)
        : []
      for (const { body } of rows) {
        for (const line of body.split('\n').reverse()) {
          const entry = JSON.parse(line) as AuditEntry
          if (entry.number < below && matches(entry)) entries.push(entry)
        }
        if (entries.length > first) break
      }
      return { entries: entries.slice(0, first), hasMore: entries.length > first, oldest: oldest() }
    },

    /** When the oldest entry was written that the archive does not have; undefined where it has all. */
    unarchivedSinceMs(): number | undefined {
      if (!hasTables) return undefined
      const next = standing.archived + 1
      const block = 'SELECT at FROM blocks WHERE first <= ? AND last >= ? ORDER BY first DESC LIMIT 1'
      return sql.exec<{ at: number }>(block, next, next).toArray()[0]?.at
    },

    /** The archive has the entries up to this one: blocks that end before `keptFrom` are not needed any more. */
    archivedUpTo(last: number, keptFrom: number): void {
      transactionSync(() => {
        sql.exec('INSERT OR REPLACE INTO segments VALUES (?, ?)', standing.archived + 1, last)
        sql.exec('UPDATE log SET archived = ?', last)
        sql.exec('DELETE FROM blocks WHERE last < ?', Math.min(keptFrom, last + 1))
      })
      standing = { ...standing, archived: last }
    },

    /** The first number of the segment that has this one. */
    segmentOf(number: number): number | undefined {
      if (!hasTables) return undefined
      const [row] = sql
        .exec<{ first: number }>('SELECT first FROM segments WHERE first <= ? AND last >= ?', number, number)
        .toArray()
      return row?.first
    },
  }
}
