import type { CardAccess } from '../contract.ts'

/** Appended to the shard's migrations: accesses that the audit log has not confirmed, and how far it had confirmed. */
export const ACCESS_TABLES = `
  CREATE TABLE access (number INTEGER PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE access_told (only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL)`

/** One call's worth; more of them follow in the next run. */
const LARGEST_BATCH = 500

export type NewAccess = Omit<CardAccess, 'number'>
export type AccessStore = ReturnType<typeof accessStore>

/** The accesses of one shard. `prepare` brings its tables up to date, `exists` says whether there are any. */
export function accessStore(sql: SqlStorage, { prepare, exists }: { prepare: () => void; exists: () => boolean }) {
  let next: number | undefined

  const numberOf = (table: 'access' | 'access_told'): number =>
    sql.exec<{ number: number | null }>(`SELECT max(number) AS number FROM ${table}`).toArray()[0]?.number ?? 0

  return {
    /** Writes an access down, in the commit of the access itself. Numbers only grow, also beyond those that are gone. */
    add(access: NewAccess): void {
      prepare()
      next ??= Math.max(numberOf('access'), numberOf('access_told')) + 1
      sql.exec('INSERT INTO access VALUES (?, ?)', next, JSON.stringify(access))
      next += 1
    },

    /** The oldest that are not confirmed, of those beyond a number. */
    waiting(beyond = 0): readonly CardAccess[] {
      if (!exists()) return []
      return sql
        .exec<{ number: number; body: string }>(
          'SELECT * FROM access WHERE number > ? ORDER BY number LIMIT ?',
          beyond,
          LARGEST_BATCH,
        )
        .toArray()
        .map(({ number, body }) => ({ ...(JSON.parse(body) as NewAccess), number }))
    },

    isWaiting: (): boolean => exists() && sql.exec('SELECT 1 FROM access LIMIT 1').toArray().length > 0,

    /** These are in the audit log. */
    confirm(numbers: readonly number[]): void {
      if (numbers.length === 0) return
      sql.exec('INSERT OR REPLACE INTO access_told VALUES (1, ?)', Math.max(numberOf('access_told'), ...numbers))
      for (const number of numbers) sql.exec('DELETE FROM access WHERE number = ?', number)
    },
  }
}
