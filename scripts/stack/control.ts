import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Miniflare } from 'miniflare'
import { parseDatabaseFault } from '../database/faults.ts'
import type { DatabaseServer } from '../database/server.ts'
import { answerAudit } from './controlAudit.ts'
import { answerMaintenance } from './maintenance.ts'
import { parseShares, type QueueWire } from './wire.ts'
import { API_WORKER } from './workers.ts'

export interface ControlServer {
  readonly origin: string
  close(): Promise<void>
}

/**
 * What the command-line tools and the drills need of a running stack and no Worker may offer: the configuration cache
 * (`/kv/:key`), the audit logs (`/audit/:merchant/:mode`), faults of the database server (`/database/faults`) and of the queue (`/queue/faults`), maintenance, and a deploy (`/deploy`), which begins the Workers anew
 * with code of another build. Loopback only, with the state's own secret.
 */
export async function startControlServer(
  miniflare: Miniflare,
  databaseServer: DatabaseServer | undefined,
  { secret, deploy, wire }: Pick<Parts, 'secret' | 'deploy' | 'wire'>,
): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer({ miniflare, databaseServer, secret, deploy, wire }, request, response).catch((error: unknown) => {
      send(response, 500, error instanceof Error ? error.message : 'The request failed.')
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Parts {
  readonly miniflare: Miniflare
  readonly databaseServer: DatabaseServer | undefined
  readonly secret: string
  readonly deploy: () => Promise<void>
  readonly wire: QueueWire | undefined
}

async function answer(
  { miniflare, databaseServer, secret, deploy, wire }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isAuthorized(request.headers.authorization, secret)) return send(response, 401, 'Wrong control secret.')
  const url = new URL(request.url ?? '/', 'http://control')
  const path = url.pathname
  if (path.startsWith('/kv/')) return answerKv(miniflare, decodeURIComponent(path.slice(4)), request, response)
  if (path.startsWith('/maintenance/')) return answerMaintenance(miniflare, url, request, response)
  if (path.startsWith('/audit/')) {
    const { status, body } = await answerAudit(miniflare, url, request)
    return send(response, status, body)
  }
  if (path === '/database/faults') return answerFaults(databaseServer, request, response)
  if (path === '/queue/faults') return answerQueue(wire, request, response)
  if (path === '/deploy' && request.method === 'POST') {
    await deploy()
    return send(response, 204)
  }
  send(response, 404, 'Not found.')
}

async function answerKv(
  miniflare: Miniflare,
  key: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const namespace = await miniflare.getKVNamespace('CONFIG', API_WORKER)
  switch (request.method) {
    case 'GET': {
      const value = await namespace.get(key, 'text')
      return value === null ? send(response, 404, 'No such key.') : send(response, 200, value)
    }
    case 'PUT':
      await namespace.put(key, await text(request))
      return send(response, 204)
    case 'DELETE':
      await namespace.delete(key)
      return send(response, 204)
    default:
      return send(response, 405, 'GET, PUT or DELETE.')
  }
}

async function answerFaults(
  databaseServer: DatabaseServer | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (databaseServer === undefined) return send(response, 409, 'Neon is used directly: there is no server to fail.')
  if (request.method === 'DELETE') {
    databaseServer.faults.set(undefined)
    return send(response, 204)
  }
  if (request.method !== 'POST' && request.method !== 'PUT') return send(response, 405, 'POST, PUT or DELETE.')
  const fault = parseDatabaseFault(JSON.parse(await text(request)))
  if (typeof fault === 'string') return send(response, 400, fault)
  databaseServer.faults.set(fault)
  send(response, 204)
}

async function answerQueue(
  wire: QueueWire | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (wire === undefined) return send(response, 409, 'The stack was started without --queue-faults.')
  if (request.method === 'GET') return send(response, 200, JSON.stringify(wire.counts()))
  if (request.method !== 'PUT') return send(response, 405, 'GET or PUT.')
  const shares = parseShares(JSON.parse(await text(request)))
  if (shares === undefined) return send(response, 400, 'drop and double are shares from 0 to 1, together at most 1.')
  wire.set(shares)
  send(response, 204)
}

function isAuthorized(header: string | undefined, secret: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${secret}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function send(response: ServerResponse, status: number, body = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(body)
}
