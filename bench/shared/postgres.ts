import { eq } from 'drizzle-orm'
import pg from 'pg'
import { createDatabase, type Database } from '../../src/db/database.ts'
import { type Projected, rowsOf, writeProjection } from '../../src/db/projection.ts'
import { payments } from '../../src/db/schema.ts'
import { storableJson } from '../../src/db/storable.ts'
import { type Mode, paymentIdFor } from '../../src/ids/ids.ts'
import { percentile, rounded, type Spread, spreadOf } from '../figures.ts'
import { fill } from '../lists/fill.ts'
import { familyMsOf } from '../processorTime.ts'

/** What is there already, of a year. */
const THERE = 100_000
/** As many messages as the queue hands over at once. */
const BATCH = 100
const ROUNDS = 10
const BATCHES_OF_A_ROUND = 30
/** Before anything counts: plans, connections, the first pages. */
const WARM_UP = 20

/** One side: how long a batch takes whoever writes it, and what Postgres computes for it. */
export interface Batches {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly meanMs: number
  readonly processorMs: Spread
}

export interface PostgresFigures {
  readonly there: number
  readonly batch: number
  readonly batches: number
  /** Of each round, the product's mean over the floor's. */
  readonly ratio: Spread
  readonly product: Batches
  readonly floor: Batches
}

interface Round {
  readonly eachMs: readonly number[]
  readonly processorMs: number
}

/**
 * The projection's own transaction, a batch of fresh sales at a time and one after the other, on tables that are full; and
 * a transaction that inserts as many rows of as many bytes into a table without an index.
 */
export async function measurePostgres(
  location: Parameters<typeof createDatabase>[0],
  server: { readonly databaseUrl: string; readonly pid: number },
  progress: (line: string) => void,
): Promise<PostgresFigures> {
  const client = new pg.Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    const db = createDatabase(location)
    const sales = await salesOf(db)
    progress(`Postgres   filling in ${THERE.toLocaleString('en-US')} payments`)
    await fill(client, sales[0]?.view.id ?? '', THERE)
    await client.query('create table floor (body text)')
    let made = 0
    const batches = (count: number) => Array.from({ length: count }, () => batchOf(sales, made++))
    const product = (count: number) =>
      timed(server.pid, batches(count), async (batch) => {
        const written = await writeProjection(db, batch)
        if (written !== batch.length) throw new Error(`${written} of ${batch.length} payments were written`)
      })
    const floor = (count: number) =>
      timed(server.pid, batches(count).map(bytesOf), async (bodies) => {
        await client.query('begin')
        await client.query('insert into floor select unnest($1::text[])', [bodies])
        await client.query('commit')
      })
    await product(WARM_UP)
    await floor(WARM_UP)
    const rounds: { readonly product: Round; readonly floor: Round }[] = []
    for (let index = 0; index < ROUNDS; index += 1) {
      const before = index % 2 === 0 ? undefined : await floor(BATCHES_OF_A_ROUND)
      const written = await product(BATCHES_OF_A_ROUND)
      rounds.push({ product: written, floor: before ?? (await floor(BATCHES_OF_A_ROUND)) })
    }
    const figures = {
      there: THERE,
      batch: BATCH,
      batches: ROUNDS * BATCHES_OF_A_ROUND,
      ratio: spreadOf(rounds.map((round) => mean(round.product.eachMs) / mean(round.floor.eachMs))),
      product: batchesOf(rounds.map((round) => round.product)),
      floor: batchesOf(rounds.map((round) => round.floor)),
    }
    progress(`Postgres   a batch p50 ${figures.product.p50Ms} ms, floor ${figures.floor.p50Ms} ms`)
    return figures
  } finally {
    await client.end()
  }
}

/** Captured payments as the product left them in the read model. */
async function salesOf(db: Database): Promise<readonly Projected[]> {
  const rows = await db.select().from(payments).where(eq(payments.status, 'CAPTURED')).limit(BATCH)
  if (rows.length < BATCH) throw new Error(`the read model has ${rows.length} payments of ${BATCH}`)
  return rows.map(({ merchantId, mode, view, asOf }) => ({
    merchantId,
    mode: mode as Mode,
    view,
    asOfMs: asOf.getTime(),
  }))
}

/** The same sales, of now and under ids that nobody had before: their places in the indexes are everywhere, as real ones' are. */
const batchOf = (sales: readonly Projected[], batch: number): readonly Projected[] =>
  sales.map((sale, index) => {
    const key = `shared-${batch}-${index}`
    const nowMs = Date.now()
    const id = paymentIdFor(sale.merchantId, sale.mode, key)
    return {
      ...sale,
      asOfMs: nowMs,
      view: { ...sale.view, id, reference: `order ${key}`, createdAtMs: nowMs, updatedAtMs: nowMs },
    }
  })

/** Each payment's row as the product sends it. */
const bytesOf = (batch: readonly Projected[]): readonly string[] => rowsOf(batch).payments.map(storableJson)

async function timed<Batch>(
  pid: number,
  batches: readonly Batch[],
  write: (batch: Batch) => Promise<void>,
): Promise<Round> {
  const eachMs: number[] = []
  const beforeMs = familyMsOf(pid)
  for (const batch of batches) {
    const startedAtMs = performance.now()
    await write(batch)
    eachMs.push(performance.now() - startedAtMs)
  }
  return { eachMs, processorMs: (familyMsOf(pid) - beforeMs) / batches.length }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function batchesOf(rounds: readonly Round[]): Batches {
  const eachMs = rounds.flatMap((round) => round.eachMs)
  return {
    p50Ms: rounded(percentile(eachMs, 0.5)),
    p99Ms: rounded(percentile(eachMs, 0.99)),
    meanMs: rounded(mean(eachMs)),
    processorMs: spreadOf(rounds.map(({ processorMs }) => processorMs)),
  }
}
