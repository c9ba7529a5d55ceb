import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { DatabaseError, type Engine, type Statement, type StatementResult, type TransactionOptions } from './engine.ts'
import { type DatabaseFaults, databaseFaults } from './faults.ts'

/** Neon itself accepts 64 MiB a request. */
const MOST_BODY_BYTES = 64 * 1024 * 1024

export interface DatabaseServer {
  /** What the Workers are given: the password is this server's own, never that of a database behind it. */
  readonly databaseUrl: string
  readonly fetchEndpoint: string
  readonly faults: DatabaseFaults
  close(): Promise<void>
}

/**
 * Speaks Neon's HTTP protocol on a loopback port in front of an engine, so that development and production use the same
 * driver: `POST /sql` with one statement, or `{ queries }` in one transaction. Without a port it takes a free one.
 */
export async function startDatabaseServer(engine: Engine, password: string, port = 0): Promise<DatabaseServer> {
  const faults = databaseFaults()
  const server = createServer((request, response) => {
    answer(engine, faults, password, request, response).catch((error: unknown) => sendError(response, error))
  })
  // The Workers' connections idle between requests; closing them too early costs a reset that looks like a lost answer.
  server.keepAliveTimeout = 10 * 60_000
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  const { port: taken } = server.address() as AddressInfo
  return {
    databaseUrl: `postgres://turnpike:${password}@127.0.0.1:${taken}/turnpike`,
    fetchEndpoint: `http://127.0.0.1:${taken}/sql`,
    faults,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      await engine.close()
    },
  }
}

async function answer(
  engine: Engine,
  faults: DatabaseFaults,
  password: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST' || request.url !== '/sql') return send(response, 404, { message: 'Not found' })
  const body = await readBody(request)
  if (body === undefined) return send(response, 413, { message: 'The request is larger than 64 MiB.' })
  if (passwordOf(request.headers['neon-connection-string']) !== password) {
    throw new DatabaseError("password authentication failed for user 'turnpike'", { severity: 'FATAL', code: '28P01' })
  }

  const fault = faults.take()
  if (fault?.kind === 'down') return send(response, 503, { message: 'The database is down.' })
  if (fault?.kind === 'slow') await wait(fault.ms)

  const asObjects = request.headers['neon-array-mode'] !== 'true'
  const shape = (result: StatementResult) => shapeOf(result, asObjects)
  const parsed: unknown = JSON.parse(body)
  const batch = batchOf(parsed)
  const value =
    batch === undefined
      ? shape(await engine.run(statementOf(parsed)))
      : { results: (await engine.runTransaction(batch, transactionOptionsOf(request))).map(shape) }

  if (fault?.kind === 'lost_answer') {
    response.destroy()
    return
  }
  send(response, 200, value)
}

const shapeOf = (result: StatementResult, asObjects: boolean) => ({
  ...result,
  rowAsArray: !asObjects,
  rows: asObjects
    ? result.rows.map((row) => Object.fromEntries(result.fields.map(({ name }, index) => [name, row[index]])))
    : result.rows,
})

const batchOf = (body: unknown): Statement[] | undefined =>
  typeof body === 'object' && body !== null && 'queries' in body && Array.isArray(body.queries)
    ? body.queries.map(statementOf)
    : undefined

function statementOf(body: unknown): Statement {
  if (typeof body !== 'object' || body === null || !('query' in body) || typeof body.query !== 'string') {
    throw new DatabaseError('The request has no query.', { severity: 'ERROR', code: '08P01' })
  }
  const params: unknown[] = 'params' in body && Array.isArray(body.params) ? body.params : []
  return { query: body.query, params: params.map(textOf) }
}

const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function transactionOptionsOf({ headers }: IncomingMessage): TransactionOptions {
  const flag = (name: string) => (headers[name] === undefined ? undefined : headers[name] === 'true')
  const isolationLevel = headers['neon-batch-isolation-level']
  const readOnly = flag('neon-batch-read-only')
  const deferrable = flag('neon-batch-deferrable')
  return {
    ...(typeof isolationLevel === 'string' ? { isolationLevel } : {}),
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(deferrable === undefined ? {} : { deferrable }),
  }
}

const passwordOf = (connectionString: string | string[] | undefined): string | undefined =>
  typeof connectionString === 'string' && URL.canParse(connectionString)
    ? decodeURIComponent(new URL(connectionString).password)
    : undefined

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MOST_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Neon answers 400 with the fields of Postgres' own error; what could not be asked is a 500 without a code. */
function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof DatabaseError) send(response, 400, { message: error.message, ...error.fields })
  else if (error instanceof SyntaxError) send(response, 400, { message: 'The request is not JSON.', code: '08P01' })
  else send(response, 500, { message: error instanceof Error ? error.message : 'The database could not be asked.' })
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return
  const text = JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}
