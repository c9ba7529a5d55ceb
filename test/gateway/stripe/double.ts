import { randomBytes } from 'node:crypto'
import Stripe from 'stripe'
import type { BookedCharge, GatewayDouble, SignedWebhook } from '../contract/double.ts'
import { type DoubleAnswer, type DoubleRequest, type DoubleServer, startDoubleServer } from '../contract/server.ts'
import { type Book, chargesIn, type Json, newBook } from './book.ts'
import {
  answerChallenge,
  type Context,
  cancelIntent,
  captureIntent,
  confirmIntent,
  createIntent,
  createMethod,
  createRefund,
  errorResult,
  listRefunds,
  openDispute,
  type Result,
  readDispute,
  readIntent,
  searchIntents,
  updateDispute,
} from './operations.ts'
import { answerProblem, bodyProblem, decodeForm, fixtureOf, operationOf, warmUp } from './reference.ts'

export interface StripeDouble extends GatewayDouble {
  readonly origin: string
  readonly credentials: { readonly secretKey: string; readonly webhookSecret: string }
  readonly book: Book
  /** Requests and answers that Stripe's own schemas do not allow. Empty, or the connector or the double is wrong. */
  readonly violations: readonly string[]
  readonly requests: DoubleServer['requests']
  /** Sends what was not sent yet to an address, signed; resolves to the statuses that came back. */
  sendWebhooks(url: string): Promise<readonly number[]>
  /** Forgets all idempotency keys, as Stripe may after a day. */
  forgetKeys(): void
}

const JSON_HEADERS = { 'content-type': 'application/json' }
const toAnswer = ({ status, body }: Result, headers: Readonly<Record<string, string>> = {}): DoubleAnswer => ({
  status,
  headers: { ...JSON_HEADERS, ...headers },
  body: JSON.stringify(body),
})

/** A Stripe of its own on a free port, with a book that can be read. */
export async function startStripeDouble(port = 0): Promise<StripeDouble> {
  warmUp()
  const book = newBook()
  const violations: string[] = []
  const secretKey = `sk_test_${randomBytes(16).toString('hex')}`
  const webhookSecret = `whsec_${randomBytes(24).toString('hex')}`
  let origin = ''
  let sent = 0

  function answer(request: DoubleRequest, fault: Context['fault']): DoubleAnswer {
    const operation = operationOf(request.method, request.path)
    if (request.headers.authorization !== `Bearer ${secretKey}`) return ACCESS_REFUSED
    if (operation === undefined) return toAnswer(errorResult(404, 'invalid_request_error', undefined))
    if (request.headers['stripe-version'] === undefined) violations.push(`${request.path}: no version`)
    const body = decodeForm(request.body) as Json
    const key = request.headers['idempotency-key']
    const known = typeof key === 'string' ? book.answers.get(key) : undefined
    const fingerprint = `${request.path} ${request.body}`
    if (known !== undefined) {
      if (known.request !== fingerprint) return toAnswer(errorResult(400, 'idempotency_error', undefined))
      return { status: known.status, headers: { ...JSON_HEADERS, 'idempotent-replayed': 'true' }, body: known.body }
    }
    const problem = request.method === 'POST' ? bodyProblem(operation.template, body) : queryProblem(request, operation)
    if (problem !== undefined) {
      violations.push(`${request.method} ${request.path}: ${problem}`)
      return toAnswer(errorResult(400, 'invalid_request_error', 'parameter_unknown'))
    }
    const expand = request.method === 'POST' ? body.expand : request.query.getAll('expand[]')
    const isExpanded = Array.isArray(expand) && expand.includes('latest_charge')
    const result = perform({ book, origin, fault, isExpanded }, operation.template, request, body)
    violations.push(...answerProblems(result, fault))
    const made = toAnswer(result)
    if (typeof key === 'string') book.answers.set(key, { request: fingerprint, status: made.status, body: made.body })
    return made
  }

  const server = await startDoubleServer(
    {
      targetOf,
      answer,
      page: (request) => challengePage(request, { book, origin, fault: undefined, isExpanded: false }),
      unprocessed: toAnswer(errorResult(429, 'invalid_request_error', 'rate_limit')),
      accessRefused: ACCESS_REFUSED,
    },
    port,
  )
  origin = server.origin

  const sign: StripeDouble['sign'] = (body, options = {}) => signed(body, options.secret ?? webhookSecret, options.atMs)
  return {
    origin,
    baseUrl: origin,
    credentials: { secretKey, webhookSecret },
    book,
    violations,
    requests: server.requests,
    charges: async (paymentId): Promise<readonly BookedCharge[]> => chargesIn(book, paymentId),
    fault: server.fault,
    answerChallenge: async (actionUrl, choice) => {
      const response = await fetch(actionUrl, {
        method: 'POST',
        body: new URLSearchParams({ answer: choice }),
        redirect: 'manual',
      })
      const location = response.headers.get('location')
      return location === null ? {} : Object.fromEntries(new URL(location).searchParams)
    },
    webhooks: async (paymentId) => book.events.filter((told) => told.paymentId === paymentId).map(({ event }) => event),
    sign,
    openDispute: async (paymentId) => {
      const intent = [...book.intents.values()].find((one) => one.paymentId === paymentId && one.received > 0)
      if (intent !== undefined) openDispute({ book, origin, fault: undefined, isExpanded: false }, intent)
    },
    sendWebhooks: async (url) => {
      const statuses: number[] = []
      for (const { event } of book.events.slice(sent)) {
        const { headers, body } = sign(event)
        sent += 1
        statuses.push((await fetch(url, { method: 'POST', headers, body })).status)
      }
      return statuses
    },
    forgetKeys: () => book.answers.clear(),
    close: server.close,
  }
}

const ACCESS_REFUSED = toAnswer(errorResult(401, 'invalid_request_error', undefined))

function targetOf({ method, path }: DoubleRequest) {
  if (path.endsWith('/confirm')) return 'authorize'
  if (path.endsWith('/capture')) return 'capture'
  if (path.endsWith('/cancel')) return 'void'
  if (method === 'POST' && path === '/v1/refunds') return 'refund'
  return method === 'GET' && path.startsWith('/v1/payment_intents') ? 'lookup' : undefined
}

function queryProblem(request: DoubleRequest, operation: { readonly parameters: readonly string[] }) {
  const names = [...request.query.keys()].map((name) => name.replace(/\[.*$/, ''))
  const unknown = names.find((name) => !operation.parameters.includes(name))
  return unknown === undefined ? undefined : `unknown parameter ${unknown}`
}

/** An expanded charge is judged by its own schema: in this version's, the intent has only room for its id. */
function answerProblems({ schema, body }: Result, fault: Context['fault']): readonly string[] {
  if (schema === '' || fault === 'unknown_status') return []
  const charge = body.latest_charge
  const isExpanded = typeof charge === 'object' && charge !== null
  const plain = isExpanded ? { ...body, latest_charge: (charge as Json).id } : body
  const problems = [answerProblem(schema, plain), isExpanded ? answerProblem('charge', charge) : undefined]
  return problems.filter((problem) => problem !== undefined)
}

function perform(context: Context, template: string, request: DoubleRequest, body: Json): Result {
  const id = decodeURIComponent(request.path.split('/')[3] ?? '')
  switch (`${request.method} ${template}`) {
    case 'POST /v1/payment_intents':
      return createIntent(context, body)
    case 'POST /v1/payment_methods':
      return createMethod(context, body)
    case 'GET /v1/payment_intents/search':
      return searchIntents(context, request.query.get('query') ?? '')
    case 'GET /v1/payment_intents/{intent}':
      return readIntent(context, id)
    case 'POST /v1/payment_intents/{intent}/confirm':
      return confirmIntent(context, id, body)
    case 'POST /v1/payment_intents/{intent}/capture':
      return captureIntent(context, id, body)
    case 'POST /v1/payment_intents/{intent}/cancel':
      return cancelIntent(context, id)
    case 'POST /v1/refunds':
      return createRefund(context, body)
    case 'GET /v1/refunds':
      return listRefunds(context, request.query.get('payment_intent') ?? '')
    case 'GET /v1/disputes/{dispute}':
      return readDispute(context, id)
    case 'POST /v1/disputes/{dispute}':
      return updateDispute(context, id, body)
    case 'POST /v1/disputes/{dispute}/close':
      return updateDispute(context, id, 'close')
    case 'GET /v1/balance':
      return { status: 200, schema: 'balance', body: fixtureOf('balance') }
    default:
      return errorResult(404, 'invalid_request_error', undefined)
  }
}

/** The bank's page: two buttons, and back to the shop with what Stripe says about the intent. */
function challengePage(request: DoubleRequest, context: Context): DoubleAnswer | undefined {
  const id = /^\/3ds\/(pi_[a-z0-9]+)$/.exec(request.path)?.[1]
  if (id === undefined) return undefined
  if (request.method === 'GET') {
    const buttons = ['approve', 'reject'].map((word) => `<button name="answer" value="${word}">${word}</button>`)
    return {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: `<!doctype html><title>Your bank</title><form method="post">${buttons.join('')}</form>`,
    }
  }
  const intent = answerChallenge(context, id, new URLSearchParams(request.body).get('answer') === 'approve')
  if (intent?.returnUrl === undefined) return { status: 404, body: '' }
  const location = new URL(intent.returnUrl)
  location.searchParams.set('payment_intent', id)
  location.searchParams.set('payment_intent_client_secret', `${id}_secret_x`)
  location.searchParams.set('redirect_status', intent.error === undefined ? 'succeeded' : 'failed')
  return { status: 303, headers: { location: location.href }, body: '' }
}

/** Signed by Stripe's own library. */
function signed(event: unknown, secret: string, atMs = Date.now()): SignedWebhook {
  const payload = JSON.stringify(event)
  const timestamp = Math.floor(atMs / 1000)
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
  return { headers: { 'content-type': 'application/json', 'stripe-signature': header }, body: payload }
}
