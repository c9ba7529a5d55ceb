import { rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { spawnStack } from '../../scripts/stack/child.ts'
import { type Machine, machineNow } from '../createAndConfirm.ts'
import { rounded } from '../figures.ts'
import { graphqlClient } from '../graphql.ts'
import { startPostgres } from '../installed/postgres.ts'
import { type Measured, measure } from '../load.ts'
import { statePlace } from '../place.ts'
import { payThroughProduct, untilProjected } from '../product.ts'
import { fill } from './fill.ts'

const PAYMENTS = 1_000_000
const PAGE = 50
const ASKED = { connections: 1, requests: 150, timeLimitMs: 10_000 } as const

/** What an operator's screen asks for. Dates are of the year over which the payments are spread. */
const QUESTIONS = {
  'newest first': {},
  'by status': { filter: { status: ['AUTHORIZED'] } },
  'by two statuses': { filter: { status: ['FAILED', 'CANCELED'] } },
  'by reference': { filter: { reference: 'order 424242' } },
  'by reference that nobody has': { filter: { reference: 'no such order' } },
  'by day': { filter: { createdAt: { from: '2026-03-01T00:00:00Z', before: '2026-03-02T00:00:00Z' } } },
  'by amount': { filter: { amount: { currency: 'EUR', min: '100.00', max: '100.50' } } },
  'by a wide range of amounts': { filter: { amount: { currency: 'EUR', min: '1.00' } } },
  'by gateway and status': { filter: { gateway: 'a', status: ['AUTHORIZED'] } },
} as const

const LIST = `query ($first: Int, $after: String, $filter: PaymentFilter) {
  payments(first: $first, after: $after, filter: $filter) {
    pageInfo { hasNextPage endCursor } edges { node { id status amount { amount currency } createdAt reference } } } }`

interface Answer {
  readonly payments: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
    readonly edges: readonly unknown[]
  }
}

export interface ListsFigures {
  readonly name: 'lists'
  readonly machine: Machine
  readonly payments: number
  readonly floor: Measured
  readonly questions: readonly { readonly name: string; readonly rows: number; readonly measured: Measured }[]
  /** Times that Postgres went through the whole table meanwhile. */
  readonly wholeScans: number
}

/** A million payments in the read model, and the lists of the API over them; beside it the plainest read of as many rows. */
export async function lists(progress: (line: string) => void): Promise<ListsFigures> {
  const place = statePlace()
  const machine = machineNow(place.where)
  const closers: (() => unknown)[] = [() => rmSync(place.directory, { recursive: true, force: true })]
  try {
    const postgres = await startPostgres(progress, place.directory)
    closers.push(postgres.stop)
    const databaseUrl = await postgres.database('turnpike')
    const stack = await spawnStack({ stateDirectory: join(place.directory, 'stack'), databaseUrl })
    closers.push(stack.stop)
    const paid = await payThroughProduct(stack, { connections: 1, requests: 1, timeLimitMs: 60_000 }, 'sample')
    await untilProjected(stack, 1)
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    closers.push(() => client.end())
    progress(`filling in ${PAYMENTS.toLocaleString('en-US')} payments`)
    await fill(client, paid.paymentIds[0] ?? '', PAYMENTS)

    const graphql = graphqlClient(stack.apiOrigin, '/graphql', ASKED.connections)
    closers.push(graphql.close)
    const headers = { authorization: `Bearer ${stack.keys.secretKey}` }
    const ask = async (variables: object) =>
      (await graphql.ask<Answer>(LIST, { first: PAGE, ...variables }, headers)).payments
    const plain = async () => {
      const { rows } = await client.query(`select view from payments order by id limit ${PAGE}`)
      if (rows.length !== PAGE) throw new Error('the floor has no rows')
    }
    await measure({ ...ASKED, requests: 50 }, plain)
    const floor = await measure(ASKED, plain)
    const before = await wholeScansOf(client)
    const questions: { name: string; rows: number; measured: Measured }[] = []
    for (const [name, variables] of Object.entries(QUESTIONS)) {
      const { edges } = await ask(variables)
      questions.push({
        name,
        rows: edges.length,
        measured: await measure(ASKED, async () => void (await ask(variables))),
      })
      progress(`${name}: ${edges.length} rows`)
    }
    // A screen that is scrolled: each page begins where the last one ended.
    let after: string | null = null
    const scrolled = await measure(ASKED, async () => {
      after = (await ask({ after })).pageInfo.endCursor
    })
    questions.push({ name: `${ASKED.requests} pages, one after another`, rows: PAGE, measured: scrolled })
    return {
      name: 'lists',
      machine,
      payments: PAYMENTS,
      floor,
      questions,
      wholeScans: (await wholeScansOf(client)) - before,
    }
  } finally {
    for (const close of closers.reverse()) await close()
  }
}

async function wholeScansOf(client: pg.Client): Promise<number> {
  // Statistics are written down a moment later.
  await client.query('select pg_stat_force_next_flush(), pg_sleep(1.5)')
  const { rows } = await client.query<{ scans: string }>(
    `select seq_scan as scans from pg_stat_user_tables where relname = 'payments'`,
  )
  return Number(rows[0]?.scans)
}

export function listsTable({ machine, payments, floor, questions, wholeScans }: ListsFigures): string {
  const row = (name: string, { p50Ms, p99Ms }: Measured, rows: number) =>
    `  ${name.padEnd(36)}${String(rounded(p50Ms / floor.p50Ms)).padStart(10)}${String(rounded(p50Ms)).padStart(10)}${String(rounded(p99Ms)).padStart(10)}${String(rows).padStart(8)}`
  return [
    `lists: ${machine.cores} cores (${machine.model}), Node ${machine.node}, state on ${machine.state}, load ${machine.loadBefore} before`,
    `${payments.toLocaleString('en-US')} payments in Postgres 18, pages of ${PAGE}, ${ASKED.requests} of each question through GraphQL`,
    `  ${''.padEnd(36)}${'ratio'.padStart(10)}${'p50 ms'.padStart(10)}${'p99 ms'.padStart(10)}${'rows'.padStart(8)}`,
    row('floor: 50 rows by primary key, pg alone', floor, PAGE),
    ...questions.map(({ name, rows, measured }) => row(name, measured, rows)),
    `times that Postgres read the whole table: ${wholeScans}`,
  ].join('\n')
}
