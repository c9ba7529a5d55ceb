import type { GatewayMessage } from '../gateway/gateway.ts'
import type { Fingerprint } from '../idempotency/replay.ts'
import { fromJson, toJson } from '../money/json.ts'
import type { Refusal } from './command.ts'
import { EVENT_VERSION, type PaymentEvent } from './event.ts'
import { evolveAll } from './evolve.ts'
import type { SealKey } from './seal.ts'
import type { PaymentState } from './state.ts'

/** What a caller's key answers for good: what was done under it, or the refusal that depended on the payment's state. */
export interface KeyedAnswer {
  /** Absent once the key that it was made with is erased. */
  readonly fingerprint?: Fingerprint
  readonly atMs: number
  readonly refusal?: Refusal
  /** The number of the capture, refund or dispute that the key is about. */
  readonly number?: number
}

export interface WaitingMessage {
  readonly message: GatewayMessage
  readonly accountId: string
}

/** How a message is known again: gateways number their messages each for themselves. */
export const messageName = ({ id }: GatewayMessage, accountId: string): string => `${accountId} ${id}`

/** One commit: everything that became true in one step, kept as one row. */
export interface Commit {
  readonly events: readonly PaymentEvent[]
  readonly answer?: KeyedAnswer & { readonly key: string }
  /** Names of the gateways' messages that are dealt with, by which a duplicate is known. */
  readonly handled?: readonly string[]
  readonly parked?: WaitingMessage
}

/** Everything the object knows, as its commits tell it. */
export interface Log {
  readonly paymentId: string
  readonly state: PaymentState | undefined
  readonly answers: ReadonlyMap<string, KeyedAnswer>
  readonly handled: ReadonlySet<string>
  readonly parked: readonly WaitingMessage[]
  readonly commits: number
  /** The archive and the read model have everything up to here. */
  readonly projectedSeq: number
  /** The merchant's feed has everything up to here. */
  readonly announcedSeq: number
  /** The events beyond the lesser of them, so that telling them reads nothing. */
  readonly untold: readonly PaymentEvent[]
  readonly sealKey: SealKey | undefined
}

/**
 * Migrations of one object's tables, oldest first; none is ever changed, new ones are added at the end. They run with the
 * object's first write of a newer version, never on a read, so that looking at an id that does not exist leaves nothing.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE commits (number INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, body TEXT NOT NULL);
   CREATE TABLE payment (id TEXT PRIMARY KEY, version INTEGER NOT NULL, projected_seq INTEGER NOT NULL, seal_key BLOB)
     WITHOUT ROWID`,
  // What was projected before there was a feed is not announced to it.
  `ALTER TABLE payment ADD COLUMN announced_seq INTEGER NOT NULL DEFAULT 0;
   UPDATE payment SET announced_seq = projected_seq`,
]

/** Brings the tables of an object that has some up to date, in the transaction of the write that follows. */
function migrate(sql: SqlStorage): void {
  const { version } = sql.exec<{ version: number }>('SELECT version FROM payment').one()
  if (version >= MIGRATIONS.length) return
  for (const migration of MIGRATIONS.slice(version)) sql.exec(migration)
  sql.exec('UPDATE payment SET version = ?', MIGRATIONS.length)
}

export const emptyLog = (paymentId: string): Log => ({
  paymentId,
  state: undefined,
  answers: new Map(),
  handled: new Set(),
  parked: [],
  commits: 0,
  projectedSeq: 0,
  announcedSeq: 0,
  untold: [],
  sealKey: undefined,
})

interface PaymentRow extends Record<string, SqlStorageValue> {
  id: string
  projected_seq: number
  /** Not there in the row of an object that was last written by an older version. */
  announced_seq: number | null
  seal_key: ArrayBuffer | null
}

/** Reads the whole log. Writes nothing, also where there is none. */
export function readLog(sql: SqlStorage, paymentId: string | undefined): Log | undefined {
  const tables = sql.exec(`SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'payment'`).toArray()
  const [row] = tables.length === 0 ? [] : sql.exec<PaymentRow>('SELECT * FROM payment').toArray()
  if (row === undefined) return paymentId === undefined ? undefined : emptyLog(paymentId)
  const commits = sql
    .exec<{ body: string }>('SELECT body FROM commits ORDER BY number')
    .toArray()
    .map(({ body }) => readCommit(body, row.id))
  const start: Log = {
    ...emptyLog(row.id),
    projectedSeq: row.projected_seq,
    announcedSeq: row.announced_seq ?? row.projected_seq,
    sealKey: row.seal_key === null ? undefined : new Uint8Array(row.seal_key),
  }
  return commits.reduce(withCommit, start)
}

/** A version of the code that went back in time must not act on half of what a payment's log says. */
function readCommit(body: string, paymentId: string): Commit {
  const commit = fromJson<Commit>(body)
  const newer = commit.events.find(({ version }) => version > EVENT_VERSION)
  if (newer === undefined) return commit
  throw new Error(`event ${newer.seq} of ${paymentId} has version ${newer.version}, which this code does not know`)
}

/** The log with one more commit. */
export function withCommit(log: Log, commit: Commit): Log {
  const { answer, handled = [], parked } = commit
  const settled = new Set(handled)
  const isErasure = commit.events.some(({ type }) => type === 'PAYMENT_ERASED')
  const known = isErasure ? withoutFingerprints(log.answers) : log.answers
  const waiting = log.parked.filter(({ message, accountId }) => !settled.has(messageName(message, accountId)))
  return {
    ...log,
    state: evolveAll(log.state, commit.events, log.paymentId),
    answers: answer === undefined ? known : new Map(known).set(answer.key, answer),
    handled: handled.length === 0 ? log.handled : new Set([...log.handled, ...handled]),
    parked: parked === undefined ? waiting : [...waiting, parked],
    untold: [...log.untold, ...commit.events.filter(({ seq }) => seq > toldSeq(log))],
    commits: log.commits + 1,
  }
}

/** What a key answered stays its answer; what it was asked with cannot be compared any more. */
const withoutFingerprints = (answers: Log['answers']): Log['answers'] =>
  new Map([...answers].map(([key, { fingerprint: _fingerprint, ...answer }]) => [key, answer]))

/** Writes one commit: one row, and the object's own row and tables with the first. All or nothing. */
export function appendCommit(storage: DurableObjectStorage, log: Log, commit: Commit, sealKey: SealKey): void {
  const { sql } = storage
  storage.transactionSync(() => {
    if (log.commits === 0) {
      for (const migration of MIGRATIONS) sql.exec(migration)
      sql.exec('INSERT INTO payment VALUES (?, ?, 0, ?, 0)', log.paymentId, MIGRATIONS.length, sealKey)
    } else migrate(sql)
    const firstSeq = (log.state?.seq ?? 0) + 1
    // A key of the same length takes the old one's very place in the file.
    if (commit.events.some(({ type }) => type === 'PAYMENT_ERASED')) {
      sql.exec('UPDATE payment SET seal_key = ?', sealKey)
    }
    sql.exec('INSERT INTO commits VALUES (?, ?, ?)', log.commits + 1, firstSeq, toJson(commit))
  })
}

/** What each commit made true, oldest first, as the seqs that it ends with. Commits without events changed nothing. */
export const readCommitEnds = (sql: SqlStorage): ReadonlySet<number> =>
  new Set(
    sql
      .exec<{ first_seq: number }>('SELECT first_seq FROM commits ORDER BY number')
      .toArray()
      .map(({ first_seq: firstSeq }) => firstSeq - 1),
  )

/** Everybody has everything up to here. */
const toldSeq = ({ projectedSeq, announcedSeq }: Pick<Log, 'projectedSeq' | 'announcedSeq'>): number =>
  Math.min(projectedSeq, announcedSeq)

const withTold = (log: Log, told: Pick<Log, 'projectedSeq' | 'announcedSeq'>): Log => ({
  ...log,
  ...told,
  untold: log.untold.filter(({ seq }) => seq > toldSeq(told)),
})

/** The log once the archive and the read model have everything up to a seq. */
export const withProjected = (log: Log, projectedSeq: number): Log =>
  withTold(log, { projectedSeq, announcedSeq: log.announcedSeq })

/** The log once the merchant's feed has said how far it has it. */
export const withAnnounced = (log: Log, announcedSeq: number): Log =>
  withTold(log, { projectedSeq: log.projectedSeq, announcedSeq })

/** Writes down how far everybody has been told. */
export function writeTold(storage: DurableObjectStorage, { projectedSeq, announcedSeq }: Log): void {
  const { sql } = storage
  storage.transactionSync(() => {
    migrate(sql)
    sql.exec('UPDATE payment SET projected_seq = ?, announced_seq = ?', projectedSeq, announcedSeq)
  })
}

/** Events with seq beyond `after`, in order. */
export function readEventsAfter(sql: SqlStorage, after: number): readonly PaymentEvent[] {
  const from = `SELECT coalesce(max(number), 0) FROM commits WHERE first_seq <= ?`
  return sql
    .exec<{ body: string }>(`SELECT body FROM commits WHERE number >= (${from}) ORDER BY number`, after + 1)
    .toArray()
    .flatMap(({ body }) => fromJson<Commit>(body).events)
    .filter(({ seq }) => seq > after)
}
