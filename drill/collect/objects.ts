import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { LoggedEvent, ObjectLog } from '../check/evidence.ts'

const FOLDER = 'do/turnpike-api-PaymentObject'
/** The runtime's own, beside the objects' files. */
const ALARMS = 'metadata.sqlite'

/** The files of the payments' objects, by name. */
export const objectFiles = (stateDirectory: string): readonly string[] =>
  readdirSync(join(stateDirectory, FOLDER))
    .filter((name) => name.endsWith('.sqlite') && name !== ALARMS)
    .map((name) => join(stateDirectory, FOLDER, name))

/**
 * What an object has on disk, read beside the runtime and without waking the object. Undefined where nothing is written:
 * a file appears before its first commit.
 */
export function readObject(file: string): ObjectLog | undefined {
  const database = opened(file)
  try {
    const tables = database.prepare(`select 1 from sqlite_master where name = 'payment'`).all()
    const [row] = tables.length === 0 ? [] : database.prepare('select * from payment').all()
    if (row === undefined) return undefined
    const commits = database.prepare('select body from commits order by number').all()
    return {
      paymentId: String(row.id),
      projectedSeq: Number(row.projected_seq),
      announcedSeq: Number(row.announced_seq),
      events: commits.flatMap(({ body }) => eventsOf(String(body))),
    }
  } finally {
    database.close()
  }
}

/** The runtime closes the files of idle objects, and for a moment then one cannot be opened: it is tried again. */
function opened(file: string, tries = 5): DatabaseSync {
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 1_000 })
    // Opening looks at nothing yet.
    database.prepare('select 1 from sqlite_master').all()
    return database
  } catch (error) {
    if (tries <= 1) throw error
    return opened(file, tries - 1)
  }
}

function eventsOf(body: string): readonly LoggedEvent[] {
  const { events } = JSON.parse(body) as { events: readonly Omit<LoggedEvent, 'sha256'>[] }
  return events.map((event) => ({
    seq: event.seq,
    type: event.type,
    occurredAtMs: event.occurredAtMs,
    data: event.data,
    sha256: createHash('sha256').update(canonical(event)).digest('hex'),
  }))
}

/** JSON with names in order, no spaces and no absent fields, as docs/audit.md has it. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`
}

/** When the alarms of the objects in these files are due, by the file's name. The runtime keeps nanoseconds. */
export function readAlarms(stateDirectory: string): ReadonlyMap<string, number> {
  const database = opened(join(stateDirectory, FOLDER, ALARMS))
  try {
    const statement = database.prepare('select actor_id, scheduled_time from _cf_ALARM')
    statement.setReadBigInts(true)
    return new Map(
      statement
        .all()
        .map(({ actor_id: id, scheduled_time: time }) => [String(id), Number(BigInt(String(time)) / 1_000_000n)]),
    )
  } finally {
    database.close()
  }
}

export const withAlarm = (log: ObjectLog, file: string, alarms: ReadonlyMap<string, number>): ObjectLog => {
  const alarmAtMs = alarms.get(basename(file, '.sqlite'))
  return alarmAtMs === undefined ? log : { ...log, alarmAtMs }
}
