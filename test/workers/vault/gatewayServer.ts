import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startSandbox } from '../../../sandbox/sandbox.ts'
import { startTransitServer } from '../../vault/transitServer.ts'

/** What one account's gateway saw, by the first segment of the path, so that tests do not see each other's calls. */
interface Seen {
  tokens: number
  requests: { method: string; url: string; headers: Record<string, unknown>; body: string }[]
}

const seen = new Map<string, Seen>()

/** A gateway over real HTTP whose behaviour the path names: /{account}/{behaviour}. */
async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, account = '', ...rest] = (request.url ?? '').split('?')[0]?.split('/') ?? []
  const behaviour = rest.join('/')
  const body = await textOf(request)
  const record = seen.get(account) ?? { tokens: 0, requests: [] }
  seen.set(account, record)
  const json = (status: number, value: unknown, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
  if (behaviour === 'seen') return void json(200, record)
  if (behaviour === 'oauth/token') {
    record.tokens++
    if (account.startsWith('silent')) return
    if (account.startsWith('refused')) return void json(401, { error: 'invalid_client' })
    await delay(50)
    const lifetime = account.startsWith('brief') ? { expires_in: 1 } : { expires_in: 3600 }
    return void json(200, { access_token: `access-${record.tokens}`, token_type: 'Bearer', ...lifetime })
  }
  record.requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
  switch (behaviour) {
    case 'echo':
      return void json(
        200,
        { echoed: body === '' ? null : JSON.parse(body), raw: body },
        { 'x-secret': '1', 'retry-after': '3' },
      )
    case 'talkative':
      return void json(
        200,
        { headers: request.headers },
        {
          'idempotent-replayed': 'true',
          'stripe-should-retry': 'false',
          'transient-error': 'true',
          'x-request-cost': '1',
          'retry-after': request.headers.authorization ?? String(request.headers['x-api-key']),
        },
      )
    case 'verify':
      return void json(200, { genuine: JSON.parse(body).event?.id === 'evt_1', webhookId: JSON.parse(body).webhookId })
    case 'down':
      return void json(503, { genuine: true })
    case 'busy':
      return void json(429, { genuine: true })
    case 'first-token-refused':
      return void (request.headers.authorization === 'Bearer access-1' ? json(401, {}) : json(200, { ok: true }))
    case 'always-401':
      return void json(401, {})
    case 'redirect':
      return void response.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end()
    case 'hang':
      return
    case 'slow-body':
      response.writeHead(200, { 'content-type': 'application/json' })
      return void response.write('{"a":')
    case 'half':
      response.writeHead(200, { 'content-length': '1000' })
      response.write('{"id":')
      return void setTimeout(() => request.socket.destroy(), 50)
    case 'reset':
      return void request.socket.destroy()
    case 'endless': {
      response.writeHead(200)
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(16_384)));
        if (!response.destroyed) response.once('drain', more)
      }
      return more()
    }
    default:
      return void json(200, { ok: true })
  }
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

/** Starts the gateway and the sandbox's acquirers for a run; also names a port that nothing listens on. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy())
  })
  const port = await listen(server)
  const closed = createServer()
  const closedPort = await listen(closed)
  await new Promise((resolve) => closed.close(resolve))
  project.provide('gatewayUrl' as never, `http://127.0.0.1:${port}` as never)
  project.provide('closedPort' as never, String(closedPort) as never)
  const stateDirectory = await mkdtemp(join(tmpdir(), 'turnpike-vault-'))
  const webhookSecret = `whsec_${randomBytes(24).toString('base64')}`
  const sandbox = await startSandbox({ port: 0, stateDirectory, webhookSecret, webhookTarget: () => undefined })
  const { origin, accounts } = sandbox
  project.provide('sandbox' as never, JSON.stringify({ origin, accounts, webhookSecret }) as never)
  const transit = await startTransitServer()
  project.provide('transit' as never, transit.address as never)
  return async () => {
    await transit.close()
    await sandbox.stop()
    await rm(stateDirectory, { recursive: true, force: true })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

const listen = (server: ReturnType<typeof createServer>): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
