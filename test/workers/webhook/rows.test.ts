import { runInDurableObject } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { createStore } from '../../../src/webhook/out/store.ts'
import { openEndpoint } from './support.ts'

/** The rows that statements write, as the platform counts them for its bill: indexes included. */
function counting(sql: SqlStorage): { readonly sql: SqlStorage; readonly written: () => number } {
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = []
  const exec = (query: string, ...values: unknown[]) => {
    const cursor = sql.exec(query, ...values)
    cursors.push(cursor)
    return cursor
  }
  return {
    sql: { exec } as unknown as SqlStorage,
    written: () => cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0),
  }
}

test('a delivery that succeeds at once writes ten rows, and one that nobody asked for a place in the feed', async () => {
  const endpoint = await openEndpoint()
  await runInDurableObject(endpoint.stub, (_object, { storage }) => {
    const { sql, written } = counting(storage.sql)
    const store = createStore({ sql, transactionSync: (work) => storage.transactionSync(work) })
    store.take([], { 0: 1 }, 1)
    expect(written()).toBe(1)
    const delivery = { eventId: 'evt_1', type: 'PAYMENT_CREATED', paymentId: 'pay_1', seq: 1 } as const
    const [waiting] = store.take([delivery], { 0: 2 }, 1)
    const attempt = store.begin(waiting?.number ?? 0, '{}', 1)
    store.answered(waiting?.number ?? 0, attempt, { status: 204, durationMs: 1 })
    store.end(waiting?.number ?? 0, 'SUCCEEDED', 1)
    expect(written() - 1).toBeLessThanOrEqual(10)
    // What comes twice is taken once.
    expect(store.take([delivery], { 0: 3 }, 1)).toEqual([])
  })
})

test('of a range that is larger than there is room for the oldest are taken, and it is said from where the rest is', async () => {
  const endpoint = await openEndpoint()
  await runInDurableObject(endpoint.stub, (_object, { storage }) => {
    const store = createStore({ sql: storage.sql, transactionSync: (work) => storage.transactionSync(work) })
    for (const number of [1, 2, 3, 4]) {
      store.take(
        [{ eventId: `evt_${number}`, type: 'PAYMENT_CREATED', paymentId: 'pay', seq: number }],
        undefined,
        number,
      )
      store.end(number, 'FAILED', 9)
    }
    const numbers = (most: number, fromMs?: number) => {
      const { waiting, ...left } = store.ended({ ...(fromMs === undefined ? {} : { fromMs }) }, most)
      return { numbers: waiting.map(({ number }) => number), ...left }
    }
    expect(numbers(3)).toEqual({ numbers: [1, 2, 3], left: 1, leftFromMs: 4 })
    expect(numbers(3, 4)).toEqual({ numbers: [4], left: 0 })
    expect(numbers(-1, 3)).toEqual({ numbers: [], left: 2, leftFromMs: 3 })
  })
})

test('of what ended the newest 10,000 that arrived are kept, and what did not arrive however many came after it', async () => {
  const endpoint = await openEndpoint()
  await runInDurableObject(endpoint.stub, (_object, { storage }) => {
    const store = createStore({ sql: storage.sql, transactionSync: (work) => storage.transactionSync(work) })
    // Number 1 was given up, 2 was canceled, 3 was given up a month ago, then 10,005 arrived.
    storage.sql.exec(
      `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10008)
       INSERT INTO deliveries (number, event_id, type, payment_id, seq, status, test, priority, tries, due_at, deadline_at, created_at, ended_at)
       SELECT n, 'evt_' || n, 'PAYMENT_CREATED', 'pay', 1, CASE n WHEN 1 THEN 'FAILED' WHEN 2 THEN 'CANCELED' WHEN 3 THEN 'FAILED'
         ELSE 'SUCCEEDED' END, 0, 0, 1, 0, 0, 0, iif(n = 3, 0, ?) FROM numbers`,
      Date.now(),
    )
    store.begin(1, undefined, 1)
    store.begin(4, undefined, 1)
    store.tidy(Date.now())
    const numbers = storage.sql.exec('SELECT number FROM deliveries ORDER BY number LIMIT 4').toArray()
    expect(numbers.map(({ number }) => number)).toEqual([1, 2, 9, 10])
    expect([store.attempts(1).length, store.attempts(4).length]).toEqual([1, 0])
    expect(storage.sql.exec('SELECT count(*) AS kept FROM deliveries').one()).toEqual({ kept: 10_002 })
  })
})
