import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEmbeddedPostgres } from '../../scripts/database/embedded.ts'
import type { DatabaseFaults } from '../../scripts/database/faults.ts'
import { migrate } from '../../scripts/database/migrate.ts'
import { startDatabaseServer } from '../../scripts/database/server.ts'
import { createDatabase, type Database } from '../../src/db/database.ts'

export interface TestDatabase {
  readonly DATABASE_URL: string
  readonly DATABASE_FETCH_ENDPOINT: string
  readonly db: Database
  readonly faults: DatabaseFaults
  close(): Promise<void>
}

/** A migrated Postgres of its own behind the server that speaks Neon's protocol, as the local stack has it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'turnpike-postgres-'))
  const server = await startDatabaseServer(await openEmbeddedPostgres(directory), 'password')
  await migrate({ databaseUrl: server.databaseUrl, fetchEndpoint: server.fetchEndpoint })
  const location = { DATABASE_URL: server.databaseUrl, DATABASE_FETCH_ENDPOINT: server.fetchEndpoint }
  return {
    ...location,
    db: createDatabase(location),
    faults: server.faults,
    close: async () => {
      await server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
