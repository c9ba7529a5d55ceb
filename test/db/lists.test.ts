import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readRecurringSpan } from '../../schema/input/recurring.ts'
import type { Changer } from '../../src/audit/audited.ts'
import { createDatabase } from '../../src/db/database.ts'
import { listDisputes } from '../../src/db/disputes.ts'
import type { ListPage, ListRequest } from '../../src/db/list.ts'
import { addMerchant } from '../../src/db/merchants.ts'
import { listPayments, type PaymentNode } from '../../src/db/payments.ts'
import { writeProjection } from '../../src/db/projection.ts'
import { countRecurring } from '../../src/db/recurring.ts'
import { listRefunds } from '../../src/db/refunds.ts'
import { UnavailableError } from '../../src/db/trouble.ts'
import { addWebhookEndpoint, listWebhookEndpointIds } from '../../src/db/webhookEndpoints.ts'
import { type FailureCode, failureOf } from '../../src/failure/failure.ts'
import type { PaymentStatus } from '../../src/payment/state.ts'
import type { PaymentView } from '../../src/payment/view.ts'
import { recurringSuccess } from '../../src/recurring/success.ts'
import type { WebhookEndpointService } from '../../src/webhook/out/contract.ts'
import { newEndpointId } from '../../src/webhook/out/id.ts'
import { webhookService } from '../../src/webhook/out/service.ts'
import {
  ACCOUNT,
  MERCHANT,
  OTHER_MERCHANT,
  START_MS,
  sampleDispute,
  samplePayment,
  sampleRefund,
} from './samplePayment.ts'
import { openTestDatabase, type TestDatabase } from './testDatabase.ts'

const OWNER = { merchantId: MERCHANT, mode: 'TEST' } as const
const day = (number: number) => START_MS + number * 86_400_000

/** Twelve payments: three of each of four milliseconds, so that most neighbours share theirs. */
const PAYMENTS = Array.from({ length: 12 }, (_, index) =>
  samplePayment(`list-${index}`, {
    createdAtMs: day(Math.floor(index / 3)),
    amountMinor: BigInt(100 * (index + 1)),
    currency: index % 2 === 0 ? 'EUR' : 'JPY',
    status: index % 4 === 0 ? 'AUTHORIZED' : 'CAPTURED',
    ...(index === 5 ? { reference: 'order-5' } : {}),
    ...(index === 6 ? { attempts: [] } : {}),
    refunds: index < 4 ? [sampleRefund(1, day(index)), sampleRefund(2, day(index))] : [],
    disputes: index === 2 ? [sampleDispute(1, day(9))] : [],
  }),
)
const FOREIGN = [
  samplePayment('foreign', { merchantId: OTHER_MERCHANT }),
  samplePayment('live', { mode: 'LIVE', createdAtMs: day(50) }),
]

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await writeProjection(
    database.db,
    [...PAYMENTS, ...FOREIGN].map((view) => ({
      merchantId: view.merchantId,
      mode: view.mode,
      view,
      asOfMs: view.createdAtMs + 5,
    })),
  )
})
afterAll(() => database.close())

const list = (request: ListRequest<PaymentStatus>) => listPayments(database.db, OWNER, request)
const filtered = async (filter: ListRequest<PaymentStatus>['filter']) =>
  (await list({ first: 100, ...(filter ? { filter } : {}) })).nodes
    .map(({ view }) => PAYMENTS.findIndex(({ id }) => id === view.id))
    .sort((one, other) => one - other)

describe('payments', () => {
  test.each([1, 2, 5, 12])(
    'pages of %i show every payment of the merchant and mode once, newest first',
    async (first) => {
      const seen: PaymentNode[] = []
      let page: ListPage<PaymentNode> | undefined
      do {
        const after = seen.at(-1)?.cursorKey
        page = await list({ first, ...(after ? { after } : {}) })
        expect(page.nodes.length).toBeLessThanOrEqual(first)
        seen.push(...page.nodes)
      } while (page.hasNextPage)
      const expected = PAYMENTS.toSorted(
        (one, other) => other.createdAtMs - one.createdAtMs || (one.id < other.id ? 1 : -1),
      )
      expect(seen.map(({ view }) => view)).toEqual(expected)
    },
  )

  test('tell how far the read model of this merchant and mode is, and null where it has nothing', async () => {
    expect((await list({ first: 1 })).asOf).toEqual(new Date(day(3) + 5))
    const nobody = await listPayments(database.db, { merchantId: 'mer_nobody', mode: 'TEST' }, { first: 1 })
    expect(nobody).toEqual({ nodes: [], hasNextPage: false, asOf: null })
  })

  test('come out of an index in their order, whatever is asked for: nothing is sorted and no table is read whole', async () => {
    const asked: { sql: string; params: unknown[] }[] = []
    const { db } = database
    const spied = new Proxy(db, {
      get: (target, name) =>
        name === 'batch'
          ? (queries: readonly { toSQL(): { sql: string; params: unknown[] } }[]) => {
              asked.push(...queries.map((query) => query.toSQL()))
              return db.batch(queries as never)
            }
          : Reflect.get(target, name),
    })
    const after = { createdAtMs: day(2), id: 'pay_x' }
    for (const request of [
      { first: 1 },
      { first: 1, after },
      { first: 1, filter: { status: ['CAPTURED'] } },
    ] as const) {
      await listPayments(spied, OWNER, request)
      await listRefunds(spied, OWNER, { ...request, filter: {} })
      await listDisputes(spied, OWNER, { ...request, filter: {} })
    }
    for (const { sql: text, params } of asked.filter(({ sql }) => !sql.includes('from "projections"'))) {
      const statement = text.replace(/\$(\d+)/g, (_, number) => `'${params[Number(number) - 1]}'`)
      // With a dozen rows Postgres would rather sort them.
      const [, , { rows }] = await db.batch([
        db.execute(sql`set local enable_seqscan = off`),
        db.execute(sql`set local enable_sort = off`),
        db.execute<{ 'QUERY PLAN': string }>(sql.raw(`explain ${statement}`)),
      ])
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
      expect(plan).toMatch(/Index Scan using \w+_(newest|status)/)
      expect(plan).not.toMatch(/Sort|Seq Scan/)
    }
  })

  test('are read after the question how far the read model is, so that a write in between cannot make `asOf` too late', async () => {
    const asked: string[] = []
    const { db } = database
    const spied = new Proxy(db, {
      get: (target, name) =>
        name === 'batch'
          ? (queries: readonly { toSQL(): { sql: string } }[]) => {
              asked.push(...queries.map((query) => query.toSQL().sql))
              return db.batch(queries as never)
            }
          : Reflect.get(target, name),
    })
    await listPayments(spied, OWNER, { first: 1 })
    expect(asked.map((statement) => / from "(\w+)"/.exec(statement)?.[1])).toEqual(['projections', 'payments'])
  })

  test('are narrowed by status, reference, time, amount and gateway, together', async () => {
    expect(await filtered({ status: ['AUTHORIZED', 'FAILED'] })).toEqual([0, 4, 8])
    expect(await filtered({ status: [] })).toEqual([])
    expect(await filtered({ reference: 'order-5' })).toEqual([5])
    expect(await filtered({ reference: 'order-5\0' })).toEqual([])
    expect(await filtered({ createdAt: { from: new Date(day(1)), before: new Date(day(2)) } })).toEqual([3, 4, 5])
    expect(await filtered({ amount: { currency: 'EUR', minMinor: 300n, maxMinor: 700n } })).toEqual([2, 4, 6])
    expect(await filtered({ amount: { currency: 'JPY', minMinor: 1000n } })).toEqual([9, 11])
    expect(await filtered({ gateway: ACCOUNT })).toHaveLength(11)
    expect(await filtered({ gateway: 'gwa_other' })).toEqual([])
    expect(await filtered({ gateway: ACCOUNT, status: ['AUTHORIZED'], createdAt: { from: new Date(day(1)) } })).toEqual(
      [4, 8],
    )
  })

  test('PG1 PG3 are unavailable, in time, when Postgres is down, slow or loses the answer', async () => {
    for (const kind of ['down', 'slow', 'lost_answer'] as const) {
      database.faults.set({ kind, ms: 2_000, times: 1 })
      const late = new Promise((resolve) => setTimeout(resolve, 1_500, 'late'))
      const listed = listPayments(createDatabase(database, 200), OWNER, { first: 1 })
      await expect(Promise.race([listed, late])).rejects.toThrow(UnavailableError)
      database.faults.set(undefined)
    }
  })
})

describe('refunds and disputes', () => {
  test('refunds page by page, with their payment', async () => {
    const first = await listRefunds(database.db, OWNER, { first: 5 })
    const after = first.nodes.at(-1)?.cursorKey
    const rest = await listRefunds(database.db, OWNER, { first: 5, ...(after ? { after } : {}) })
    expect(first.hasNextPage).toBe(true)
    expect(rest.hasNextPage).toBe(false)
    const ids = [...first.nodes, ...rest.nodes].map(({ id }) => id)
    expect(new Set(ids).size).toBe(8)
    expect(first.nodes[0]).toMatchObject({ paymentId: PAYMENTS[3]?.id, currency: 'JPY', view: { amountMinor: 100n } })
  })

  test('disputes with their filters', async () => {
    const found = await listDisputes(database.db, OWNER, {
      first: 5,
      filter: { status: ['NEEDS_RESPONSE'], createdAt: { from: new Date(day(9)) }, gateway: ACCOUNT },
    })
    expect(found.nodes.map(({ paymentId, view }) => [paymentId, view.reason])).toEqual([
      [PAYMENTS[2]?.id, 'fraudulent'],
    ])
    const none = await listDisputes(database.db, OWNER, { first: 5, filter: { status: ['WON'] } })
    expect(none.nodes).toEqual([])
  })
})

describe('a merchant’s webhook endpoints', () => {
  const [healthy, broken] = [newEndpointId(), newEndpointId()]
  let isReachable = true
  const object = (id: string) =>
    ({
      read: async () => {
        if (id === broken || !isReachable) throw new Error('its object does not start')
        return { id }
      },
      deliveries: async () => {
        if (id === broken) throw new Error('its object does not start')
        return { deliveries: [{ endpointId: id }], hasMore: false }
      },
      remove: async () => {
        throw new Error('its object does not start')
      },
    }) as unknown as WebhookEndpointService
  const service = () =>
    webhookService({
      db: database.db,
      endpoint: object,
      prepare: (() => undefined) as never,
      production: true,
      nowMs: Date.now,
    })

  test('are listed without the one whose object throws, which can be taken out of the list', async () => {
    const lines = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    await addMerchant(database.db, { id: MERCHANT, organizationId: 'org_test', name: 'Test' })
    for (const id of [healthy, broken]) await addWebhookEndpoint(database.db, OWNER, id)
    expect(await service().list(OWNER)).toEqual([{ id: healthy }])
    expect(await service().deliveriesOf(OWNER, 'evt_1')).toEqual([{ endpointId: healthy }])
    expect(lines.mock.calls.map(([line]) => JSON.parse(String(line)).endpointId)).toEqual([broken, broken])
    // It is told that the object may be there still.
    await expect(service().remove(OWNER as unknown as Changer, broken)).rejects.toThrow('does not start')
    expect(await listWebhookEndpointIds(database.db, OWNER)).toEqual([healthy])
    isReachable = false
    await expect(service().list(OWNER)).rejects.toThrow('does not start')
  })
})

describe('payments on the merchant’s initiative', () => {
  const RECURRING = { merchantId: 'mer_recurring', mode: 'TEST' } as const
  const [attempt] = samplePayment('any').attempts
  if (attempt === undefined) throw new Error('the sample has no attempt')
  const credential = { use: 'SUBSEQUENT', usage: 'OFF_SESSION', initiatedBy: 'MERCHANT' } as const
  const tried = (
    number: number,
    status: 'APPROVED' | 'DECLINED' | 'UNPROCESSED',
    gateway: string,
    code?: FailureCode,
  ) => ({
    ...{ ...attempt, number, status, gateway, credential },
    ...(code === undefined ? {} : { failure: failureOf(code) }),
  })
  const made = (key: string, changes: Partial<PaymentView>) => samplePayment(key, { ...RECURRING, ...changes })

  beforeAll(async () => {
    const views = [
      made('approved', { attempts: [tried(1, 'APPROVED', 'a')] }),
      made('recovered', {
        attempts: [tried(1, 'UNPROCESSED', 'a', 'gateway_unavailable'), tried(2, 'APPROVED', 'b')],
      }),
      made('declined', { status: 'REQUIRES_PAYMENT_METHOD', attempts: [tried(1, 'DECLINED', 'b', 'expired_card')] }),
      made('open', { status: 'PROCESSING', attempts: [{ ...tried(1, 'APPROVED', 'a'), status: 'UNKNOWN' }] }),
      made('shopper', { attempts: [{ ...attempt, credential: { ...credential, initiatedBy: 'CUSTOMER' } }] }),
      made('plain', {}),
      made('before', { createdAtMs: day(-1), attempts: [tried(1, 'APPROVED', 'a')] }),
      made('live', { mode: 'LIVE', attempts: [tried(1, 'APPROVED', 'a')] }),
    ]
    const projected = ({ merchantId, mode, createdAtMs }: PaymentView) => ({
      merchantId,
      mode,
      asOfMs: createdAtMs + 5,
    })
    await writeProjection(
      database.db,
      views.map((view) => ({ ...projected(view), view })),
    )
  })

  test('are counted by how they ended, apart from all others, and what is open is in no rate', async () => {
    const span = { from: new Date(day(0)), before: new Date(day(1)) }
    const { groups, asOf } = await countRecurring(database.db, RECURRING, span)
    expect(asOf).toEqual(new Date(day(0) + 5))
    expect(recurringSuccess(groups)).toEqual({
      ...{ payments: 4, approved: 2, failed: 1, open: 1, recovered: 1, rate: 2 / 3 },
      gateways: [
        { gateway: 'a', payments: 2, approved: 1, failed: 0, open: 1, recovered: 0, rate: 1 },
        { gateway: 'b', payments: 2, approved: 1, failed: 1, open: 0, recovered: 1, rate: 0.5 },
      ],
      failures: [{ code: 'expired_card', payments: 1 }],
    })
    const nobody = await countRecurring(database.db, { ...RECURRING, merchantId: 'mer_nobody' }, span)
    expect(recurringSuccess(nobody.groups)).toMatchObject({ payments: 0, rate: undefined, gateways: [], failures: [] })
  })

  test('are counted for a span that has a length, of at most 92 days', () => {
    const path = (from: unknown, before?: unknown) => {
      const read = readRecurringSpan({ from, before }, Date.parse('2026-11-21T12:00:00Z'))
      return read.ok ? read.value.before.toISOString() : read.error.path.join('.')
    }
    expect(path('2026-11-01T00:00:00Z')).toBe('2026-11-21T12:00:00.000Z')
    expect(path('2026-01-01T00:00:00Z', '2026-04-03T00:00:00Z')).toBe('2026-04-03T00:00:00.000Z')
    expect(path('2026-01-01T00:00:00Z', '2026-04-03T00:00:00.001Z')).toBe('before')
    expect(path('2026-11-22T00:00:00Z')).toBe('before')
    expect(path('yesterday')).toBe('from')
  })
})
