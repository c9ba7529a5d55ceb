import { adyenCredentials } from '../../../src/gateway/adyen/credentials.ts'
import { adyenGateway } from '../../../src/gateway/adyen/gateway.ts'
import type { GatewayAnswer, Send } from '../../../src/gateway/forward.ts'
import type { AuthorizeRequest } from '../../../src/gateway/gateway.ts'
import { childId, paymentIdFor } from '../../../src/ids/ids.ts'
import type { GatewayAccount } from '../../../src/vault/account/account.ts'

export const PAYMENT = paymentIdFor('mer_1', 'TEST', 'order-1')
export const OTHER_PAYMENT = paymentIdFor('mer_1', 'TEST', 'order-2')
export const PSP = 'V4HZ4RBFJGXXGN82'
export const HMAC_KEY = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056'
export const CREDENTIALS = { apiKey: 'AQEyhmfxL4', merchantAccount: 'TurnpikeECOM', hmacKey: HMAC_KEY }

export const ATTEMPT: AuthorizeRequest = {
  paymentId: PAYMENT,
  attemptId: childId('attempt', PAYMENT, 1),
  amountMinor: 1000n,
  currency: 'EUR',
  method: 'card',
  capture: true,
  startedAtMs: 1_700_000_000_000,
  returnUrl: 'https://api.example/return/token',
  browser: {
    browserAcceptHeader: '*/*',
    browserColorDepth: 24,
    browserIP: '192.0.2.1',
    browserJavaEnabled: false,
    browserJavascriptEnabled: true,
    browserLanguage: 'nl-NL',
    browserScreenHeight: 1080,
    browserScreenWidth: 1920,
    browserTZ: -60,
    browserUserAgent: 'Mozilla/5.0',
  },
}
export const KNOWN = { ...ATTEMPT, gatewayReference: PSP }
export const CAPTURE = {
  ...KNOWN,
  captureId: childId('capture', PAYMENT, 1),
  captureAmountMinor: 400n,
  final: false,
}
export const REFUND = { ...KNOWN, refundId: childId('refund', PAYMENT, 1), refundAmountMinor: 400n }
export const DISPUTE = {
  paymentId: PAYMENT,
  disputeReference: PSP,
  responseId: childId('dispute', PAYMENT, 1),
  response: { kind: 'accept' },
} as const
export const RETURNED = { redirectResult: 'X6XtfGC3!Y' }

export const CALLS = {
  authorize: (send: Send) => adyenGateway.authorize(send, ATTEMPT),
  complete: (send: Send) => adyenGateway.complete(send, ATTEMPT, RETURNED),
  fence: (send: Send) => adyenGateway.fence(send, ATTEMPT),
  capture: (send: Send) => adyenGateway.capture(send, CAPTURE),
  void: (send: Send) => adyenGateway.void(send, KNOWN),
  refund: (send: Send) => adyenGateway.refund(send, REFUND),
}
export type Call = keyof typeof CALLS
export const MOVES: readonly Call[] = ['authorize', 'capture', 'void', 'refund']
export const READS: readonly Call[] = ['complete', 'fence']

export const answered = (status: number, body: unknown, headers = {}): GatewayAnswer => ({
  kind: 'answered',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
export const refusedWith = (status: number, errorCode: string, headers = {}): GatewayAnswer =>
  answered(status, { status, errorCode, message: 'so it is', errorType: 'validation' }, headers)

export const outcomes = async (calls: readonly Call[], answer: GatewayAnswer) =>
  new Set(await Promise.all(calls.map(async (call) => (await CALLS[call](async () => answer)).kind)))

export function accountAt(baseUrl: string): GatewayAccount {
  const parsed = adyenCredentials.parse(CREDENTIALS)
  if (!parsed.ok) throw new Error(parsed.error)
  return {
    id: 'ga_1',
    merchantId: 'mer_1',
    mode: 'TEST',
    kind: 'adyen',
    baseUrl,
    credentials: parsed.value,
    fingerprint: 'f',
  }
}
