import { openEmbeddedPostgres } from '../../scripts/database/embedded.ts'
import type { DatabaseFault } from '../../scripts/database/faults.ts'
import { startDatabaseServer } from '../../scripts/database/server.ts'

/** Postgres and the server that speaks Neon's protocol before it, alone in a process that can be killed. */
const [directory = '', password = '', port = '0'] = process.argv.slice(2)
const engine = await openEmbeddedPostgres(directory)
const { databaseUrl, fetchEndpoint, faults } = await startDatabaseServer(engine, password, Number(port))

process.on('message', ({ fault }: { readonly fault: DatabaseFault | null }) => faults.set(fault ?? undefined))
// Whoever started it is gone, however that ended.
process.on('disconnect', () => process.exit())
process.send?.({ databaseUrl, fetchEndpoint })
