import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { execute, NO_TABLES, type Tables } from './tables.ts'

/** What an object's rows are kept in. `begun` says that there are writes that a crash would take with it. */
export interface Rows {
  exec(text: string, given: readonly SqlStorageValue[]): readonly Readonly<Record<string, SqlStorageValue>>[]
  transaction<Value>(work: () => Value): Value
  /** Everything written so far survives from now on. */
  keep(): void
  /** Everything since then was never written. Answers rows for the next memory: the one before may go on with its own. */
  lose(): Rows
  close(): void
}

export const writes = (text: string): boolean => !/^\s*SELECT\b/i.test(text)

/** Rows as plain values: what was durable is a value that is still there. */
export function memoryRows(durable: Tables = NO_TABLES): Rows {
  let kept = durable
  let tables = durable
  return {
    exec(text, given) {
      const [next, rows] = execute(tables, text, given)
      tables = next
      return rows
    },
    transaction(work) {
      const before = tables
      try {
        return work()
      } catch (error) {
        tables = before
        throw error
      }
    },
    keep: () => {
      kept = tables
    },
    lose: () => memoryRows(kept),
    close: () => undefined,
  }
}

/** What an object that has ended would still do to its database. */
class GoneError extends Error {}

/** Rows in SQLite itself: what is not durable yet is a transaction that is still open. */
export function sqliteRows(
  database = new DatabaseSync(':memory:'),
  statements = new Map<string, StatementSync>(),
): Rows {
  let isOpen = false
  let depth = 0
  let isGone = false

  const prepared = (text: string): StatementSync => {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = database.prepare(text)
    statements.set(text, statement)
    return statement
  }

  const begin = (): void => {
    if (isGone) throw new GoneError('this object has ended')
    if (isOpen) return
    prepared('BEGIN').run()
    isOpen = true
  }

  return {
    exec(text, given) {
      if (isGone) throw new GoneError('this object has ended')
      if (writes(text)) begin()
      if (/;\s*\S/.test(text)) {
        database.exec(text)
        return []
      }
      const values = given.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value))
      return prepared(text).all(...(values as string[])) as Record<string, SqlStorageValue>[]
    },
    transaction(work) {
      begin()
      depth += 1
      const name = `part_${depth}`
      prepared(`SAVEPOINT ${name}`).run()
      try {
        const value = work()
        prepared(`RELEASE ${name}`).run()
        return value
      } catch (error) {
        if (!isGone) database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`)
        throw error
      } finally {
        depth -= 1
      }
    },
    keep: () => {
      if (isOpen) prepared('COMMIT').run()
      isOpen = false
    },
    lose: () => {
      if (isOpen) prepared('ROLLBACK').run()
      isGone = true
      return sqliteRows(database, statements)
    },
    close: () => database.close(),
  }
}
