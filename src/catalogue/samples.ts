import { failureOf } from '../failure/failure.ts'
import type { NewEvent, PaymentEventType } from '../payment/event.ts'

const route = {
  accountId: 'gwa_sample',
  gateway: 'sample',
  kind: 'sandbox',
  capabilities: { oneCallSale: false, multipleCaptures: true },
}
const action = { type: 'three_ds_challenge', url: 'https://bank.example/challenge' } as const
const picture = {
  dispute: 1,
  gatewayReference: 'dp_sample',
  stage: 'CHARGEBACK',
  amountMinor: 1000n,
  reason: 'product_not_received',
  reasonCode: '13.1',
} as const

const declined = failureOf('card_declined')
const card = { brand: 'visa', last4: '4242', expiryMonth: 12, expiryYear: 2030, funding: 'CREDIT' } as const

/** A moment of a sample: this long after the payment was created. */
const HOUR_MS = 3_600_000

type Story = readonly NewEvent[]

const created = (nowMs: number): NewEvent => ({
  type: 'PAYMENT_CREATED',
  data: {
    merchantId: 'mer_sample',
    mode: 'TEST',
    amountMinor: 1000n,
    currency: 'EUR',
    captureMethod: 'MANUAL',
    expiresAtMs: nowMs + 24 * HOUR_MS,
    reference: 'sample order',
  },
})
const started: NewEvent = {
  type: 'ATTEMPT_STARTED',
  data: { attempt: 1, route, candidates: [route], reason: 'first enabled', capture: false, deadlineMs: 0 },
}
const ended = (data: object): NewEvent =>
  ({ type: 'ATTEMPT_ENDED', data: { attempt: 1, gatewayReference: 'ch_sample', card, ...data } }) as NewEvent

/** A payment that goes all the way, to a dispute that is closed. */
const paid = (nowMs: number): Story => [
  created(nowMs),
  started,
  { type: 'ACTION_REQUIRED', data: { attempt: 1, action, card } },
  { type: 'ACTION_COMPLETED', data: { attempt: 1, returned: {} } },
  {
    type: 'OUTCOME_UNKNOWN',
    data: { call: { kind: 'complete', number: 1 }, reason: 'timeout', checks: 1, nextCheckAtMs: nowMs + 1_000 },
  },
  { type: 'OUTCOME_RESOLVED', data: { call: { kind: 'complete', number: 1 }, outcome: 'approved', by: 'query' } },
  ended({ outcome: 'approved', authorizedMinor: 1000n, capturedMinor: 0n }),
  { type: 'PAYMENT_AUTHORIZED', data: { attempt: 1, amountMinor: 1000n, expiresAtMs: nowMs + 162 * HOUR_MS } },
  { type: 'PAYMENT_ERASED', data: {} },
  { type: 'GATEWAY_MESSAGE_IGNORED', data: { messageId: 'msg_sample', about: 'authorized', reason: 'late' } },
  { type: 'CAPTURE_STARTED', data: { capture: 1, amountMinor: 1000n, final: true, automatic: false } },
  {
    type: 'CAPTURE_SUCCEEDED',
    data: { capture: 1, amountMinor: 1000n, final: true, origin: 'API', gatewayReference: 'cp_sample' },
  },
  { type: 'REFUND_CREATED', data: { refund: 1, amountMinor: 250n, origin: 'API' } },
  { type: 'REFUND_SUCCEEDED', data: { refund: 1, gatewayReference: 're_sample' } },
  { type: 'REFUND_FAILED', data: { refund: 1, failure: failureOf('gateway_unavailable') } },
  {
    type: 'DISPUTE_OPENED',
    data: {
      ...picture,
      status: 'NEEDS_RESPONSE',
      origin: 'GATEWAY',
      picturedAtMs: nowMs,
      respondByMs: nowMs + 168 * HOUR_MS,
    },
  },
  { type: 'DISPUTE_RESPONSE_STARTED', data: { dispute: 1, response: 'evidence' } },
  {
    type: 'DISPUTE_UPDATED',
    data: { ...picture, status: 'UNDER_REVIEW', responded: 'accepted', picturedAtMs: nowMs + 1 },
  },
  { type: 'DISPUTE_CLOSED', data: { ...picture, status: 'WON', picturedAtMs: nowMs + 2 } },
]

const refused = (nowMs: number): Story => [
  created(nowMs),
  started,
  ended({ outcome: 'declined', failure: declined }),
  { type: 'PAYMENT_DECLINED', data: { attempt: 1, failure: declined } },
  { type: 'PAYMENT_FAILED', data: { failure: declined } },
]

const held = (nowMs: number): Story => paid(nowMs).slice(0, 9)

const ends = (nowMs: number): readonly Story[] => [
  [
    ...held(nowMs),
    { type: 'CAPTURE_STARTED', data: { capture: 1, amountMinor: 1000n, final: true, automatic: false } },
    { type: 'CAPTURE_FAILED', data: { capture: 1, failure: failureOf('gateway_unavailable') } },
  ],
  [
    ...held(nowMs),
    { type: 'CANCEL_STARTED', data: { attempt: 1, why: 'cancel', means: 'void' } },
    { type: 'CANCEL_FAILED', data: { attempt: 1, why: 'cancel', failure: failureOf('gateway_unavailable') } },
  ],
  [
    ...held(nowMs),
    { type: 'CANCEL_STARTED', data: { attempt: 1, why: 'cancel', means: 'void' } },
    { type: 'PAYMENT_CANCELED', data: {} },
  ],
  [created(nowMs), { type: 'PAYMENT_EXPIRED', data: {} }],
  [
    ...held(nowMs),
    { type: 'CAPTURE_SUCCEEDED', data: { capture: 1, amountMinor: 400n, final: false, origin: 'API' } },
    { type: 'AUTHORIZATION_RELEASED', data: { attempt: 1, amountMinor: 600n } },
  ],
  [
    ...held(nowMs),
    { type: 'COMPENSATED', data: { attempt: 1, means: 'void', amountMinor: 1000n } },
    {
      type: 'COMPENSATION_FAILED',
      data: { attempt: 1, amountMinor: 1000n, failure: failureOf('gateway_unavailable') },
    },
  ],
]

/** A made-up payment's events, the last of which is of this type. */
export function sampleStory(type: PaymentEventType, nowMs: number): Story {
  for (const story of [paid(nowMs), refused(nowMs), ...ends(nowMs)]) {
    const place = story.findIndex((event) => event.type === type)
    if (place >= 0) return story.slice(0, place + 1)
  }
  throw new Error(`there is no sample of ${type}`)
}
