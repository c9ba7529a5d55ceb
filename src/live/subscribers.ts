import { log } from '../http/log.ts'
import type { Follower } from './contract.ts'

/** A connection that does not answer is told again after these; then it hears of the next change. */
const RETRIES_MS: readonly number[] = [50, 100, 250, 500, 1_000, 2_000, 4_000, 8_000]
/** Should this memory end before everyone was told, the alarm begins another one, which tells them: within 2 s. */
const TELL_AGAIN_MS = 1_000
/** Who did not answer all of these is told once more after this, by those objects that look after it. */
const FAILED_AGAIN_MS = 60_000

export interface SubscriberPorts {
  readonly storage: DurableObjectStorage
  /** Who is meant by an id that was given to `add`. */
  readonly follower: (id: string) => Pick<Follower, 'poke'>
  /** More than this many at once are refused. */
  readonly most: number
  readonly background: { waitUntil(work: Promise<unknown>): void }
}

export type Subscribers = ReturnType<typeof createSubscribers>

interface Telling {
  seq: number
  /** It subscribed (again) since: its `gone` may be from before. */
  renewed: boolean
}

/** Those who follow one object's log, by id, and who of them is being told of what. */
export function createSubscribers({ storage, follower, most, background }: SubscriberPorts) {
  let known: Set<string> | undefined
  const telling = new Map<string, Telling>()
  const failed = new Set<string>()

  const ids = (): Set<string> => {
    known ??= readSubscribers(storage.sql)
    return known
  }

  const remove = (id: string): void => {
    ids().delete(id)
    storage.sql.exec('DELETE FROM subscribers WHERE connection = ?', id)
  }

  const poke = async (id: string, subjectId: string, seq: number): Promise<'delivered' | 'gone' | 'failed'> => {
    try {
      return await follower(id).poke(subjectId, seq)
    } catch {
      return 'failed'
    }
  }

  const tellOne = async (id: string, subjectId: string, task: Telling): Promise<void> => {
    let toldSeq = 0
    for (let failures = 0; toldSeq < task.seq && ids().has(id); ) {
      const { seq } = task
      task.renewed = false
      failed.delete(id)
      const answer = await poke(id, subjectId, seq)
      if (answer === 'failed') {
        const waitMs = RETRIES_MS[failures]
        if (waitMs === undefined) {
          failed.add(id)
          log('warn', 'a follower does not answer', { subjectId, follower: id, seq })
          break
        }
        failures += 1
        await new Promise((resolve) => setTimeout(resolve, waitMs))
      } else if (answer === 'delivered') toldSeq = seq
      else if (!task.renewed) remove(id)
    }
    telling.delete(id)
  }

  /** Tells every one of them that the log has grown to this seq. */
  const tell = (subjectId: string, seq: number): void => {
    for (const id of ids()) {
      const task = telling.get(id)
      if (task !== undefined) {
        task.seq = seq
        continue
      }
      const begun = { seq, renewed: false }
      telling.set(id, begun)
      background.waitUntil(tellOne(id, subjectId, begun))
    }
  }

  return {
    tell,

    /** Tells those once more who did not answer. */
    tellFailed(subjectId: string, seq: number): void {
      if (failed.size > 0) tell(subjectId, seq)
    },

    /** False where there are too many, unless there is a bound elsewhere. Those that are gone are forgotten meanwhile, so that they do not count twice. */
    add(id: string, subjectId: string, seq: number, { isBounded = true } = {}): boolean {
      const task = telling.get(id)
      if (task !== undefined) task.renewed = true
      if (ids().has(id)) return true
      if (isBounded && ids().size >= most) {
        tell(subjectId, seq)
        return false
      }
      // Most logs have nobody who follows them: the table is made with the first who does.
      storage.sql.exec('CREATE TABLE IF NOT EXISTS subscribers (connection TEXT PRIMARY KEY) WITHOUT ROWID')
      storage.sql.exec('INSERT INTO subscribers VALUES (?)', id)
      ids().add(id)
      return true
    },

    /** When the object must be awake again, should its memory end now. */
    dueMs: (nowMs: number): number | undefined => (telling.size === 0 ? undefined : nowMs + TELL_AGAIN_MS),

    /** The same, with those who did not answer. */
    allToldMs(nowMs: number): number | undefined {
      if (telling.size > 0) return nowMs + TELL_AGAIN_MS
      return failed.size > 0 ? nowMs + FAILED_AGAIN_MS : undefined
    },
  }
}

/** What nobody ever followed has no such table, and reading makes none. */
function readSubscribers(sql: SqlStorage): Set<string> {
  const tables = sql.exec(`SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'subscribers'`).toArray()
  if (tables.length === 0) return new Set()
  const rows = sql.exec<{ connection: string }>('SELECT connection FROM subscribers').toArray()
  return new Set(rows.map(({ connection }) => connection))
}
