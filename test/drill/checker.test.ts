import { describe, expect, test } from 'vitest'
import { check } from '../../drill/check/check.ts'
import type { Evidence, PaymentRow } from '../../drill/check/evidence.ts'
import { INVARIANTS } from '../../drill/check/finding.ts'
import { eventIdOf } from '../../drill/check/outside.ts'
import { storyOf } from '../../drill/check/story.ts'
import {
  answer,
  captureContent,
  DECLINED,
  finalPaid,
  HELD,
  NOW_MS,
  PAID,
  paidCharge,
  paidLog,
  paidUntil,
  refundAsked,
  refundDone,
  SOUND,
} from './sound.ts'

const violationsOf = (evidence: Evidence) => check(evidence, NOW_MS).flatMap(({ violations }) => violations)
const doctored = (changes: Partial<Evidence>) => violationsOf({ ...SOUND, ...changes })
const withLog = (log: typeof paidLog) => [log, ...SOUND.logs.slice(1)]
const rowOf = (id: string): PaymentRow => SOUND.rows.find((row) => row.id === id) ?? ({} as PaymentRow)
const withRow = (changes: Partial<PaymentRow>) =>
  SOUND.rows.map((row) => (row.id === PAID ? { ...row, ...changes } : row))
/** The first event of the sale's log, otherwise. */
const withCreated = (changes: object) => ({
  ...paidLog,
  events: paidLog.events.map((event) => (event.seq === 1 ? { ...event, data: { ...event.data, ...changes } } : event)),
})
const GHOST = 'pay_0ghost'
const captured = (changes: object) =>
  new Map(SOUND.deliveries).set(eventIdOf(PAID, 5), {
    count: 1,
    digests: ['one'],
    contents: [{ ...captureContent, ...changes }],
  })
const without = (eventId: string) => new Map([...SOUND.deliveries].filter(([id]) => id !== eventId))

describe('the checker', () => {
  test('finds nothing where all is well, and has looked at everything', () => {
    expect(violationsOf(SOUND)).toEqual([])
    expect(check(SOUND, NOW_MS).map(({ invariant }) => invariant)).toEqual([...INVARIANTS])
    expect(check(SOUND, NOW_MS).every(({ checked }) => checked > 0)).toBe(true)
  })

  test.each<readonly [invariant: string, what: string, changes: Partial<Evidence>, said: RegExp]>([
    [
      'I1',
      'a second charge that stands, at the other acquirer',
      { charges: [...SOUND.charges, { ...paidCharge, acquirer: 'b', id: 'ch_2' }] },
      /2 charges stand: a ch_.*; b ch_2/,
    ],
    [
      'I1',
      'two captures, one of which the shopper had refunded',
      { charges: [...SOUND.charges, { ...paidCharge, id: 'ch_2', status: 'refunded', refundedMinor: 1000 }] },
      /captured at 2 charges, of which 0 went back/,
    ],
    ['I1', 'more captured than authorized', { charges: [{ ...paidCharge, capturedMinor: 1001 }] }, /captured above/],
    ['I1', 'more refunded than captured', { charges: [{ ...paidCharge, refundedMinor: 1001 }] }, /refunded above/],
    [
      'I1',
      'a charge for a payment that nobody made',
      { charges: [...SOUND.charges, { ...paidCharge, reference: 'pay_0ghost' }] },
      /no object knows/,
    ],
    ['I1', 'a charge in another currency', { charges: [{ ...paidCharge, currency: 'USD' }] }, /in USD, .* in EUR/],
    [
      'I1',
      'a hold of five times the payment',
      {
        charges: [
          {
            ...paidCharge,
            reference: HELD,
            status: 'authorized',
            amountMinor: 5000,
            capturedMinor: 0,
            refundedMinor: 0,
          },
        ],
      },
      /the payment is of 1000, and there stands a ch_.* authorized 5000/,
    ],
    [
      'I1',
      'a log that has more authorized than was asked for',
      {
        logs: withLog(
          paidUntil(
            3,
            ['PAYMENT_AUTHORIZED', { attempt: 1, amountMinor: '5000' }],
            ['CAPTURE_SUCCEEDED', { capture: 1, amountMinor: '1000', final: true }],
          ),
        ),
      },
      /event 4 says 5000 authorized, and 1000 was asked for/,
    ],
    [
      'I1',
      'a log that has more captured than was asked for',
      { logs: withLog(paidUntil(4, ['CAPTURE_SUCCEEDED', { capture: 1, amountMinor: '5000', final: true }])) },
      /5000 captured and 0 refunded of 1000/,
    ],
    [
      'I1',
      'a second refund under one key',
      { logs: withLog(paidUntil(7, ['REFUND_CREATED', { refund: 2, amountMinor: '400' }])) },
      /2 refunds were made, and 1 keys asked for one/,
    ],
    [
      'I1',
      'a key that was answered with two refunds',
      { keyed: [...SOUND.keyed, { ...refundDone, made: { paymentId: PAID, refund: 2 } }] },
      /"paid refund" is .* refund 1 and .* refund 2/,
    ],
    [
      'I1',
      'two keys that were answered with one refund',
      { keyed: [...SOUND.keyed, { ...refundDone, key: 'other' }] },
      /refund 1 is of "paid refund" and of "other"/,
    ],
    [
      'I1',
      'a refund whose key was refused',
      {
        keyed: SOUND.keyed.map((one) =>
          one.operation === 'refundPayment' ? { ...refundAsked, answer: 'refused' } : one,
        ),
      },
      /1 refunds were made, and 0 keys/,
    ],
    [
      'I1',
      'a key that was both refused and done',
      { keyed: [...SOUND.keyed, { ...refundAsked, answer: 'refused' }] },
      /both refused and done/,
    ],
    [
      'I1',
      'a refund of another amount than was asked for',
      {
        logs: withLog(
          paidUntil(5, ['REFUND_CREATED', { refund: 1, amountMinor: '500' }], ['REFUND_SUCCEEDED', { refund: 1 }]),
        ),
      },
      /nobody asked for a refund of 500\n.*asked for 400, and refund 1 is 500/,
    ],
    [
      'I1',
      'a refund that was told as made and is in no log',
      { logs: withLog(paidUntil(5)) },
      /1 keys were told that their refund is made, and 0 were\n.*told of refund 1, which is not in the log/,
    ],
    [
      'I1',
      'a capture that nobody asked for',
      { logs: withLog(paidUntil(7, ['CAPTURE_STARTED', { capture: 2, amountMinor: '100', automatic: false }])) },
      /1 captures were made, and 0 keys/,
    ],
    [
      'I1',
      'two payments of one order',
      { logs: [...SOUND.logs, { ...paidLog, paymentId: GHOST }] },
      /2 payments with the reference "paid": pay_0paid, pay_0ghost/,
    ],
    [
      'I1',
      'a payment that nobody asked for',
      { logs: withLog(withCreated({ reference: 'other' })) },
      /nobody asked for a payment with the reference "other"/,
    ],
    [
      'I1',
      'a payment of another amount than was asked for',
      { logs: withLog(withCreated({ amountMinor: '999' })) },
      /made of 999, and 1000 was asked for/,
    ],
    [
      'I1',
      'a key that was answered with somebody else’s payment',
      {
        keyed: SOUND.keyed.map((one) =>
          one.operation === 'createPayment' && one.reference === 'paid' ? { ...one, made: { paymentId: HELD } } : one,
        ),
      },
      /"paid create" was answered with pay_0held, and made pay_0paid/,
    ],
    [
      'I2',
      'a payment that a client was told of, and that was lost',
      { told: [...SOUND.told, answer('createPayment', { ...finalPaid, paymentId: GHOST })] },
      /a client was told of it, and no object knows of it/,
    ],
    [
      'I2',
      'an answer that was true at no time',
      { told: [answer('refundPayment', { ...finalPaid, refundedMinor: 500 })] },
      /the answer to refundPayment shows CAPTURED 1000\/1000\/500, .* and had that at no time/,
    ],
    [
      'I2',
      'a gap in a log',
      { logs: withLog({ ...paidLog, events: paidLog.events.filter(({ seq }) => seq !== 3) }) },
      /seq 4 stands where 3 belongs/,
    ],
    [
      'I2',
      'a status that comes from nowhere',
      { logs: withLog(paidUntil(5, ['PAYMENT_CANCELED', {}])) },
      /from CAPTURED to CANCELED/,
    ],
    [
      'I2',
      'a read that shows what its log did not have',
      { told: [answer('read', { ...finalPaid, refundedMinor: 0 }, { seq: 7 })] },
      /a read at seq 7 shows CAPTURED 1000\/1000\/0, the log CAPTURED 1000\/1000\/400/,
    ],
    [
      'I2',
      'a read that is older than one before it',
      {
        told: [
          answer('read', finalPaid, { seq: 7, askedAtMs: 1, toldAtMs: 2 }),
          answer('read', { ...finalPaid, refundedMinor: 0 }, { seq: 6, askedAtMs: 3, toldAtMs: 4 }),
        ],
      },
      /shows seq 6 after another had shown 7/,
    ],
    ['I2', 'another last read', { finals: [{ ...finalPaid, status: 'PROCESSING' }] }, /the last read shows PROCESSING/],
    [
      'I3',
      'a capture that was told as taken and is not in the book',
      { charges: [{ ...paidCharge, status: 'voided', capturedMinor: 0, refundedMinor: 0 }] },
      /CAPTURED with 1000 captured and 400 refunded; the books: .* voided/,
    ],
    [
      'I3',
      'a charge after a decline',
      { charges: [...SOUND.charges, { ...paidCharge, reference: DECLINED }] },
      /REQUIRES_PAYMENT_METHOD, and yet/,
    ],
    [
      'I3',
      'a decline that becomes an approval',
      {
        told: [
          answer('createPayment', {
            ...finalPaid,
            attempts: [{ number: 1, status: 'DECLINED', amountMinor: 1000 }],
          }),
        ],
      },
      /told attempt 1 DECLINED 1000, and it ended APPROVED/,
    ],
    [
      'I3',
      'a refund told as failed that was paid',
      {
        told: [answer('refundPayment', { ...finalPaid, refunds: [{ number: 1, status: 'FAILED', amountMinor: 400 }] })],
      },
      /told refund 1 FAILED 400, and it ended SUCCEEDED/,
    ],
    [
      'I3',
      'an unknown attempt told as failed',
      {
        told: [
          answer('createPayment', {
            ...finalPaid,
            status: 'REQUIRES_PAYMENT_METHOD',
            attempts: [{ number: 1, status: 'UNKNOWN', amountMinor: 1000 }],
          }),
        ],
      },
      /told REQUIRES_PAYMENT_METHOD while the outcome of attempt 1 was unknown/,
    ],
    [
      'I3',
      'a hold that was told and is gone',
      { charges: SOUND.charges.filter(({ reference }) => reference !== HELD) },
      /AUTHORIZED; the books: no charge/,
    ],
    ['I4', 'a row that is behind', { rows: withRow({ seq: 6, refundedMinor: 0 }) }, /Postgres has 6 .* its log 7/],
    [
      'I4',
      'a row with another amount',
      { rows: withRow({ capturedMinor: 999 }) },
      /Postgres has 7 CAPTURED 1000 EUR 999/,
    ],
    ['I4', 'a row that is not there', { rows: SOUND.rows.filter(({ id }) => id !== PAID) }, /has no row of it/],
    ['I4', 'a row too many', { rows: [...SOUND.rows, { ...rowOf(PAID), id: 'pay_0ghost' }] }, /no object knows/],
    ['I4', 'a refund that is not listed', { refundRows: [] }, /has the refunds \[\], its log \[1 SUCCEEDED 400\]/],
    ['I4', 'an audit log whose chain is broken', { audit: { ...SOUND.audit, brokenAt: 9 } }, /chain breaks at 9/],
    [
      'I4',
      'an event that the audit log has otherwise',
      { audit: { ...SOUND.audit, events: new Map(SOUND.audit.events).set(`${PAID} 5`, 'edited') } },
      /has not, or otherwise, its events 5/,
    ],
    [
      'I5',
      'an attempt that is still unknown',
      {
        logs: withLog(paidUntil(2, ['OUTCOME_UNKNOWN', { call: { kind: 'authorize', number: 1 }, reason: 'timeout' }])),
      },
      /still open: status PROCESSING; attempt 1 UNKNOWN/,
    ],
    ['I5', 'a refund that is still pending', { logs: withLog(paidUntil(6)) }, /still open: refund 1 PENDING/],
    ['I5', 'an outbox that is not empty', { logs: withLog({ ...paidLog, projectedSeq: 6 }) }, /projected up to 6 of 7/],
    ['I5', 'a feed that was not told', { logs: withLog({ ...paidLog, announcedSeq: 0 }) }, /announced up to 0 of 7/],
    [
      'I5',
      'an alarm that does not end',
      { logs: withLog({ ...paidLog, alarmAtMs: NOW_MS + 5_000 }) },
      /an alarm is still set, in 5 s/,
    ],
    [
      'I6',
      'an event that no webhook told',
      { deliveries: without(eventIdOf(PAID, 5)) },
      /no webhook told event 5, CAPTURE/,
    ],
    [
      'I6',
      'an event that came with other bytes',
      {
        deliveries: new Map(SOUND.deliveries).set(eventIdOf(PAID, 5), {
          count: 2,
          digests: ['one', 'other'],
          contents: [],
        }),
      },
      /came 2 times, with 2 different bodies/,
    ],
    [
      'I6',
      'a webhook of an event that is in no log',
      { deliveries: new Map(SOUND.deliveries).set(eventIdOf(GHOST, 1), { count: 1, digests: ['one'], contents: [] }) },
      /a webhook told evt_0ghost_1, which is in no log/,
    ],
    [
      'I6',
      'a webhook beyond the end of a log',
      { deliveries: new Map(SOUND.deliveries).set(eventIdOf(PAID, 8), { count: 1, digests: ['one'], contents: [] }) },
      /a webhook told evt_0paid_8/,
    ],
    [
      'I6',
      'a webhook with another status',
      { deliveries: captured({ status: 'AUTHORIZED' }) },
      /the webhook of event 5 says .* AUTHORIZED 1000 EUR 1000 0, the log .* CAPTURED/,
    ],
    [
      'I6',
      'a webhook with another amount of the payment',
      { deliveries: captured({ capturedMinor: 100 }) },
      /CAPTURED 1000 EUR 100 0, the log .* CAPTURED 1000 EUR 1000 0/,
    ],
    [
      'I6',
      'a webhook with another amount of the event',
      { deliveries: captured({ eventMinor: 999 }) },
      /event 5, CAPTURE_SUCCEEDED, says 999, the log 1000/,
    ],
    ['I6', 'a webhook of another type', { deliveries: captured({ type: 'REFUND_CREATED' }) }, /says .* REFUND_CREATED/],
    [
      'I6',
      'a webhook that nobody can read',
      {
        deliveries: new Map(SOUND.deliveries).set(eventIdOf(PAID, 5), {
          count: 1,
          digests: ['one'],
          contents: [undefined],
        }),
      },
      /the webhook of event 5 cannot be read/,
    ],
    [
      'I7',
      'a card number in a file',
      { canary: { searched: 12, leaks: ['logs/api.log: 4917'] } },
      /logs\/api.log: 4917/,
    ],
  ])('%s names %s', (invariant, _what, changes, said) => {
    const own = doctored(changes).filter((violation) => violation.invariant === invariant)
    expect(own.map(({ what }) => what).join('\n')).toMatch(said)
  })

  test('I1 allows a second capture whose first went back because the payment did not want it', () => {
    const log = paidUntil(
      2,
      ['ATTEMPT_ENDED', { attempt: 1, outcome: 'declined' }],
      ['CANCEL_STARTED', { attempt: 1, why: 'compensation', means: 'return' }],
      ['COMPENSATED', { attempt: 1, means: 'return', amountMinor: '1001' }],
      ['PAYMENT_DECLINED', { attempt: 1 }],
      ['ATTEMPT_STARTED', { attempt: 2 }],
      ['ATTEMPT_ENDED', { attempt: 2, outcome: 'approved' }],
      ['PAYMENT_AUTHORIZED', { attempt: 2, amountMinor: '1000' }],
      ['CAPTURE_SUCCEEDED', { capture: 1, amountMinor: '1000', final: true }],
    )
    const wrong = { ...paidCharge, id: 'ch_wrong', amountMinor: 1001, capturedMinor: 1001 }
    const charges = [
      { ...wrong, refundedMinor: 1001, status: 'refunded' as const },
      { ...paidCharge, refundedMinor: 0 },
      ...SOUND.charges.filter(({ reference }) => reference === HELD),
    ]
    const keyed = SOUND.keyed.filter(({ operation }) => operation === 'createPayment')
    const of = (evidence: Partial<Evidence>) => doctored(evidence).filter(({ invariant }) => /I[13]/.test(invariant))
    expect(of({ logs: withLog(log), charges, told: [], keyed })).toEqual([])
    // The same books without the event that says so.
    const silent = { ...log, events: log.events.filter(({ type }) => type !== 'COMPENSATED') }
    expect(of({ logs: withLog(silent), charges, told: [], keyed })).toMatchObject([
      { invariant: 'I1', paymentId: PAID },
    ])
  })

  test('tells a payment’s story from every side, in the order of time, with what was done to the stack', () => {
    const story = storyOf(PAID, SOUND, [
      { what: 'kill -9 of the runtime', fromMs: NOW_MS - 59_998.5, toMs: NOW_MS },
      { what: 'an hour before', fromMs: 0, toMs: 1 },
    ])
    expect(story[0]).toMatch(/log {6}1 PAYMENT_CREATED/)
    expect(story[1]).toMatch(/fault {4}kill -9 of the runtime/)
    expect(story.join('\n')).toMatch(/client {3}refundPayment, asked 10 ms before, was told CAPTURED 1000\/400/)
    expect(story.join('\n')).toMatch(/book {5}a ch_.*captured 1000, refunded 400/)
    expect(story.at(-1)).toMatch(/Postgres: seq 7 CAPTURED 1000\/400; the object: projected 7, announced 7 of 7/)
    expect(story.join('\n')).not.toContain('an hour before')
  })
})
