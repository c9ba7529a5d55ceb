import { join } from 'node:path'
import { openEmbeddedPostgres } from './embedded.ts'
import { openPooledPostgres } from './pooled.ts'
import { type DatabaseServer, startDatabaseServer } from './server.ts'

/** Where the Workers and the command-line tools find the database, and how they reach it. */
export interface DatabaseAccess {
  readonly databaseUrl: string
  /** Absent for Neon itself, whose driver finds its endpoint from the URL. */
  readonly fetchEndpoint?: string
  readonly server?: DatabaseServer
  close(): Promise<void>
}

export const isNeonUrl = (databaseUrl: string): boolean =>
  URL.canParse(databaseUrl) && new URL(databaseUrl).hostname.endsWith('.neon.tech')

/**
 * Neon is used as it is, and so is what speaks Neon's protocol at an endpoint of its own. Another Postgres, or the embedded one where there is no URL, stands behind the small server
 * that speaks Neon's protocol.
 */
export async function openDatabase(options: {
  readonly stateDirectory: string
  readonly password: string
  readonly databaseUrl?: string | undefined
  readonly fetchEndpoint?: string | undefined
}): Promise<DatabaseAccess> {
  const { databaseUrl, fetchEndpoint } = options
  if (databaseUrl !== undefined && fetchEndpoint !== undefined) {
    return { databaseUrl, fetchEndpoint, close: async () => undefined }
  }
  if (databaseUrl !== undefined && isNeonUrl(databaseUrl)) return { databaseUrl, close: async () => undefined }
  const engine =
    databaseUrl === undefined
      ? await openEmbeddedPostgres(join(options.stateDirectory, 'postgres'))
      : openPooledPostgres(databaseUrl)
  const server = await startDatabaseServer(engine, options.password)
  return { databaseUrl: server.databaseUrl, fetchEndpoint: server.fetchEndpoint, server, close: server.close }
}
