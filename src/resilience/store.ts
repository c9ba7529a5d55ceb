import { type Health, UNMEASURED } from './health.ts'

/** What survives an eviction. The window and the load are of the last seconds, and are told anew within seconds. */
export type KeptHealth = Omit<Health, 'window' | 'loads'>

interface Kept {
  /** In an alarm an object is not told its own name. */
  readonly accountId: string
  readonly health: KeptHealth
}

/** The account's health as it was kept last; undefined, and nothing written, where nothing ever was. */
export function readHealth(sql: SqlStorage): { readonly accountId: string; readonly health: Health } | undefined {
  const tables = sql.exec(`SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'health'`).toArray()
  if (tables.length === 0) return undefined
  const [row] = sql.exec<{ body: string }>('SELECT body FROM health').toArray()
  if (row === undefined) return undefined
  const { accountId, health } = JSON.parse(row.body) as Kept
  return { accountId, health: { ...UNMEASURED, ...health } }
}

/** One row, written as a whole: rows are what an object costs. */
export function writeHealth(sql: SqlStorage, accountId: string, health: Health): void {
  const { window: _window, loads: _loads, ...kept } = health
  sql.exec('CREATE TABLE IF NOT EXISTS health (only INTEGER PRIMARY KEY CHECK (only = 1), body TEXT NOT NULL)')
  const body = JSON.stringify({ accountId, health: kept } satisfies Kept)
  sql.exec('INSERT OR REPLACE INTO health (only, body) VALUES (1, ?)', body)
}
