import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Sandbox, type SandboxAccount, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts'
import type { GatewayAnswer, Send } from '../../src/gateway/forward.ts'
import type { AuthorizeRequest } from '../../src/gateway/gateway.ts'

export const APPROVED = '4242424242424242'
export const DECLINED = '4000000000000002'
export const CHALLENGE = '4000000000003220'

export const newWebhookSecret = (): string => `whsec_${randomBytes(24).toString('base64')}`

/** A sandbox on free ports that ends with the test; `laterMs` is short, so that "a moment later" is soon. */
export async function sandboxFor(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    port: 0,
    stateDirectory: options.stateDirectory ?? (await stateDirectory()),
    webhookSecret: newWebhookSecret(),
    webhookTarget: () => undefined,
    laterMs: 30,
    ...options,
  })
  onTestFinished(() => sandbox.stop().catch(() => undefined))
  return sandbox
}

export async function stateDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'turnpike-sandbox-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

export async function tokenOf({ baseUrl, clientId, clientSecret }: SandboxAccount): Promise<string> {
  const response = await fetch(`${baseUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
  })
  const { access_token } = (await response.json()) as { access_token: string }
  return access_token
}

/** Sends as the vault does, with the given card: real HTTP, one token, and everything that throws is unknown. */
export function sendAs(account: SandboxAccount, number = APPROVED, timeoutMs = 2_000): Send {
  const token = tokenOf(account)
  const card: Record<string, unknown> = { number, expiryMonth: 12, expiryYear: 2040, cvc: '123', name: 'A Shopper' }
  return async ({ method, path, body, cardFields }): Promise<GatewayAnswer> => {
    const content = cardFields === undefined ? body : { ...(body as object), card }
    try {
      const response = await fetch(account.baseUrl + path, {
        method,
        headers: { authorization: `Bearer ${await token}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(timeoutMs),
        ...(content === undefined ? {} : { body: JSON.stringify(content) }),
      })
      return { kind: 'answered', status: response.status, headers: {}, body: await response.text() }
    } catch (error) {
      return { kind: 'unknown', reason: String(error) }
    }
  }
}

export const newAttempt = (overrides: Partial<AuthorizeRequest> = {}): AuthorizeRequest => ({
  paymentId: `pay_${randomUUID()}`,
  attemptId: `att_${randomUUID()}`,
  amountMinor: 1000n,
  currency: 'EUR',
  startedAtMs: Date.now(),
  method: 'card',
  capture: true,
  returnUrl: 'http://127.0.0.1:9/return/abc',
  ...overrides,
})

export async function chargesOf(sandbox: Sandbox, reference: string): Promise<readonly Record<string, unknown>[]> {
  const response = await fetch(`${sandbox.origin}/a/charges?reference=${reference}`)
  return (await response.json()) as Record<string, unknown>[]
}

export const setFault = (sandbox: Sandbox, fault: object): Promise<Response> =>
  fetch(`${sandbox.origin}/a/faults`, { method: 'PUT', body: JSON.stringify(fault) })

export const clearFault = (sandbox: Sandbox): Promise<Response> =>
  fetch(`${sandbox.origin}/a/faults`, { method: 'DELETE' })

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly event: { readonly id: string; readonly type: string; readonly data: Record<string, unknown> }
}

/** A receiver of webhooks that answers with the given statuses in turn, and then 204. */
export async function webhookReceiver(statuses: readonly number[] = []) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    response.writeHead(statuses[received.length] ?? 204).end()
    received.push({ headers: request.headers, body, event: JSON.parse(body) })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks` }
}
