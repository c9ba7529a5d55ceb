import { globSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gzipSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { type ChildStack, spawnStack } from '../scripts/stack/child.ts'
import { createDatabase } from '../src/db/database.ts'
import { archivedLines } from '../src/event/archive.ts'
import { rounded } from './figures.ts'
import { statePlace } from './place.ts'
import { payThroughProduct, untilProjected } from './product.ts'

const PAYMENTS = 500

/** What one payment keeps and writes, counted in what the stack left on its disk. */
export interface CostFigures {
  readonly name: 'cost'
  readonly payments: number
  /** In the payment's object: rows by table, and the length of each commit's text. */
  readonly objectRows: Readonly<Record<string, number>>
  readonly commitCharacters: readonly number[]
  readonly objectBytes: number
  /** The log's archive as it is kept, and how many payments share one file. */
  readonly archiveBytes: number
  readonly paymentsPerArchiveFile: number
  /** The same lines as they would be unpacked, each payment packed alone, and a hundred together. */
  readonly archivePlainBytes: number
  readonly archiveAloneBytes: number
  readonly archiveHundredBytes: number
  /** The merchant's audit log, for each payment: entries, commits that wrote them, and characters of their lines. */
  readonly auditEntries: number
  readonly auditCommits: number
  readonly auditCharacters: number
  /** The read model's rows with their indexes. */
  readonly postgresBytes: number
}

export async function cost(progress: (line: string) => void): Promise<CostFigures> {
  const place = statePlace()
  const stateDirectory = join(place.directory, 'stack')
  try {
    progress(`starting the stack, state on ${place.where}`)
    const stack = await spawnStack({ stateDirectory })
    try {
      const load = { connections: 16, requests: PAYMENTS, timeLimitMs: 60_000 }
      await payThroughProduct(stack, load, 'cost')
      await untilProjected(stack, PAYMENTS)
      const postgresBytes = await bytesInPostgres(stack)
      await stack.stop()
      return {
        name: 'cost',
        payments: PAYMENTS,
        ...countObjects(stateDirectory),
        ...countArchive(stateDirectory),
        ...countAudit(stateDirectory),
        postgresBytes,
      }
    } finally {
      await stack.kill9()
    }
  } finally {
    rmSync(place.directory, { recursive: true, force: true })
  }
}

function countObjects(stateDirectory: string) {
  const files = globSync(join(stateDirectory, 'do/turnpike-api-PaymentObject/*.sqlite')).filter(
    (file) => !file.endsWith('metadata.sqlite'),
  )
  const rows = new Map<string, number>()
  const lengths: number[] = []
  let bytes = 0
  for (const file of files) {
    const database = new DatabaseSync(file)
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all()
    for (const { name } of tables) {
      const counted = database.prepare(`SELECT count(*) AS count FROM "${name}"`).get()
      rows.set(String(name), (rows.get(String(name)) ?? 0) + Number(counted?.count))
    }
    for (const { number, length } of database.prepare('SELECT number, length(body) AS length FROM commits').all()) {
      lengths[Number(number) - 1] = (lengths[Number(number) - 1] ?? 0) + Number(length)
    }
    const pages = database.prepare('PRAGMA page_count').get()
    const page = database.prepare('PRAGMA page_size').get()
    bytes += Number(pages?.page_count) * Number(page?.page_size)
    database.close()
  }
  return {
    objectRows: Object.fromEntries([...rows].map(([name, count]) => [name, rounded(count / files.length)])),
    commitCharacters: lengths.map((length) => Math.round(length / files.length)),
    objectBytes: Math.round(bytes / files.length),
  }
}

function countArchive(stateDirectory: string) {
  const files = globSync(join(stateDirectory, 'r2/turnpike-archive/blobs/*'))
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
  const lines = files.flatMap((file) => archivedLines('.gz', readFileSync(file)))
  const payments = [...Map.groupBy(lines, (line) => String(JSON.parse(line).paymentId)).values()]
  const sizes = (packed: readonly (readonly string[])[], size: (text: string) => number) =>
    Math.round(packed.reduce((sum, some) => sum + size(`${some.join('\n')}\n`), 0) / payments.length)
  const hundreds = payments.flatMap((_, index) =>
    index % 100 === 0 ? [payments.slice(index, index + 100).flat()] : [],
  )
  return {
    archiveBytes: Math.round(bytes / payments.length),
    paymentsPerArchiveFile: rounded(payments.length / files.length),
    archivePlainBytes: sizes(payments, Buffer.byteLength),
    archiveAloneBytes: sizes(payments, (text) => gzipSync(text).length),
    archiveHundredBytes: sizes(hundreds, (text) => gzipSync(text).length),
  }
}

function countAudit(stateDirectory: string) {
  const files = globSync(join(stateDirectory, 'do/turnpike-api-AuditObject/*.sqlite')).filter(
    (file) => !file.endsWith('metadata.sqlite'),
  )
  const sum = { entries: 0, commits: 0, characters: 0 }
  for (const file of files) {
    const database = new DatabaseSync(file)
    const written = database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'blocks'`).get()
    const query =
      'SELECT count(*) AS commits, sum(last - first + 1) AS entries, sum(length(body)) AS characters FROM blocks'
    const counted = written === undefined ? undefined : database.prepare(query).get()
    for (const name of ['entries', 'commits', 'characters'] as const) sum[name] += Number(counted?.[name] ?? 0)
    database.close()
  }
  return {
    auditEntries: rounded(sum.entries / PAYMENTS),
    auditCommits: rounded(sum.commits / PAYMENTS),
    auditCharacters: Math.round(sum.characters / PAYMENTS),
  }
}

async function bytesInPostgres(stack: ChildStack): Promise<number> {
  const database = createDatabase({
    DATABASE_URL: stack.databaseUrl,
    ...(stack.databaseFetchEndpoint === undefined ? {} : { DATABASE_FETCH_ENDPOINT: stack.databaseFetchEndpoint }),
  })
  const { rows } = await database.execute<{ bytes: string }>(sql`select pg_total_relation_size('payments') as bytes`)
  return Math.round(Number(rows[0]?.bytes) / PAYMENTS)
}

export const costTable = (figures: CostFigures): string =>
  [
    `cost: what ${figures.payments} payments, created and confirmed at once, keep; each on the average`,
    `  rows of the object            ${Object.entries(figures.objectRows)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}`,
    `  characters of its commits     ${figures.commitCharacters.join(', ')}`,
    `  bytes of the object           ${figures.objectBytes}`,
    `  bytes of the archive          ${figures.archiveBytes} (${figures.paymentsPerArchiveFile} payments a file); packed alone ${figures.archiveAloneBytes}, a hundred together ${figures.archiveHundredBytes}, not packed ${figures.archivePlainBytes}`,
    `  bytes of the archive          ${figures.archiveBytes} (${figures.paymentsPerArchiveFile} payments a file)`,
    `  entries of the audit log      ${figures.auditEntries}, ${figures.auditCharacters} characters, in ${figures.auditCommits} commits`,
    `  bytes of the read model       ${figures.postgresBytes}, indexes included`,
  ].join('\n')
