import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { FaultKind, FaultTarget, GatewayDouble, SignedWebhook } from '../contract/double.ts'
import { type DoubleAnswer, type DoubleRequest, type DoubleServer, startDoubleServer } from '../contract/server.ts'
import { bookedCharge, MERCHANT_ACCOUNT, openBook } from './double/book.ts'
import { dispute, modify, technicalCancel } from './double/modifications.ts'
import { authorise, error, json, pay, refuse } from './double/payments.ts'

export { CARDS } from './double/payments.ts'

/** Below the host, as in https://{prefix}-checkout-live.adyenpayments.com/checkout/v72. */
const BASE_PATH = '/checkout/v72'

export interface AdyenDouble extends GatewayDouble {
  readonly server: DoubleServer
}

/** Checkout v72 as Adyen documents it, over real HTTP: a book, idempotency keys, ends that are told by signed webhooks. */
export async function startAdyenDouble(port = 0): Promise<AdyenDouble> {
  const book = openBook()
  const apiKey = `AQE${randomBytes(24).toString('base64url')}`
  const hmacKey = randomBytes(32).toString('hex').toUpperCase()
  /** The first answer under a key, and what was asked: Adyen answers a repetition with it and does nothing. */
  const answered = new Map<string, { readonly asked: string; readonly answer: DoubleAnswer }>()
  /** What the shopper answered, by what the return visit carries of it. */
  const results = new Map<string, { readonly pspReference: string; readonly isPassed: boolean }>()
  let origin = ''

  function details({ redirectResult }: { readonly redirectResult?: string }, fault: FaultKind | undefined) {
    const result = results.get(redirectResult ?? '')
    const charge = result === undefined ? undefined : book.chargeOf(result.pspReference)
    if (result === undefined || charge === undefined)
      return error(422, '14_006', 'The provided redirectResult is invalid')
    if (charge.status !== 'waiting') return error(422, '14_017', 'The payment was completed before')
    return result.isPassed ? authorise(book, charge, fault) : refuse(book, charge, '11', '3D Not Authenticated')
  }

  function process({ path, body }: DoubleRequest, fault: FaultKind | undefined): DoubleAnswer {
    const parsed = JSON.parse(body)
    const below = path.slice(BASE_PATH.length)
    if (below === '/payments/details') return details(parsed.details, fault)
    if (parsed.merchantAccount !== MERCHANT_ACCOUNT) return error(403, '901', 'Invalid Merchant Account', 'security')
    const [, pspReference, verb] = /^\/payments\/([^/]+)\/(captures|cancels|refunds)$/.exec(below) ?? []
    if (pspReference !== undefined && verb !== undefined) return modify(book, pspReference, verb, parsed, fault)
    switch (below) {
      case '/payments':
        return pay(book, parsed, origin, fault)
      case '/cancels':
        return technicalCancel(book, parsed)
      case '/paymentMethods':
        return json(200, { paymentMethods: [{ name: 'Cards', type: 'scheme', brands: ['visa', 'mc'] }] })
      default:
        return error(404, '000', 'Not found')
    }
  }

  const server = await startDoubleServer(
    {
      targetOf,
      unprocessed: error(429, '029', 'Too many requests', 'internal'),
      accessRefused: error(401, '000', 'HTTP Status Response - Unauthorized', 'security'),
      answer(request, fault) {
        if (request.headers['x-api-key'] !== apiKey) return error(401, '000', 'Unauthorized', 'security')
        const key = request.headers['idempotency-key']
        if (typeof key !== 'string') return process(request, fault)
        if (key.length > 64) return error(422, '000', 'The idempotency key is too long')
        const asked = `${request.path} ${request.body}`
        const known = answered.get(key)
        if (known !== undefined) {
          return known.asked === asked ? known.answer : error(422, '704', 'request already processed or in progress')
        }
        const answer = process(request, fault)
        answered.set(key, { asked, answer })
        return answer
      },
    },
    port,
  )
  origin = server.origin

  return {
    server,
    baseUrl: `${origin}${BASE_PATH}`,
    credentials: { apiKey, merchantAccount: MERCHANT_ACCOUNT, hmacKey },
    charges: async (paymentId) => book.chargesOf(paymentId).map(bookedCharge),
    fault: server.fault,
    async answerChallenge(actionUrl, answer) {
      const redirectResult = `X6XtfGC3!${randomUUID()}`
      const pspReference = new URL(actionUrl).searchParams.get('MD') ?? ''
      results.set(redirectResult, { pspReference, isPassed: answer === 'approve' })
      return { redirectResult }
    },
    webhooks: async (paymentId) => book.notificationsOf(paymentId),
    sign: (body, options) => signed(body, options?.secret ?? hmacKey),
    async openDispute(paymentId) {
      const charge = book.chargesOf(paymentId).find(({ status }) => status === 'captured')
      if (charge !== undefined) dispute(book, charge)
    },
    close: server.close,
  }
}

function targetOf({ path }: DoubleRequest): FaultTarget | undefined {
  const below = path.slice(BASE_PATH.length)
  if (below === '/payments') return 'authorize'
  if (below.endsWith('/captures')) return 'capture'
  if (below.endsWith('/refunds')) return 'refund'
  if (below === '/cancels' || below === '/payments/details') return 'lookup'
  return below.endsWith('/cancels') ? 'void' : undefined
}

interface Envelope {
  readonly notificationItems: readonly { readonly NotificationRequestItem: Readonly<Record<string, unknown>> }[]
}

/** Each item for itself, as "Verify HMAC signatures" describes it. */
function signed(body: unknown, hmacKey: string): SignedWebhook {
  const { notificationItems, ...envelope } = body as Envelope
  const items = notificationItems.map(({ NotificationRequestItem: item }) => {
    const { value, currency } = item.amount as { readonly value: number; readonly currency: string }
    const { pspReference, originalReference, merchantAccountCode, merchantReference, eventCode, success } = item
    const payload = [
      pspReference,
      originalReference,
      merchantAccountCode,
      merchantReference,
      value,
      currency,
      eventCode,
      success,
    ].join(':')
    const hmacSignature = createHmac('sha256', Buffer.from(hmacKey, 'hex')).update(payload, 'utf8').digest('base64')
    const additionalData = { ...(item.additionalData as Record<string, string> | undefined), hmacSignature }
    return { NotificationRequestItem: { ...item, additionalData } }
  })
  return {
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ ...envelope, notificationItems: items }),
  }
}
