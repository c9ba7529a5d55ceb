import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type Answer, emptyAnswer, parseJson, readBody, send } from '../http/answer.ts'
import { openListener } from '../http/listener.ts'
import { type Assets, bundlePages } from './server/assets.ts'
import { answerEvents, followQuestion } from './server/events.ts'
import { openOrders } from './server/orders.ts'
import { createReceiver } from './server/receiver.ts'
import { refusal } from './server/refusal.ts'
import { registerReceiver, type WebhookRegistration } from './server/register.ts'
import { answerFor, type Shop } from './server/routes.ts'
import { pipeStream } from './server/stream.ts'
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
  /** For the events page, which shows more than the shop's own payments. Stays in this process too. */
  readonly operatorKey: string
  /** Goes into the page. */
  readonly publishableKey: string
}

export interface RunningShop {
  readonly origin: string
  /** Has Turnpike send its events to /webhooks, as far as it does not do so already. */
  receiveWebhooks(known: WebhookRegistration | undefined): Promise<WebhookRegistration>
  stop(): Promise<void>
}

/** Where a browser may reach the shop: Turnpike lets these origins embed the card fields. */
export const shopOrigins = (port: number): readonly string[] => [`http://127.0.0.1:${port}`, `http://localhost:${port}`]

/** The demo shop: its page, the page of events, a small server with the keys, and a look behind the counter. */
export async function startShop(options: ShopOptions): Promise<RunningShop> {
  const { port, host = '127.0.0.1', apiOrigin, vaultOrigin, publishableKey, operatorKey } = options
  const assets = await bundlePages({ apiOrigin, vaultOrigin, publishableKey })
  const orders = openOrders(join(options.stateDirectory, 'orders.sqlite'))
  const receiver = createReceiver()
  const events = { graphql: createGraphql(apiOrigin, operatorKey), receiver }
  const shop: Shop = {
    orders,
    graphql: createGraphql(apiOrigin, options.secretKey),
    sandboxOrigin: options.sandboxOrigin,
  }
  const origins = shopOrigins(port)
  const headers = { ...SAFE_HEADERS, ...securityPolicy(apiOrigin, vaultOrigin) }
  const listener = await openListener(host, port, (request, response) => {
    answer(request, response)
      .catch((error: unknown) => refusal(502, error instanceof Error ? error.message : 'Turnpike did not answer.'))
      .then((given) => {
        if (given !== undefined) send(response, { ...given, headers: { ...headers, ...given.headers } })
      })
      .catch(() => closeQuietly(response))
  })

  /** Undefined where the response is written already, as a stream is. */
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<Answer | undefined> {
    // A foreign name that was pointed at this machine must not reach the shop's buttons.
    const origin = origins.find((known) => known === `http://${request.headers.host}`)
    if (origin === undefined) return refusal(421, `This shop is at ${origins[0]}.`)
    const method = request.method ?? 'GET'
    const { pathname: path, searchParams } = new URL(request.url ?? '/', origin)
    const page = method === 'GET' ? pageAnswer(assets, path) : undefined
    if (page !== undefined) return page
    if (method === 'GET' && path === '/events/stream') {
      const question = { apiOrigin, key: operatorKey, ...followQuestion(searchParams) }
      await pipeStream(question, request, response, headers)
      return undefined
    }
    const isJson = /^application\/json\b/.test(request.headers['content-type'] ?? '')
    if (method !== 'GET' && method !== 'DELETE' && !isJson) return refusal(415, 'JSON, please.')
    const text = (await readBody(request)) ?? ''
    if (method === 'POST' && path === '/webhooks') return receiver.take(request.headers, text)
    const ofEvents = await answerEvents(events, method, path, searchParams)
    return ofEvents ?? answerFor(shop, origin, method, path, parseJson(text))
  }

  return {
    origin: origins[0] ?? '',
    receiveWebhooks: async (known) => {
      // What was signed before the shop stopped may arrive before Turnpike has been asked.
      if (known !== undefined) receiver.setSecret(known.secret)
      const registration = await registerReceiver(events.graphql, `${origins[0]}/webhooks`, known)
      receiver.setSecret(registration.secret)
      return registration
    },
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

/** An order and an event have addresses of their own, and the page that reads them. */
function pageAnswer(assets: Assets, path: string): Answer | undefined {
  if (path === '/favicon.ico') return emptyAnswer(204)
  const page = path.replace(/^\/orders\/[\w-]+$/, '/').replace(/^\/events\/evt_\w+$/, '/events')
  const asset = assets.get(page)
  if (asset === undefined) return undefined
  return { status: 200, headers: { 'content-type': `${asset.type}; charset=utf-8` }, body: asset.body }
}

const closeQuietly = (response: ServerResponse): void => {
  response.destroy()
}
