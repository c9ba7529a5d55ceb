import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ArchivedLog, foldLog, isInShare } from '../../scripts/rebuild/archive.ts'
import { rebuild } from '../../scripts/rebuild/rebuild.ts'
import { writeProjection } from '../../src/db/projection.ts'
import { disputes, payments, projections, refunds } from '../../src/db/schema.ts'
import { archiveEvents } from '../../src/event/archive.ts'
import { paymentIdFor } from '../../src/ids/ids.ts'
import type { PaymentEvent } from '../../src/payment/event.ts'
import { evolveAll } from '../../src/payment/evolve.ts'
import { present } from '../../src/payment/present.ts'
import { openTestDatabase, type TestDatabase } from '../db/testDatabase.ts'
import { authorized, captured } from '../payment/driver.ts'

const OWNER = { merchantId: 'mer_test', mode: 'TEST' } as const
const STORIES = [
  captured().events(),
  captured().step({ kind: 'refund', amountMinor: 300n }).events(),
  authorized().events(),
]
const LOGS = Array.from({ length: 30 }, (_, index) => ({
  id: paymentIdFor(OWNER.merchantId, OWNER.mode, `order ${index}`),
  events: STORIES[index % STORIES.length] ?? [],
}))
const [FIRST, SECOND] = LOGS.map(({ id }) => id)

const viewOf = (id: string, events: readonly PaymentEvent[]) => {
  const state = evolveAll(undefined, events, id)
  if (state === undefined) throw new Error('no events')
  return present(state)
}
const projectedOf = (id: string, events: readonly PaymentEvent[]) => {
  const view = viewOf(id, events)
  return { ...OWNER, view, asOfMs: view.updatedAtMs }
}

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
}, 60_000)
beforeEach(async () => {
  for (const table of [payments, refunds, disputes, projections]) await database.db.delete(table)
})
afterAll(() => database.close())

/** An archive in memory, filled by the consumer's own writer, and objects that are where their logs are. */
async function world(logs = LOGS) {
  const objects = new Map<string, { readonly bytes: Uint8Array; readonly events: number }>()
  const put = async (name: string, bytes: Uint8Array, options: { customMetadata: { count: string } }) =>
    void objects.set(name, { bytes, events: Number(options.customMetadata.count) })
  const archive = async (some: typeof LOGS) => {
    const messages = some.map(({ id, events }) => ({
      ...OWNER,
      version: 1 as const,
      paymentId: id,
      view: viewOf(id, events),
      events,
      redriven: false,
    }))
    await archiveEvents({ put } as unknown as R2Bucket, messages)
  }
  // Seven at a time, and each event of some payments twice.
  for (let from = 0; from < logs.length; from += 7) await archive(logs.slice(from, from + 7))
  await archive(logs.slice(3, 6))
  const at = new Map(logs.map(({ id, events }) => [id, viewOf(id, events)]))
  const asked: string[] = []
  const ports = {
    archive: {
      list: async (after: string | undefined) => {
        const names = [...objects.keys()].sort().filter((name) => after === undefined || name > after)
        const page = names.slice(0, 2).map((name) => ({ name, events: objects.get(name)?.events ?? 0 }))
        return { objects: page, isLast: names.length <= 2 }
      },
      get: async (name: string) => objects.get(name)?.bytes ?? new Uint8Array(),
    },
    payments: async (some: readonly { readonly id: string }[]) => {
      asked.push(...some.map(({ id }) => id))
      return some.map(({ id }) => at.get(id) ?? null)
    },
  }
  return { ports, at, archive, asked }
}

const REBUILD = { verifyOnly: false, patienceMs: 0 }
const VERIFY = { verifyOnly: true, patienceMs: 0 }
const rowOf = async (id: string) => (await database.db.select().from(payments).where(eq(payments.id, id)))[0]

describe('a rebuild from the archive', () => {
  test('PG4 I4 makes every row of an empty read model, and proves it against the objects', async () => {
    const { ports } = await world()
    const report = await rebuild(database.db, ports, REBUILD)
    expect(report).toMatchObject({ payments: 30, agreeing: 30, differences: [], passes: 1 })
    expect(report.written).toBe(40)
    expect(await database.db.select().from(refunds)).toHaveLength(10)
    expect(await rebuild(database.db, ports, REBUILD)).toMatchObject({ written: 0, agreeing: 30, differences: [] })
  })

  test('I4 makes the rows that the projector makes', async () => {
    const { ports } = await world()
    await writeProjection(
      database.db,
      LOGS.map(({ id, events }) => projectedOf(id, events)),
    )
    expect(await rebuild(database.db, ports, VERIFY)).toMatchObject({ written: 0, agreeing: 30, differences: [] })
  })

  test('in several passes comes to the same, and asks every object', async () => {
    const { ports, asked } = await world()
    const report = await rebuild(database.db, ports, { ...REBUILD, mostEvents: 40 })
    expect(report.passes).toBeGreaterThan(3)
    expect(report).toMatchObject({ payments: 30, agreeing: 30, differences: [] })
    expect(new Set(asked)).toEqual(new Set(LOGS.map(({ id }) => id)))
  })

  test('names what was edited by payment and field, and repairs it', async () => {
    const { ports } = await world()
    await rebuild(database.db, ports, REBUILD)
    await database.db.execute(sql`update payments set status = 'FAILED', reference = 'x', created_at = now(),
      view = jsonb_set(view, '{attempts,0,gateway}', '"z"') where id = ${FIRST}`)
    await database.db.execute(
      sql`update refunds set payment_id = ${FIRST}, amount_minor = 1 where payment_id = ${SECOND}`,
    )
    const { differences } = await rebuild(database.db, ports, VERIFY)
    const named = differences.map(({ paymentId, field }) => [paymentId, field.replace(/ref_\w+/, 'ref')])
    expect(named).toEqual(
      expect.arrayContaining([
        [FIRST, 'payments.status'],
        [FIRST, 'payments.reference'],
        [FIRST, 'payments.created_at'],
        [FIRST, 'payments.view.attempts.0.gateway'],
        [FIRST, 'refunds ref'],
        [SECOND, 'refunds ref'],
      ]),
    )
    expect(named).toHaveLength(6)
    expect(differences.find(({ field }) => field === 'payments.status')?.message).toBe(
      'is "FAILED", should be "CAPTURED"',
    )
    expect(await rebuild(database.db, ports, REBUILD)).toMatchObject({ written: 2, agreeing: 30, differences: [] })
  })

  test('never puts an older picture over a newer one, and says that they differ', async () => {
    const { ports, at } = await world()
    await rebuild(database.db, ports, REBUILD)
    const longer = STORIES[1] ?? []
    await writeProjection(database.db, [projectedOf(FIRST ?? '', longer)])
    const report = await rebuild(database.db, ports, REBUILD)
    expect(report).toMatchObject({ written: 0, agreeing: 29 })
    expect(report.differences[0]).toMatchObject({ paymentId: FIRST })
    at.set(FIRST ?? '', viewOf(FIRST ?? '', longer))
    expect(await rebuild(database.db, ports, REBUILD)).toMatchObject({ written: 0, agreeing: 30, differences: [] })
    expect((await rowOf(FIRST ?? ''))?.seq).toBe(longer.length)
  })

  test('reads a payment that moves again until its row has caught up', async () => {
    const { ports, at } = await world()
    const longer = STORIES[1] ?? []
    at.set(FIRST ?? '', viewOf(FIRST ?? '', longer))
    const projecting = new Promise((resolve) => setTimeout(resolve, 1_000)).then(() =>
      writeProjection(database.db, [projectedOf(FIRST ?? '', longer)]),
    )
    const report = await rebuild(database.db, ports, { ...REBUILD, patienceMs: 10_000 })
    await projecting
    expect(report).toMatchObject({ agreeing: 30, differences: [] })
  })

  test('names a row that the archive has nothing of, and none that was archived meanwhile', async () => {
    const { ports, at, archive } = await world()
    const events = STORIES[0] ?? []
    const [stray = '', late = ''] = ['stray', 'late'].map((key) => paymentIdFor(OWNER.merchantId, OWNER.mode, key))
    await writeProjection(database.db, [projectedOf(stray, events), projectedOf(late, events)])
    at.set(late, viewOf(late, events))
    let lists = 0
    const list: typeof ports.archive.list = async (after) => {
      lists += after === undefined ? 1 : 0
      if (lists === 2 && after === undefined) await archive([{ id: late, events }])
      return ports.archive.list(after)
    }
    const report = await rebuild(database.db, { ...ports, archive: { ...ports.archive, list } }, REBUILD)
    expect(report.differences).toEqual([
      { paymentId: stray, field: 'payments', message: 'is in Postgres and not in the archive' },
    ])
    expect(report.agreeing).toBe(31)
  })

  test('names a payment that its object does not know, or knows less of than the archive', async () => {
    const { ports, at } = await world()
    at.delete(FIRST ?? '')
    at.set(SECOND ?? '', viewOf(SECOND ?? '', (STORIES[1] ?? []).slice(0, 1)))
    const { differences, agreeing } = await rebuild(database.db, ports, REBUILD)
    expect(differences.map(({ paymentId, field }) => [paymentId, field])).toEqual([
      [FIRST, 'object'],
      [SECOND, 'object'],
    ])
    expect(agreeing).toBe(28)
  })

  test('writes nothing of a payment whose log has a gap', async () => {
    const events = STORIES[0] ?? []
    const { ports } = await world([{ id: FIRST ?? '', events: events.filter(({ seq }) => seq !== 2) }])
    const report = await rebuild(database.db, ports, REBUILD)
    expect(report.differences).toMatchObject([{ paymentId: FIRST, field: 'archive' }])
    expect(report.differences[0]?.message).toContain('event 2')
    expect(await rowOf(FIRST ?? '')).toBeUndefined()
  })
})

test('an archived log that contradicts itself, or is of a newer version, is not folded', () => {
  const events = new Map((STORIES[0] ?? []).map((event) => [event.seq, event]))
  const log: ArchivedLog = { id: FIRST ?? '', ...OWNER, events, contradictions: new Set() }
  expect(foldLog(log)).toMatchObject({ status: 'CAPTURED' })
  expect(foldLog({ ...log, contradictions: new Set([3]) })).toContain('event 3')
  const newer = new Map([...events].map(([seq, event]) => [seq, { ...event, version: 99 } as PaymentEvent]))
  expect(foldLog({ ...log, events: newer })).toContain('version 99')
})

test('every payment is in exactly one share, and shares are alike', () => {
  const ids = Array.from({ length: 2_000 }, (_, index) => paymentIdFor('m', 'TEST', String(index)))
  const counts = Array.from({ length: 7 }, (_, index) => ids.filter((id) => isInShare(id, { index, of: 7 })).length)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2_000)
  expect(Math.min(...counts)).toBeGreaterThan(200)
})
