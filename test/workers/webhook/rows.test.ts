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
