import type { Charge, Delivery, Evidence, LoggedEvent, ObjectLog, Picture, Told } from '../../drill/check/evidence.ts'
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

const created = (captureMethod: string) =>
  ['PAYMENT_CREATED', { amountMinor: '1000', currency: 'EUR', captureMethod }] as const
const started = (attempt: number) => ['ATTEMPT_STARTED', { attempt }] as const

/** A sale of which a part was refunded. */
export const paidLog = logOf(PAID, [
  created('AUTOMATIC'),
  started(1),
  ['ATTEMPT_ENDED', { attempt: 1, outcome: 'approved' }],
  ['PAYMENT_AUTHORIZED', { attempt: 1, amountMinor: '1000' }],
  ['CAPTURE_SUCCEEDED', { capture: 1, amountMinor: '1000', final: true }],
  ['REFUND_CREATED', { refund: 1, amountMinor: '400' }],
  ['REFUND_SUCCEEDED', { refund: 1 }],
])

const heldLog = logOf(HELD, [
  created('MANUAL'),
  started(1),
  ['ATTEMPT_ENDED', { attempt: 1, outcome: 'approved' }],
  ['PAYMENT_AUTHORIZED', { attempt: 1, amountMinor: '1000' }],
])

const declinedLog = logOf(DECLINED, [
  created('AUTOMATIC'),
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
  finals: [finalPaid, picture(HELD, 'AUTHORIZED'), picture(DECLINED, 'REQUIRES_PAYMENT_METHOD')],
  rows: [
    row(PAID, 7, 'CAPTURED', 1000, 400),
    row(HELD, 4, 'AUTHORIZED', 0, 0),
    row(DECLINED, 4, 'REQUIRES_PAYMENT_METHOD', 0, 0),
  ],
  refundRows: [{ id: 'ref_0paid_1', paymentId: PAID, status: 'SUCCEEDED', amountMinor: 400 }],
  deliveries: new Map(
    logs.flatMap(({ paymentId, events }) =>
      events.map(({ seq }): [string, Delivery] => [eventIdOf(paymentId, seq), { count: 2, digests: ['one'] }]),
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
