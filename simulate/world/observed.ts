import type { Rows } from '../platform/storage.ts'
import type { Client } from './client.ts'
import type { Evidence, Kept, Shown } from './evidence.ts'
import type { Stack } from './stack.ts'

type Observed = Pick<Evidence, 'payments' | 'books' | 'paymentRows' | 'refundRows' | 'disputeRows' | 'feed' | 'archive'>

/** What a world's clients, acquirers, objects and stores have in the end. */
export function observed(
  { payments, acquirers, postgres, bucket, objects }: Stack,
  clients: readonly Client[],
  labelOf: (name: string) => string,
): Observed {
  const books = [...acquirers.values()].flatMap((acquirer) => acquirer.book())
  const feeds = objects.cells().filter(({ label }) => label.startsWith('feed '))
  return {
    payments: clients.map(({ paymentId: id, asked, seen }) => {
      const { cell } = payments(id)
      return { id, label: labelOf(id), asked, seen, kept: keptIn(cell.rows), alarmMs: cell.alarmMs }
    }),
    books: books.sort((one, other) => one.atMs - other.atMs),
    paymentRows: postgres.rows('payments'),
    refundRows: postgres.rows('refunds'),
    disputeRows: postgres.rows('disputes'),
    feed: feedIn(feeds.map(({ rows }) => rows)),
    archive: [...bucket.objects().values()].flatMap((text) => text.split('\n').filter((line) => line !== '')),
  }
}

function keptIn(rows: Rows): Kept | undefined {
  const tables = `SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'payment'`
  const [row] = rows.exec(tables, []).length === 0 ? [] : rows.exec('SELECT * FROM payment', [])
  if (row === undefined) return undefined
  const commits = rows.exec('SELECT body FROM commits ORDER BY number', []).map(({ body }) => String(body))
  return { commits, projectedSeq: Number(row.projected_seq), announcedSeq: Number(row.announced_seq) }
}

/** What the feed's own statement reads from the first place on; the rows without a database know no other. */
const FROM_PLACE =
  'SELECT first, body FROM activity WHERE first >= (SELECT coalesce(max(first), 0) FROM activity WHERE first <= ?) ORDER BY first LIMIT ?'
const ALL = 1e9

/** A payment has one shard of its merchant's feed for all its life, so that the order within a shard is its events'. */
function feedIn(shards: readonly Rows[]): ReadonlyMap<string, readonly Shown[]> {
  const feed = new Map<string, Shown[]>()
  for (const rows of shards) {
    if (rows.exec(`SELECT 1 FROM sqlite_master WHERE name = 'activity'`, []).length === 0) continue
    for (const { body } of rows.exec(FROM_PLACE, [0, ALL])) {
      const { paymentId, events } = JSON.parse(String(body)) as { paymentId: string; events: Shown[] }
      const known = feed.get(paymentId)
      if (known === undefined) feed.set(paymentId, events)
      else known.push(...events)
    }
  }
  return feed
}
