import { neon, neonConfig } from '@neondatabase/serverless'
import { drizzle, type NeonHttpDatabase } from 'drizzle-orm/neon-http'

export type Database = NeonHttpDatabase

/** Where the database is: the api Worker's environment has this shape, and so has what the command-line tools read. */
export interface DatabaseLocation {
  readonly DATABASE_URL: string
  readonly DATABASE_FETCH_ENDPOINT?: string
}

/** A list that Postgres has not answered by then is better told as unavailable than waited for. */
export const QUERY_TIMEOUT_MS = 5_000

/**
 * A handle on Postgres. It opens nothing, so it is made where it is needed and never kept by a module. Every query gets
 * a deadline of its own: the options are read anew for each request, which is when the getter runs.
 */
export function createDatabase(location: DatabaseLocation, timeoutMs = QUERY_TIMEOUT_MS): Database {
  if (location.DATABASE_FETCH_ENDPOINT) neonConfig.fetchEndpoint = location.DATABASE_FETCH_ENDPOINT
  const fetchOptions = {
    get signal() {
      return AbortSignal.timeout(timeoutMs)
    },
  }
  return drizzle(neon(location.DATABASE_URL, { disableWarningInBrowsers: true, fetchOptions }))
}
