/** Steps of an object's schema, append-only: a step that has run somewhere is never edited. */
export type Migrations = readonly string[]

/** True where the object has ever written. Reading writes nothing, so an id that does not exist stays without rows. */
const hasSchema = (sql: SqlStorage): boolean =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'").toArray().length > 0

/**
 * Brings an object that exists, or is about to be written, to the newest schema. Runs in the same commit as the write
 * that follows, because there is no await between them.
 */
function migrate(sql: SqlStorage, migrations: Migrations): void {
  sql.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY) WITHOUT ROWID')
  const [row] = sql.exec<{ version: number | null }>('SELECT max(version) AS version FROM schema_version').toArray()
  const current = row?.version ?? 0
  for (const step of migrations.slice(current)) sql.exec(step)
  if (current < migrations.length) sql.exec('INSERT INTO schema_version (version) VALUES (?)', migrations.length)
}

export interface Schema {
  /** Before a write: from then on the tables are there. */
  prepare(): void
  /** Before a read: false where nothing was ever written. */
  exists(): boolean
}

/** The schema of one object's memory, looked at once and then known. */
export function schemaOf(sql: SqlStorage, migrations: Migrations): Schema {
  let ready = false
  const prepare = (): void => {
    if (!ready) migrate(sql, migrations)
    ready = true
  }
  return {
    prepare,
    exists() {
      if (!ready && hasSchema(sql)) prepare()
      return ready
    },
  }
}
