import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/neon-http'
import { bigint, boolean, integer, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { provideCluster } from '../../scripts/database/emptyCluster.ts'
import { connect, dropEverything, migrate } from '../../scripts/database/migrate.ts'
import { type DatabaseAccess, isNeonUrl, openDatabase } from '../../scripts/database/open.ts'

const directory = mkdtempSync(join(tmpdir(), 'turnpike-database-'))
let database: DatabaseAccess
let sql: ReturnType<typeof connect>

const open = async () => {
  database = await openDatabase({ stateDirectory: directory, password: 'secret' })
  sql = connect(database)
}

beforeAll(async () => {
  await open()
  await sql`CREATE TABLE thing (id serial PRIMARY KEY, name text UNIQUE, amount numeric, count bigint, at timestamptz,
    data jsonb, tags text[], done boolean)`
})
afterAll(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

const things = pgTable('thing', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  name: text('name'),
  count: bigint('count', { mode: 'bigint' }),
  at: timestamp('at', { withTimezone: true }),
  data: jsonb('data'),
  tags: text('tags').array(),
  done: boolean('done'),
})
const names = async () => (await sql`SELECT name FROM thing ORDER BY id`).map((row) => row.name)

describe('the database server, through the Neon driver', () => {
  beforeEach(async () => {
    database.server?.faults.set(undefined)
    await sql`TRUNCATE thing RESTART IDENTITY`
  })

  it('gives every value back as the type of its column', async () => {
    const at = new Date('2026-11-21T10:00:00.123Z')
    const row = {
      name: 'é\n"',
      amount: '10.50',
      count: '9007199254740993',
      at,
      data: { x: [1] },
      tags: ['p', 'q"'],
      done: true,
    }
    const inserted = await sql`INSERT INTO thing (name, amount, count, at, data, tags, done) VALUES
      (${row.name}, ${row.amount}, ${row.count}, ${at}, ${JSON.stringify(row.data)}, ${row.tags}, ${row.done}) RETURNING *`
    expect(inserted).toEqual([{ id: 1, ...row }])
  })

  it('serves Drizzle, single statements and batches', async () => {
    const db = drizzle(sql)
    const at = new Date('2026-11-21T10:00:00.000Z')
    await sql`INSERT INTO thing (name, count, at, data, tags, done) VALUES ('a', 5, ${at}, '{"x":1}', '{p}', false)`
    expect(await db.select().from(things)).toEqual([
      { id: 1, name: 'a', count: 5n, at, data: { x: 1 }, tags: ['p'], done: false },
    ])
    const [updated, selected] = await db.batch([
      db.update(things).set({ done: true }).returning({ done: things.done }),
      db.select({ name: things.name }).from(things),
    ])
    expect([updated, selected]).toEqual([[{ done: true }], [{ name: 'a' }]])
    expect((await db.update(things).set({ done: false })).rowCount).toBe(1)
  })

  it('tells what Postgres refused with its code and constraint', async () => {
    await sql`INSERT INTO thing (name) VALUES ('a')`
    await expect(sql`INSERT INTO thing (name) VALUES ('a')`).rejects.toMatchObject({
      code: '23505',
      constraint: 'thing_name_key',
      severity: 'ERROR',
    })
    await expect(sql.query('SELEC')).rejects.toMatchObject({ code: '42601' })
    expect(await names()).toEqual(['a'])
  })

  it('runs a batch as one transaction', async () => {
    await expect(
      sql.transaction([sql`INSERT INTO thing (name) VALUES ('b')`, sql`INSERT INTO thing (name) VALUES ('b')`], {
        isolationLevel: 'Serializable',
      }),
    ).rejects.toMatchObject({ code: '23505' })
    expect(await names()).toEqual([])
    await expect(
      sql.transaction([sql`INSERT INTO thing (name) VALUES ('c')`], { readOnly: true }),
    ).rejects.toMatchObject({ code: '25006' })
    const results = await sql.transaction([sql`INSERT INTO thing (name) VALUES ('d')`, sql`SELECT name FROM thing`])
    expect(results).toEqual([[], [{ name: 'd' }]])
  })

  it('keeps statements of other callers out of a transaction', async () => {
    const batch = sql.transaction([
      sql`INSERT INTO thing (name) VALUES ('kept')`,
      sql`SELECT pg_sleep(0.05)`,
      sql`INSERT INTO thing (name) VALUES ('kept')`,
    ])
    const single = sql`INSERT INTO thing (name) VALUES ('single')`
    await expect(batch).rejects.toMatchObject({ code: '23505' })
    await single
    expect(await names()).toEqual(['single'])
  })

  it('refuses another password', async () => {
    const other = connect({ ...database, databaseUrl: database.databaseUrl.replace('secret', 'other') })
    await expect(other`SELECT 1`).rejects.toMatchObject({ code: '28P01' })
  })

  it('PG1 answers without a Postgres code while it is down', async () => {
    database.server?.faults.set({ kind: 'down', ms: 0 })
    const error: unknown = await sql`SELECT 1`.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'NeonDbError', code: undefined })
  })

  it('PG2 commits and loses the answer: the driver tells no code', async () => {
    database.server?.faults.set({ kind: 'lost_answer', ms: 0, times: 1 })
    await expect(sql`INSERT INTO thing (name) VALUES ('lost')`).rejects.toMatchObject({ code: undefined })
    expect(await names()).toEqual(['lost'])
  })

  it('PG3 waits as long as it is told to', async () => {
    database.server?.faults.set({ kind: 'slow', ms: 150, times: 1 })
    const startMs = performance.now()
    await sql`SELECT 1`
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(145)
  })

  it('keeps its rows when it is closed and opened again', async () => {
    await sql`INSERT INTO thing (name) VALUES ('a')`
    await database.close()
    await open()
    expect(await names()).toEqual(['a'])
  })
})

describe('a cluster', () => {
  it('is whole though two make it at once, stays as it is once it is there, and leaves nothing beside it', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'turnpike-cluster-'))
    const cluster = join(parent, 'postgres')
    await Promise.all([provideCluster(cluster), provideCluster(cluster)])
    expect(readdirSync(parent)).toEqual(['postgres'])
    expect(readdirSync(cluster)).toEqual(expect.arrayContaining(['PG_VERSION', 'base', 'global', 'pg_wal']))
    writeFileSync(join(cluster, 'PG_VERSION'), 'of its own')
    await provideCluster(cluster)
    expect(readFileSync(join(cluster, 'PG_VERSION'), 'utf8')).toBe('of its own')
    rmSync(parent, { recursive: true })
  })
})

describe('migrations', () => {
  it('run once, and again after everything was dropped', async () => {
    const count = await migrate(database)
    expect(count).toBeGreaterThan(0)
    expect(await migrate(database)).toBe(0)
    await dropEverything(database)
    expect(await migrate(database)).toBe(count)
  })
})

it('uses Neon itself only where the host is Neon’s', () => {
  expect(isNeonUrl('postgres://u:p@ep-x.eu-central-1.aws.neon.tech/db?sslmode=require')).toBe(true)
  expect(isNeonUrl('postgres://u:p@localhost:5432/db')).toBe(false)
  expect(isNeonUrl('postgres://u:p@neon.tech.example/db')).toBe(false)
})
