import { asc } from 'drizzle-orm'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Projected, writeProjection } from '../../src/db/projection.ts'
import { disputes, payments, projections, refunds } from '../../src/db/schema.ts'
import { MERCHANT, START_MS, sampleDispute, samplePayment, sampleRefund } from './samplePayment.ts'
import { openTestDatabase, type TestDatabase } from './testDatabase.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const project = (view: Projected['view']): Projected => ({
  merchantId: view.merchantId,
  mode: view.mode,
  view,
  asOfMs: START_MS + view.seq * 1000,
})

async function rows() {
  const { db } = database
  return {
    payments: await db.select().from(payments).orderBy(asc(payments.id)),
    refunds: await db.select().from(refunds).orderBy(asc(refunds.id)),
    disputes: await db.select().from(disputes).orderBy(asc(disputes.id)),
    projections: await db.select().from(projections),
  }
}

async function emptied(): Promise<void> {
  const { db } = database
  for (const table of [payments, refunds, disputes, projections]) await db.delete(table)
}

/** What two payments told one after the other: five pictures each, with a refund and a dispute on the way. */
const STORY = ['one', 'two'].flatMap((key) => [
  project(samplePayment(key, { seq: 1, status: 'REQUIRES_PAYMENT_METHOD', attempts: [] })),
  project(samplePayment(key, { seq: 3, status: 'PROCESSING' })),
  project(samplePayment(key, { seq: 5 })),
  project(samplePayment(key, { seq: 7, refunds: [{ ...sampleRefund(1), status: 'PENDING' }] })),
  project(samplePayment(key, { seq: 9, refunds: [sampleRefund(1)], disputes: [sampleDispute(1)] })),
])

describe('the read model', () => {
  test('QU1 QU2 any order, any batches and any repetition of the messages give the same rows', async () => {
    await emptied()
    for (const projected of STORY) await writeProjection(database.db, [projected])
    const expected = await rows()
    expect(expected.payments.map(({ seq }) => seq)).toEqual([9, 9])
    expect(expected.refunds.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
    expect(expected.disputes).toHaveLength(2)

    const deliveries = fc
      .tuple(
        fc.shuffledSubarray(STORY, { minLength: STORY.length }),
        fc.array(fc.constantFrom(...STORY), { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 20, maxLength: 20 }),
      )
      .map(([all, repeated, sizes]) => {
        const left = [...repeated.slice(0, 3), ...all, ...repeated.slice(3)]
        return sizes.map((size) => left.splice(0, size)).filter((batch) => batch.length > 0)
      })
    await fc.assert(
      fc.asyncProperty(deliveries, async (batches) => {
        await emptied()
        for (const batch of batches) await writeProjection(database.db, batch)
        expect(await rows()).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  }, 60_000)

  test('gives back the picture as it was, amounts as bigints', async () => {
    await emptied()
    const view = samplePayment('picture', { amountMinor: 999_999_999_999n, reference: 'order-1' })
    await writeProjection(database.db, [project(view)])
    const [row] = (await rows()).payments
    expect(row?.view).toEqual(view)
    expect(row).toMatchObject({ amountMinor: 999_999_999_999n, reference: 'order-1', cell: '0', mode: 'TEST' })
    expect(row?.createdAt.getTime()).toBe(START_MS)
  })

  test('HT1 keeps what Postgres has no character for as the replacement character', async () => {
    await emptied()
    await writeProjection(database.db, [project(samplePayment('odd', { reference: 'a\0b\ud800c' }))])
    expect((await rows()).payments[0]?.reference).toBe('a\ufffdb\ufffdc')
  })

  test('how far it has come never goes back', async () => {
    await emptied()
    const view = samplePayment('progress', { seq: 9 })
    await writeProjection(database.db, [project(view)])
    await writeProjection(database.db, [project(samplePayment('progress-late', { seq: 2 }))])
    expect((await rows()).projections).toEqual([
      { merchantId: MERCHANT, mode: 'TEST', cell: '0', asOf: new Date(START_MS + 9000) },
    ])
  })

  test('PG2 a write whose answer was lost is simply made again', async () => {
    await emptied()
    database.faults.set({ kind: 'lost_answer', ms: 0, times: 1 })
    const projected = project(samplePayment('lost'))
    await expect(writeProjection(database.db, [projected])).rejects.toThrow()
    await writeProjection(database.db, [projected])
    expect((await rows()).payments).toHaveLength(1)
  })
})
