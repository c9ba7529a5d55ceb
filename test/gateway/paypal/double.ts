import { randomBytes } from 'node:crypto'
import type { FaultTarget, GatewayDouble } from '../contract/double.ts'
import { type DoubleAnswer, type DoubleRequest, type DoubleServer, startDoubleServer } from '../contract/server.ts'
import { type Book, chargesIn, newBook, newId } from './double/book.ts'
import {
  answerOrder,
  type Context,
  chargeOrder,
  createOrder,
  missing,
  patchOrder,
  type Result,
  readOrder,
  refused,
} from './double/orders.ts'
import {
  answerDispute,
  captureAuthorization,
  openDispute,
  readCapture,
  refundCapture,
  voidAuthorization,
} from './double/payments.ts'
import { showOrder } from './double/show.ts'
import { isSigned, signEvent } from './double/signature.ts'
import { answerProblem, requestProblem, routeOf } from './reference.ts'

export { CARDS } from './double/orders.ts'

export interface PaypalDouble extends GatewayDouble {
  readonly origin: string
  readonly credentials: { readonly clientId: string; readonly clientSecret: string; readonly webhookId: string }
  readonly book: Book
  readonly requests: DoubleServer['requests']
  /** Requests and answers that PayPal's own files do not allow. Empty, or the connector or the double is wrong. */
  readonly violations: readonly string[]
  /** How many access tokens were given out. */
  tokensGiven(): number
  /** Takes back all access tokens, as PayPal may at any time. */
  revokeTokens(): void
  /** Forgets all request ids, as PayPal does after hours or weeks. */
  forgetRequestIds(): void
  /** Opens a dispute of a sale or capture at the given stage; its id. */
  disputeAt(captureId: string, stage: string): string | undefined
  /** Sends what was not sent yet to an address, signed; resolves to the statuses that came back. */
  sendWebhooks(url: string): Promise<readonly number[]>
}

const TOKEN_SECONDS = 32_400
const toAnswer = ({ status, body }: Result): DoubleAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: body === undefined ? '' : JSON.stringify(body),
})

/** A PayPal of its own on a free port, with a book that can be read. */
export async function startPaypalDouble(port = 0): Promise<PaypalDouble> {
  const book = newBook()
  const violations: string[] = []
  const clientId = `AX${randomBytes(20).toString('base64url')}`
  const clientSecret = `EK${randomBytes(20).toString('base64url')}`
  const webhookId = newId()
  const tokens = new Set<string>()
  let given = 0
  let sent = 0
  let origin = ''

  function grant(request: DoubleRequest): Result {
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
    if (request.headers.authorization !== `Basic ${basic}`) return { status: 401, body: { error: 'invalid_client' } }
    const token = `A21AA${randomBytes(24).toString('base64url')}`
    tokens.add(token)
    given += 1
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS } }
  }

  function answer(request: DoubleRequest, fault: Context['fault']): DoubleAnswer {
    const { method, path } = request
    if (path === '/v1/oauth2/token') return toAnswer(grant(request))
    if (!tokens.has((request.headers.authorization ?? '').replace('Bearer ', ''))) return ACCESS_REFUSED
    if (path === '/v1/notifications/verify-webhook-signature') {
      const verdict = isSigned(request.body, webhookId) ? 'SUCCESS' : 'FAILURE'
      return toAnswer({ status: 200, body: { verification_status: verdict } })
    }
    const body = request.body === '' ? undefined : JSON.parse(request.body)
    const route = routeOf(method, path)
    const problem = route && requestProblem(route, { path, headers: request.headers, body })
    if (problem !== undefined) {
      violations.push(problem)
      return toAnswer(refused(400, 'INVALID_PARAMETER_VALUE'))
    }
    const key = request.headers['paypal-request-id']
    const known = typeof key === 'string' ? book.answers.get(`${path} ${key}`) : undefined
    const result = known === undefined ? perform({ book, origin, fault }, request, body) : repeated(known)
    if (typeof key === 'string' && result.status < 300) book.answers.set(`${path} ${key}`, result)
    const wrong = route && fault !== 'unknown_status' ? answerProblem(route, result.status, result.body) : undefined
    if (wrong !== undefined) violations.push(wrong)
    const mood = fault === 'unknown_field' && result.body !== undefined ? { mood: { of: 'the day' } } : undefined
    return toAnswer(mood === undefined ? result : { ...result, body: { ...result.body, ...mood } })
  }

  /** An order that was made before is answered as it stands now; anything else as it was answered then. */
  function repeated({ status, body }: Result): Result {
    const order = book.orders.get(String(body?.id))
    return order === undefined ? { status, body } : { status: 200, body: showOrder(order, origin) }
  }

  const server = await startDoubleServer(
    {
      targetOf,
      answer,
      page: (request) => payerPage(request, { book, origin, fault: undefined }),
      unprocessed: toAnswer(refused(429)),
      accessRefused: ACCESS_REFUSED,
    },
    port,
  )
  origin = server.origin
  const context = (): Context => ({ book, origin, fault: undefined })
  const sign: PaypalDouble['sign'] = (body, options = {}) => signEvent(body, options.secret ?? webhookId, options.atMs)

  return {
    origin,
    baseUrl: origin,
    credentials: { clientId, clientSecret, webhookId },
    book,
    requests: server.requests,
    violations,
    tokensGiven: () => given,
    revokeTokens: () => tokens.clear(),
    forgetRequestIds: () => book.answers.clear(),
    disputeAt: (captureId, stage) => openDispute(context(), captureId, stage),
    charges: async (paymentId) => chargesIn(book, paymentId),
    fault: server.fault,
    async answerChallenge(actionUrl, choice) {
      const body = new URLSearchParams({ answer: choice })
      const response = await fetch(actionUrl, { method: 'POST', body, redirect: 'manual' })
      const location = response.headers.get('location')
      return location === null ? {} : Object.fromEntries(new URL(location).searchParams)
    },
    webhooks: async (paymentId) => book.events.filter((told) => told.paymentId === paymentId).map(({ event }) => event),
    sign,
    async openDispute(paymentId) {
      const order = [...book.orders.values()].find((one) => one.paymentId === paymentId && one.captures.length > 0)
      const [capture] = order?.captures ?? []
      if (capture !== undefined) openDispute(context(), capture.id)
    },
    async sendWebhooks(url) {
      const statuses: number[] = []
      for (const { event } of book.events.slice(sent)) {
        const { headers, body } = sign(event)
        sent += 1
        statuses.push((await fetch(url, { method: 'POST', headers, body })).status)
      }
      return statuses
    },
    close: server.close,
  }
}

const ACCESS_REFUSED = toAnswer(refused(401))

function targetOf({ method, path }: DoubleRequest): FaultTarget | undefined {
  if (/^\/v2\/checkout\/orders\/\w+\/(capture|authorize)$/.test(path)) return 'authorize'
  if (/^\/v2\/payments\/authorizations\/\w+\/capture$/.test(path)) return 'capture'
  if (path.endsWith('/void')) return 'void'
  if (path.endsWith('/refund')) return 'refund'
  return method !== 'POST' && path.startsWith('/v2/checkout/orders/') ? 'lookup' : undefined
}

function perform(context: Context, { method, path }: DoubleRequest, body: unknown): Result {
  const [, , kind, things, id = '', verb] = path.split('/')
  switch (`${method} ${kind} ${things} ${verb ?? (id === '' ? '' : 'one')}`) {
    case 'POST checkout orders ':
      return createOrder(context, body)
    case 'GET checkout orders one':
      return readOrder(context, id)
    case 'PATCH checkout orders one':
      return patchOrder(context, id, body)
    case 'POST checkout orders capture':
    case 'POST checkout orders authorize':
      return chargeOrder(context, id, verb ?? '', body)
    case 'POST payments authorizations capture':
      return captureAuthorization(context, id, body)
    case 'POST payments authorizations void':
      return voidAuthorization(context, id)
    case 'GET payments captures one':
      return readCapture(context, id)
    case 'POST payments captures refund':
      return refundCapture(context, id, body)
    case 'GET customer disputes one':
    case 'POST customer disputes accept-claim':
    case 'POST customer disputes provide-supporting-info':
      return answerDispute(context, id, verb, body)
    default:
      return missing()
  }
}

/** PayPal's page, or the bank's: two buttons, and back to the shop. */
function payerPage(request: DoubleRequest, context: Context): DoubleAnswer | undefined {
  const id = /^\/checkoutnow\/([0-9A-Z]+)$/.exec(request.path)?.[1]
  if (id === undefined) return undefined
  if (request.method === 'GET') {
    const buttons = ['approve', 'reject'].map((word) => `<button name="answer" value="${word}">${word}</button>`)
    return {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: `<!doctype html><title>PayPal</title><form method="post">${buttons.join('')}</form>`,
    }
  }
  const isApproved = new URLSearchParams(request.body).get('answer') === 'approve'
  const order = answerOrder(context, id, isApproved)
  if (order?.returnUrl === undefined) return { status: 404, body: '' }
  const location = new URL(order.returnUrl)
  location.searchParams.set('token', order.id)
  if (isApproved) location.searchParams.set('PayerID', 'QYR5Z8XDVJNXQ')
  return { status: 303, headers: { location: location.href }, body: '' }
}
