import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { neon, neonConfig } from '@neondatabase/serverless'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { DatabaseAccess } from './open.ts'

export const MIGRATIONS_DIRECTORY = join(import.meta.dirname, '../../src/db/migrations')

/**
 * Runs the migrations that the database has not had, each in one transaction with the row that records it, so that a
 * kill in the middle leaves nothing half done. Returns how many ran. The table is drizzle-kit's own.
 */
export async function migrate(
  database: Pick<DatabaseAccess, 'databaseUrl' | 'fetchEndpoint'>,
  migrationsDirectory = MIGRATIONS_DIRECTORY,
): Promise<number> {
  if (!existsSync(migrationsDirectory)) return 0
  const sql = connect(database)
  await sql.transaction([
    sql`CREATE SCHEMA IF NOT EXISTS drizzle`,
    sql`CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`,
  ])
  const done = await sql`SELECT hash FROM drizzle.__drizzle_migrations`
  const hashesDone = new Set(done.map((row) => String(row.hash)))

  let count = 0
  for (const migration of readMigrationFiles({ migrationsFolder: migrationsDirectory })) {
    if (hashesDone.has(migration.hash)) continue
    await sql.transaction([
      ...migration.sql.filter((statement) => statement.trim() !== '').map((statement) => sql.query(statement)),
      sql`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (${migration.hash}, ${migration.folderMillis})`,
    ])
    count += 1
  }
  return count
}

/** Empties the database: every table of ours and the record of migrations. */
export async function dropEverything(database: Pick<DatabaseAccess, 'databaseUrl' | 'fetchEndpoint'>): Promise<void> {
  const sql = connect(database)
  await sql.transaction([
    sql`DROP SCHEMA IF EXISTS drizzle CASCADE`,
    sql`DROP SCHEMA IF EXISTS public CASCADE`,
    sql`CREATE SCHEMA public`,
  ])
}

/** Neon's driver, which finds Neon's own endpoint by itself where no other is given. */
export const connect = ({ databaseUrl, fetchEndpoint }: Pick<DatabaseAccess, 'databaseUrl' | 'fetchEndpoint'>) => {
  if (fetchEndpoint !== undefined) neonConfig.fetchEndpoint = fetchEndpoint
  return neon(databaseUrl, { disableWarningInBrowsers: true })
}
