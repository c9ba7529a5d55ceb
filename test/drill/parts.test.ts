import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { check } from '../../drill/check/check.ts'
import { INVARIANTS } from '../../drill/check/finding.ts'
import { seenOf } from '../../drill/collect/gather.ts'
import { objectFiles, readAlarms, readObject, withAlarm } from '../../drill/collect/objects.ts'
import { contentOf } from '../../drill/collect/webhook.ts'
import { KINDS } from '../../drill/faults/fault.ts'
import { momentOf, placeOf } from '../../drill/faults/sweep.ts'
import { keyedOf } from '../../drill/load/journal.ts'
import { withLuhn } from '../../drill/load/shopper.ts'
import { HELP, readOptions } from '../../drill/options.ts'
import { missingIn } from '../../drill/report.ts'
import { PHASES } from '../../drill/world/phases.ts'
import { randomOf } from '../../drill/world/random.ts'
import { parseShares, queueWire } from '../../scripts/stack/wire.ts'
import type { Outcome } from '../stack/support/client.ts'
import { captureContent, NOW_MS, PAID, SOUND } from './sound.ts'

describe('the sweep of kills', () => {
  test('goes round the phases, each time in the middle of the widest gap that is left', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(placeOf)).toEqual([1 / 2, 1 / 4, 3 / 4, 1 / 8, 5 / 8, 3 / 8, 7 / 8])
    const first = PHASES.map((_phase, number) => momentOf(number))
    expect(first.map(({ phase }) => phase)).toEqual([...PHASES])
    expect(new Set(first.map(({ part }) => part))).toEqual(new Set([1 / 2]))
    expect(momentOf(PHASES.length)).toMatchObject({ phase: PHASES[0], part: 1 / 4 })
  })

  test('kills everything in each phase, not the runtime alone, within a few rounds', () => {
    const moments = Array.from({ length: PHASES.length * 6 }, (_, number) => momentOf(number))
    const all = moments.filter(({ what }) => what === 'everything').map(({ phase }) => phase)
    expect(all.length).toBe(8)
    expect(new Set(all).size).toBeGreaterThanOrEqual(PHASES.length / 2)
  })
})

describe('options', () => {
  test('are three rounds of everything where nothing is said', () => {
    expect(readOptions([], () => 0.5)).toEqual({ seed: 500_000, rounds: 3, only: KINDS })
  })

  test('take a seed, a time box and some kinds', () => {
    expect(readOptions(['--seed', '7', '--time-box', '60s', '--only', 'kill,clock', '--report', 'x.json'])).toEqual({
      seed: 7,
      rounds: Number.POSITIVE_INFINITY,
      timeBoxMs: 60_000,
      only: ['kill', 'clock'],
      report: 'x.json',
    })
    expect(readOptions(['--seed', '7', '--time-box', '5m', '--rounds', '2'])).toMatchObject({
      rounds: 2,
      timeBoxMs: 300_000,
    })
    expect(readOptions(['--help'])).toBe(HELP)
  })

  test.each([
    [['--seed', 'x'], '--seed is a whole number.'],
    [['--rounds', '0'], '--rounds is a whole number from 1.'],
    [['--time-box', '60'], '--time-box is a time such as 60s or 5m.'],
    [['--only', 'kill,earthquake'], 'there is no earthquake'],
    [['--fast'], '--fast'],
  ])('refuse %j and say why', (words, said) => {
    expect(readOptions(words)).toContain(said)
  })
})

describe('what is gathered', () => {
  test('in a round is what was seen of its payments alone', () => {
    const [paid] = SOUND.logs
    const seen = seenOf(SOUND, paid === undefined ? [] : [paid], { whole: false })
    expect(new Set(seen.told.map(({ picture }) => picture.paymentId))).toEqual(new Set([PAID]))
    expect(seen.keyed.map(({ key }) => key)).toEqual(['paid create', 'paid refund', 'paid refund', 'paid too much'])
    expect([...seen.deliveries.keys()].every((id) => id.startsWith('evt_0paid_'))).toBe(true)
    expect(seen.deliveries.size).toBe(7)
  })

  test('of the whole is everything: a payment that was acknowledged and then lost is found', () => {
    const logs = SOUND.logs.filter(({ paymentId }) => paymentId !== PAID)
    const lostBy = (whole: boolean) =>
      check({ ...SOUND, logs, ...seenOf(SOUND, logs, { whole }) }, NOW_MS)
        .flatMap(({ violations }) => violations)
        .filter(({ what }) => what === 'a client was told of it, and no object knows of it')
    expect(lostBy(true)).toMatchObject([{ invariant: 'I2', paymentId: PAID }])
    // While others are under way nobody can tell.
    expect(lostBy(false)).toEqual([])
  })

  test('of a webhook is the event and the payment’s money just after it', () => {
    const euros = (amount: string) => ({ amount, currency: 'EUR' })
    const payment = {
      id: PAID,
      status: 'CAPTURED',
      amount: euros('10.00'),
      amountCaptured: euros('10.00'),
      amountRefunded: euros('0.00'),
    }
    const data = { capture: 1, amount: { ...euros('10.00'), minorUnits: '1000' } }
    const body = { type: 'capture.succeeded', data: { seq: 5, type: 'CAPTURE_SUCCEEDED', data, payment } }
    expect(contentOf(JSON.stringify(body))).toEqual(captureContent)
    expect(contentOf('half of')).toBeUndefined()
    expect(contentOf('{"data":{"seq":5}}')).toBeUndefined()
  })

  test('of a request is its key, what it asked, and what is known of it', () => {
    const input = { idempotencyKey: 'k', paymentId: PAID, amount: { amount: '4.00', currency: 'EUR' } }
    const of = (outcome: object | undefined) => keyedOf('refundPayment', input, outcome as Outcome | undefined)
    const asked = { operation: 'refundPayment', key: 'k', paymentId: PAID, amountMinor: 400 }
    expect(of(undefined)).toEqual({ ...asked, answer: 'none' })
    expect(of({ code: 'RATE_LIMITED' })).toEqual({ ...asked, answer: 'none' })
    expect(of({ code: 'AMOUNT_TOO_LARGE' })).toEqual({ ...asked, answer: 'refused' })
    const done = { payment: { id: PAID }, refund: { id: 'ref_0paid_2', status: 'PENDING' } }
    expect(of(done)).toEqual({ ...asked, answer: 'done', made: { paymentId: PAID, refund: 2 } })
  })
})

describe('a drill in which nothing happened', () => {
  const findings = INVARIANTS.map((invariant) => ({ invariant, checked: 1, violations: [] }))

  test('is no proof, and says what it lacks', () => {
    expect(missingIn({ payments: 3, charges: 2, findings })).toEqual([])
    expect(missingIn({ payments: 0, charges: 0, findings })).toEqual([
      'No payment was made: nothing was looked at, and nothing is proved.',
    ])
    expect(missingIn({ payments: 3, charges: 0, findings }).join()).toContain('No acquirer charged anything')
    expect(missingIn({ payments: 3, charges: 2, findings: findings.slice(1) })).toEqual([
      'I1 was never looked at: nothing is proved of it.',
    ])
  })
})

describe('what is read from an object’s files', () => {
  test('is its log with the audit log’s digests, how far it was told, and its alarm', () => {
    const state = mkdtempSync(join(tmpdir(), 'turnpike-drill-'))
    try {
      const folder = join(state, 'do/turnpike-api-PaymentObject')
      mkdirSync(folder, { recursive: true })
      const file = new DatabaseSync(join(folder, 'abc.sqlite'))
      file.exec(`create table commits (number integer primary key, first_seq integer, body text);
        create table payment (id text primary key, version integer, projected_seq integer, seal_key blob, announced_seq integer);
        insert into payment values ('pay_0x', 2, 1, null, 2)`)
      const event = { type: 'B', seq: 2, version: 1, data: { b: 1, a: '1000' }, occurredAtMs: 5 }
      const insert = file.prepare('insert into commits values (?, ?, ?)')
      insert.run(1, 1, JSON.stringify({ events: [{ ...event, type: 'A', seq: 1 }] }))
      insert.run(2, 2, JSON.stringify({ events: [event] }))
      file.close()
      new DatabaseSync(join(folder, 'empty.sqlite')).close()
      const alarms = new DatabaseSync(join(folder, 'metadata.sqlite'))
      alarms.exec(`create table _cf_ALARM (actor_id text primary key, scheduled_time integer, actor_name text);
        insert into _cf_ALARM values ('abc', 1795898473008000000, null)`)
      alarms.close()

      const files = objectFiles(state)
      expect(files.map(readObject)[1]).toBeUndefined()
      const [log] = files.map(readObject)
      if (log === undefined) throw new Error('nothing was read')
      expect(log).toMatchObject({ paymentId: 'pay_0x', projectedSeq: 1, announcedSeq: 2 })
      expect(log.events.map(({ seq, type }) => [seq, type])).toEqual([
        [1, 'A'],
        [2, 'B'],
      ])
      const canonical = '{"data":{"a":"1000","b":1},"occurredAtMs":5,"seq":2,"type":"B","version":1}'
      expect(log.events[1]?.sha256).toBe(createHash('sha256').update(canonical).digest('hex'))
      expect(withAlarm(log, files[0] ?? '', readAlarms(state)).alarmAtMs).toBe(1_795_898_473_008)
    } finally {
      rmSync(state, { recursive: true })
    }
  })
})

describe('chance', () => {
  test('is the same for the same seed', () => {
    const [one, same, other] = [randomOf(7), randomOf(7), randomOf(8)]
    const numbers = (random: () => number) => Array.from({ length: 5 }, random)
    expect(numbers(one)).toEqual(numbers(same))
    expect(numbers(other)).not.toEqual(numbers(randomOf(7)))
  })

  test('makes card numbers that pass Luhn’s test', () => {
    expect(withLuhn('424242424242424')).toBe('4242424242424242')
  })
})

describe('the wire before the queue', () => {
  test('drops and doubles the shares that it is told, counts them, and lets all pass otherwise', () => {
    const places = [0.1, 0.35, 0.9]
    const wire = queueWire(() => places.shift() ?? 0)
    expect(parseShares({ drop: 0.3, double: 0.3 })).toEqual({ drop: 0.3, double: 0.3 })
    expect(parseShares({ drop: 0.8, double: 0.3 })).toBeUndefined()
    expect(parseShares({ drop: -1 })).toBeUndefined()
    wire.set({ drop: 0.3, double: 0.3 })
    expect(wire.decide(3)).toEqual(['drop', 'double', 'pass'])
    wire.set({ drop: 0, double: 0 })
    expect(wire.decide(2)).toEqual(['pass', 'pass'])
    expect(wire.counts()).toEqual({ passed: 3, dropped: 1, doubled: 1 })
  })
})
