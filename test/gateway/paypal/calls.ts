import type { GatewayAnswer, Send } from '../../../src/gateway/forward.ts'
import type { AuthorizeRequest } from '../../../src/gateway/gateway.ts'
import { paypalCredentials } from '../../../src/gateway/paypal/credentials.ts'
import { paypalGateway } from '../../../src/gateway/paypal/gateway.ts'
import { childId, paymentIdFor } from '../../../src/ids/ids.ts'
import { cardOf, sendTo } from '../contract/send.ts'
import { CARDS, type PaypalDouble } from './double.ts'

let payments = 0

/** An attempt of a payment of its own, with ids as they really are. */
export function newAttempt(overrides: Partial<AuthorizeRequest> = {}): AuthorizeRequest {
  payments += 1
  const paymentId = paymentIdFor('mer_1', 'TEST', `order-${payments}`)
  return {
    paymentId,
    attemptId: childId('attempt', paymentId, 1),
    amountMinor: 1000n,
    currency: 'EUR',
    method: 'card',
    capture: true,
    startedAtMs: Date.now(),
    returnUrl: 'https://api.example/return/token',
    ...overrides,
  }
}

export function sendsTo(double: PaypalDouble, credentials: unknown = double.credentials) {
  const parsed = paypalCredentials.parse(credentials)
  if (!parsed.ok) throw new Error(parsed.error)
  const account = {
    id: 'ga_1',
    merchantId: 'mer_1',
    mode: 'TEST' as const,
    kind: 'paypal',
    baseUrl: double.baseUrl,
    credentials: parsed.value,
    fingerprint: `${double.baseUrl} ${JSON.stringify(credentials)}`,
  }
  return {
    send: sendTo(account),
    sendCard: (number: string = CARDS.approved) => sendTo(account, cardOf(number)),
    verify: parsed.value.verifyWebhook,
  }
}

/** A hold or sale that stands, as the later calls know it. */
export async function standingAttempt(double: PaypalDouble, overrides: Partial<AuthorizeRequest> = {}) {
  const request = newAttempt(overrides)
  const outcome = await paypalGateway.authorize(sendsTo(double).sendCard(), request)
  if (outcome.kind !== 'approved') throw new Error(`not approved but ${outcome.kind}`)
  return { ...request, gatewayReference: outcome.gatewayReference }
}

export const answered = (status: number, body: unknown): GatewayAnswer => ({
  kind: 'answered',
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
export const refusedWith = (status: number, issue: string, links: readonly unknown[] = []): GatewayAnswer =>
  answered(status, { name: 'UNPROCESSABLE_ENTITY', details: [{ issue }], links })

/** Answers by the last part of the path: what is not named is answered by the double. */
export const answering =
  (send: Send, verb: string, answer: GatewayAnswer): Send =>
  async (request) =>
    request.path.endsWith(`/${verb}`) ? answer : send(request)
