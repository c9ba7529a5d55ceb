import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { createHmac } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readLog } from '../../../src/payment/log.ts'
import { acknowledged, kill, rowsOf } from './rows.ts'
import {
  accepted,
  chargesOf,
  clearFaults,
  confirmation,
  created,
  creation,
  newPayment,
  openAccounts,
  type Payment,
  refused,
  tokenFor,
} from './support.ts'

beforeAll(openAccounts)
beforeEach(clearFaults)

const SEAL_KEY = new Uint8Array(32).fill(7)
const fingerprint = (text: string) => createHmac('sha256', SEAL_KEY).update(text).digest('base64').slice(0, 12)

/** The tables as the first version of the code made them. They are written down here, because they never change. */
const VERSION_1 = [
  'CREATE TABLE commits (number INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, body TEXT NOT NULL)',
  `CREATE TABLE payment (id TEXT PRIMARY KEY, version INTEGER NOT NULL, projected_seq INTEGER NOT NULL, seal_key BLOB)
   WITHOUT ROWID`,
]

const AT_MS = Date.now() - 3_600_000
const CREATED = {
  type: 'PAYMENT_CREATED',
  data: {
    merchantId: 'm1',
    mode: 'TEST',
    amountMinor: '1000',
    currency: 'EUR',
    captureMethod: 'AUTOMATIC',
    expiresAtMs: AT_MS + 86_400_000,
  },
  seq: 1,
  version: 1,
  occurredAtMs: AT_MS,
}
const ROUTE = {
  accountId: 'gwa_a',
  gateway: 'a',
  kind: 'sandbox',
  capabilities: { oneCallSale: true, multipleCaptures: true },
}
const FAILURE = { code: 'card_declined', category: 'ISSUER_DECLINED', retryable: false }

const OLD_COMMITS: readonly unknown[] = [
  {
    answer: {
      key: 'create',
      fingerprint: { 'amount.amount': fingerprint('1000'), captureMethod: fingerprint('AUTOMATIC') },
      atMs: AT_MS,
    },
    events: [CREATED],
  },
  {
    answer: { key: 'confirm:one', fingerprint: { 'paymentMethod.token': fingerprint('tok') }, atMs: AT_MS + 1 },
    events: [
      {
        type: 'ATTEMPT_STARTED',
        data: {
          attempt: 1,
          route: ROUTE,
          candidates: [ROUTE],
          reason: 'first enabled gateway in the order of the policy',
          tokenId: 'tok_0aaaaaaaaaaaaaaaaaaaaaaaaaaaa',
          capture: true,
          deadlineMs: AT_MS + 30_000,
        },
        seq: 2,
        version: 1,
        occurredAtMs: AT_MS + 1,
      },
    ],
  },
  {
    events: [
      {
        type: 'ATTEMPT_ENDED',
        data: { attempt: 1, outcome: 'declined', failure: FAILURE },
        seq: 3,
        version: 1,
        occurredAtMs: AT_MS + 2,
      },
      { type: 'PAYMENT_DECLINED', data: { attempt: 1, failure: FAILURE }, seq: 4, version: 1, occurredAtMs: AT_MS + 2 },
    ],
  },
]

function writeRows(sql: SqlStorage, paymentId: string, commits: readonly unknown[]): void {
  for (const statement of VERSION_1) sql.exec(statement)
  sql.exec('INSERT INTO payment VALUES (?, 1, 0, ?)', paymentId, SEAL_KEY)
  for (const [index, commit] of commits.entries()) {
    const [first] = (commit as { events: { seq: number }[] }).events
    sql.exec('INSERT INTO commits VALUES (?, ?, ?)', index + 1, first?.seq ?? 1, JSON.stringify(commit))
  }
}

/** An object that finds these rows where it wakes up. */
async function withRows(commits: readonly unknown[]): Promise<Payment> {
  const payment = newPayment()
  await runInDurableObject(payment.stub, (_object, { storage }) => writeRows(storage.sql, payment.id, commits))
  await kill(payment)
  return payment
}

describe('an old object’s rows', () => {
  test('CR7 load, answer their keys and take the next command', async () => {
    const payment = await withRows(OLD_COMMITS)
    expect(await payment.view()).toMatchObject({
      status: 'REQUIRES_PAYMENT_METHOD',
      seq: 4,
      failure: { code: 'card_declined' },
      attempts: [{ status: 'DECLINED' }],
    })
    const again = accepted(
      await payment.send({
        kind: 'create',
        idempotencyKey: 'create',
        amountMinor: 1000n,
        currency: 'EUR',
        captureMethod: 'AUTOMATIC',
        details: {},
      }),
    )
    expect(again).toMatchObject({ replayed: true, firstSeenAtMs: AT_MS })
    const other = refused(await payment.send({ ...confirmation(await tokenFor(), 'one') }))
    expect(other.refusal).toEqual({ kind: 'idempotency_conflict', differingField: 'paymentMethod.token' })
    expect(accepted(await payment.send(confirmation(await tokenFor(), 'two'))).view).toMatchObject({
      status: 'CAPTURED',
      attempts: [{ number: 1 }, { number: 2 }],
    })
    expect(await chargesOf(payment.id)).toHaveLength(1)
    const { commits, payment: row } = await rowsOf(payment)
    expect(commits.slice(0, 3).map(({ body }) => JSON.parse(body))).toEqual(OLD_COMMITS)
    expect(commits.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
    // With its first write it has the tables that a payment of today has.
    expect(row[0]?.version).toBe((await rowsOf(await created())).payment[0]?.version)
  })

  test('CR7 with an intent in them are resolved at once, and the card is not sent again', async () => {
    const payment = await withRows(OLD_COMMITS.slice(0, 2))
    await payment.view()
    await expect.poll(async () => (await payment.view()).status, { timeout: 5_000 }).toBe('REQUIRES_PAYMENT_METHOD')
    expect((await payment.view()).failure).toMatchObject({ category: 'GATEWAY_UNAVAILABLE', retryable: true })
    expect(await chargesOf(payment.id)).toEqual([])
  })

  test.each([
    ['of a type', { ...CREATED, type: 'PAYMENT_BLESSED', seq: 2 }, /unreachable.*PAYMENT_BLESSED/],
    ['of a version', { type: 'PAYMENT_CANCELED', data: {}, seq: 2, version: 2, occurredAtMs: AT_MS }, /has version 2/],
  ])(
    'CR7 with an event %s that this code does not know are refused, not half understood',
    async (_title, event, expected) => {
      const payment = newPayment()
      const load = await runInDurableObject(payment.stub, (_object, { storage }) => {
        writeRows(storage.sql, payment.id, [...OLD_COMMITS.slice(0, 1), { events: [event] }])
        try {
          return readLog(storage.sql, undefined)?.state?.status
        } catch (error) {
          return String(error)
        }
      })
      expect(load).toMatch(expected)
    },
  )
})

describe('names that come from outside', () => {
  test('HT3 may look like amounts: the payment loads again, and tells its events', async () => {
    const payment = newPayment()
    const metadata = { priceMinor: 'twelve', feeMinor: '12' }
    accepted(
      await payment.send({
        ...creation({ details: { metadata }, returnUrl: 'https://shop.example/' }),
        fields: [
          ['metadata.priceMinor', 'twelve'],
          ['metadata.feeMinor', '12'],
        ],
      }),
    )
    accepted(await payment.send(confirmation(await tokenFor('4000000000003220'))))
    await payment.service.returned(1, { amountMinor: 'not a number', creditMinor: '12' })
    await kill(payment)
    const view = await payment.view()
    expect(view.details?.metadata).toEqual(metadata)
    await runDurableObjectAlarm(payment.stub)
    const { commits } = await acknowledged(payment)
    expect(commits.map(({ body }) => body).join()).toContain('"amountMinor":"text:sealed ')
  })
})
