import type {
  Charge,
  Delivery,
  Evidence,
  Keyed,
  LoggedEvent,
  ObjectLog,
  Picture,
  Told,
  WebhookContent,
} from '../../drill/check/evidence.ts'
import { eventIdOf } from '../../drill/check/outside.ts'

export const PAID = 'pay_0paid'
export const HELD = 'pay_0held'
export const DECLINED = 'pay_0declined'
export const NOW_MS = Date.UTC(2026, 10, 1, 12)

const event = (seq: number, type: string, data: object): LoggedEvent => ({
  seq,
  type,
  data: data as LoggedEvent['data'],
  occurredAtMs: NOW_MS - 60_000 + seq,
  sha256: `digest of ${type} ${seq}`,
})

const logOf = (paymentId: string, events: readonly (readonly [type: string, data: object])[]): ObjectLog => ({
  paymentId,
  events: events.map(([type, data], index) => event(index + 1, type, data)),
  projectedSeq: events.length,
  announcedSeq: events.length,
})

const created = (captureMethod: string, reference: string) =>
  ['PAYMENT_CREATED', { amountMinor: '1000', currency: 'EUR', captureMethod, reference }] as const
const started = (attempt: number) => ['ATTEMPT_STARTED', { attempt }] as const

/** A sale of which a part was refunded. */
export const paidLog = logOf(PAID, [
  created('AUTOMATIC', 'paid'),
  started(1),
  ['ATTEMPT_ENDED', { attempt: 1, outcome: 'approved' }],
  ['PAYMENT_AUTHORIZED', { attempt: 1, amountMinor: '1000' }],
  ['CAPTURE_SUCCEEDED', { capture: 1, amountMinor: '1000', final: true }],
  ['REFUND_CREATED', { refund: 1, amountMinor: '400', origin: 'API' }],
  ['REFUND_SUCCEEDED', { refund: 1 }],
])

const heldLog = logOf(HELD, [
  created('MANUAL', 'held'),
  started(1),
  ['ATTEMPT_ENDED', { attempt: 1, outcome: 'approved' }],
  ['PAYMENT_AUTHORIZED', { attempt: 1, amountMinor: '1000' }],
])

const declinedLog = logOf(DECLINED, [
  created('AUTOMATIC', 'declined'),
  started(1),
  ['ATTEMPT_ENDED', { attempt: 1, outcome: 'declined' }],
  ['PAYMENT_DECLINED', { attempt: 1 }],
])

const charge = (reference: string, more: Partial<Charge>): Charge => ({
  acquirer: 'a',
  id: `ch_${reference}`,
  reference,
  amountMinor: 1000,
  capturedMinor: 0,
  refundedMinor: 0,
  currency: 'EUR',
  status: 'authorized',
  createdAtMs: NOW_MS,
  ...more,
})

export const paidCharge = charge(PAID, { capturedMinor: 1000, refundedMinor: 400, status: 'captured' })

const picture = (paymentId: string, status: string, more: Partial<Picture> = {}): Picture => ({
  paymentId,
  status,
  amountMinor: 1000,
  capturedMinor: 0,
  refundedMinor: 0,
  attempts: [],
  captures: [],
  refunds: [],
  nextCheckAt: null,
  ...more,
})

export const finalPaid = picture(PAID, 'CAPTURED', {
  capturedMinor: 1000,
  refundedMinor: 400,
  attempts: [{ number: 1, status: 'APPROVED', amountMinor: 1000 }],
  captures: [{ number: 1, status: 'SUCCEEDED', amountMinor: 1000 }],
  refunds: [{ number: 1, status: 'SUCCEEDED', amountMinor: 400 }],
})

export const answer = (by: string, shown: Picture, more: Partial<Told> = {}): Told => ({
  by,
  askedAtMs: NOW_MS - 10,
  toldAtMs: NOW_MS,
  picture: shown,
  ...more,
})

const creation = (reference: string, paymentId: string): Keyed => ({
  operation: 'createPayment',
  key: `${reference} create`,
  amountMinor: 1000,
  reference,
  answer: 'done',
  made: { paymentId },
})

/** The sale's refund, as it was asked for first: no answer came. */
export const refundAsked: Keyed = {
  operation: 'refundPayment',
  key: 'paid refund',
  paymentId: PAID,
  amountMinor: 400,
  answer: 'none',
}
export const refundDone: Keyed = { ...refundAsked, answer: 'done', made: { paymentId: PAID, refund: 1 } }

/** The status of each after each of its events, as docs/events.md has it. */
const STATUSES: Readonly<Record<string, readonly string[]>> = {
  [PAID]: ['REQUIRES_PAYMENT_METHOD', 'PROCESSING', 'PROCESSING', 'PROCESSING', 'CAPTURED', 'CAPTURED', 'CAPTURED'],
  [HELD]: ['REQUIRES_PAYMENT_METHOD', 'PROCESSING', 'PROCESSING', 'AUTHORIZED'],
  [DECLINED]: ['REQUIRES_PAYMENT_METHOD', 'PROCESSING', 'PROCESSING', 'REQUIRES_PAYMENT_METHOD'],
}

const contentOf = (paymentId: string, { seq, type, data }: LoggedEvent): WebhookContent => ({
  paymentId,
  seq,
  type,
  status: STATUSES[paymentId]?.[seq - 1] ?? '',
  amountMinor: 1000,
  currency: 'EUR',
  capturedMinor: paymentId === PAID && seq >= 5 ? 1000 : 0,
  refundedMinor: paymentId === PAID && seq >= 7 ? 400 : 0,
  ...(data.amountMinor === undefined ? {} : { eventMinor: Number(data.amountMinor) }),
})

/** What the webhook of the sale's capture said. */
export const captureContent: WebhookContent = {
  paymentId: PAID,
  seq: 5,
  type: 'CAPTURE_SUCCEEDED',
  status: 'CAPTURED',
  amountMinor: 1000,
  currency: 'EUR',
  capturedMinor: 1000,
  refundedMinor: 0,
  eventMinor: 1000,
}

const logs = [paidLog, heldLog, declinedLog]

/** What is observed of three payments with which all is well. */
export const SOUND: Evidence = {
  logs,
  charges: [paidCharge, charge(HELD, {})],
  told: [
    answer('refundPayment', finalPaid),
    answer('read', finalPaid, { seq: 7 }),
    answer('createPayment', picture(HELD, 'AUTHORIZED')),
    answer(
      'createPayment',
      picture(DECLINED, 'REQUIRES_PAYMENT_METHOD', {
        attempts: [{ number: 1, status: 'DECLINED', amountMinor: 1000 }],
      }),
    ),
  ],
  keyed: [
    creation('paid', PAID),
    refundAsked,
    refundDone,
    creation('held', HELD),
    creation('declined', DECLINED),
    { ...refundAsked, key: 'paid too much', amountMinor: 700, answer: 'refused' },
  ],
  finals: [finalPaid, picture(HELD, 'AUTHORIZED'), picture(DECLINED, 'REQUIRES_PAYMENT_METHOD')],
  rows: [
    row(PAID, 7, 'CAPTURED', 1000, 400),
    row(HELD, 4, 'AUTHORIZED', 0, 0),
    row(DECLINED, 4, 'REQUIRES_PAYMENT_METHOD', 0, 0),
  ],
  refundRows: [{ id: 'ref_0paid_1', paymentId: PAID, status: 'SUCCEEDED', amountMinor: 400 }],
  deliveries: new Map(
    logs.flatMap(({ paymentId, events }) =>
      events.map((one): [string, Delivery] => [
        eventIdOf(paymentId, one.seq),
        { count: 2, digests: ['one'], contents: [contentOf(paymentId, one)] },
      ]),
    ),
  ),
  audit: {
    entries: 15,
    events: new Map(
      logs.flatMap(({ paymentId, events }) =>
        events.map(({ seq, sha256 }): [string, string] => [`${paymentId} ${seq}`, sha256]),
      ),
    ),
  },
  canary: { searched: 12, leaks: [] },
}

function row(id: string, seq: number, status: string, capturedMinor: number, refundedMinor: number) {
  return { id, seq, status, amountMinor: 1000, currency: 'EUR', capturedMinor, refundedMinor }
}

/** The log of the sale with other events from this one on. */
export const paidUntil = (seq: number, ...more: readonly (readonly [type: string, data: object])[]): ObjectLog => {
  const events = [
    ...paidLog.events.slice(0, seq),
    ...more.map(([type, data], index) => event(seq + index + 1, type, data)),
  ]
  return { ...paidLog, events, projectedSeq: events.length, announcedSeq: events.length }
}
