import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type Answer, emptyAnswer, parseJson, readBody, send } from '../http/answer.ts'
import { openListener } from '../http/listener.ts'
import { type Assets, bundlePage } from './server/assets.ts'
import { openOrders } from './server/orders.ts'
import { answerFor, refusal, type Shop } from './server/routes.ts'
import { createGraphql } from './server/turnpike.ts'

export interface ShopOptions {
  readonly port: number
  readonly host?: string
  readonly stateDirectory: string
  readonly apiOrigin: string
  readonly vaultOrigin: string
  readonly sandboxOrigin: string
  /** Stays in this process. */
  readonly secretKey: string
  /** Goes into the page. */
  readonly publishableKey: string
}

export interface RunningShop {
  readonly origin: string
  stop(): Promise<void>
}

/** Where a browser may reach the shop: Turnpike lets these origins embed the card fields. */
export const shopOrigins = (port: number): readonly string[] => [`http://127.0.0.1:${port}`, `http://localhost:${port}`]

/** The demo shop: a page, a small server with the secret key, and a look behind the counter. */
export async function startShop(options: ShopOptions): Promise<RunningShop> {
  const { port, host = '127.0.0.1', apiOrigin, vaultOrigin, publishableKey } = options
  const assets = await bundlePage({ apiOrigin, vaultOrigin, publishableKey })
  const orders = openOrders(join(options.stateDirectory, 'orders.sqlite'))
  const shop: Shop = {
    orders,
    graphql: createGraphql(apiOrigin, options.secretKey),
    sandboxOrigin: options.sandboxOrigin,
  }
  const origins = shopOrigins(port)
  const policy = securityPolicy(apiOrigin, vaultOrigin)
  const listener = await openListener(host, port, (request, response) => {
    answer(request)
      .catch((error: unknown) => refusal(502, error instanceof Error ? error.message : 'Turnpike did not answer.'))
      .then((given) => send(response, { ...given, headers: { ...SAFE_HEADERS, ...policy, ...given.headers } }))
      .catch(() => closeQuietly(response))
  })

  async function answer(request: IncomingMessage): Promise<Answer> {
    // A foreign name that was pointed at this machine must not reach the shop's buttons.
    const origin = origins.find((known) => known === `http://${request.headers.host}`)
    if (origin === undefined) return refusal(421, `This shop is at ${origins[0]}.`)
    const method = request.method ?? 'GET'
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const page = method === 'GET' ? pageAnswer(assets, path) : undefined
    if (page !== undefined) return page
    const isJson = /^application\/json\b/.test(request.headers['content-type'] ?? '')
    if (method !== 'GET' && method !== 'DELETE' && !isJson) return refusal(415, 'JSON, please.')
    return answerFor(shop, origin, method, path, parseJson((await readBody(request)) ?? ''))
  }

  return {
    origin: origins[0] ?? '',
    stop: async () => {
      await listener.close()
      orders.close()
    },
  }
}

const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

/** The card fields come from the vault, live status from the api; the page may reach nothing else: docs/widget.md has it. */
const securityPolicy = (apiOrigin: string, vaultOrigin: string) => ({
  'content-security-policy': [
    "default-src 'none'",
    `script-src 'self' ${vaultOrigin}/v1/checkout.js`,
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${apiOrigin} ${apiOrigin.replace(/^http/, 'ws')}`,
    `frame-src ${vaultOrigin}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
})

function pageAnswer({ html, script, style }: Assets, path: string): Answer | undefined {
  const of = (type: string, body: string) => ({
    status: 200,
    headers: { 'content-type': `${type}; charset=utf-8` },
    body,
  })
  if (path === '/favicon.ico') return emptyAnswer(204)
  if (path === '/page.js') return of('text/javascript', script)
  if (path === '/page.css') return of('text/css', style)
  return path === '/' || /^\/orders\/[\w-]+$/.test(path) ? of('text/html', html) : undefined
}

const closeQuietly = (response: ServerResponse): void => {
  response.destroy()
}
