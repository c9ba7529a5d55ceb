import { DurableObject } from 'cloudflare:workers'
import { shardNamed } from '../activity/shard.ts'
import type { ApiEnv } from '../env.ts'
import { errorFields, log } from '../http/log.ts'
import type { Follower } from '../live/contract.ts'
import type {
  AuditEntry,
  AuditFilter,
  AuditHead,
  AuditOwner,
  AuditPage,
  AuditService,
  NewEntry,
  NumberedEntry,
} from './contract.ts'
import { pullShards } from './follow.ts'
import { inboxEntries, readInbox } from './inbox.ts'
import { ownerNamed } from './name.ts'
import { readSegment, SEGMENT_ENTRIES, writeSegment } from './segments.ts'
import { type AuditStore, createStore, ownerOfRows } from './store.ts'

/** What payments announce in this time is one commit. */
const GATHER_MS = 1_000
/** How long what a command left for a deployed log may lie there while the log is in use. */
const INBOX_EVERY_MS = 3_600_000
/** The mark of when that was. */
const INBOX_READ = 'inbox read'
/** A shard or an archive that does not answer is asked again after this. */
const RETRY_MS = 30_000
/** A quiet merchant's entries do not wait longer for their segment. */
const SEGMENT_EVERY_MS = 24 * 3_600_000
/** Behind the newest archived entry: what operators page through without the archive. */
const KEPT_ENTRIES = 3 * SEGMENT_ENTRIES
/** More than one answer ever needs. */
const LARGEST_PAGE = 500

/** One merchant's audit log in one mode. It decides nothing: it puts what it hears in one order that cannot be changed unseen. */
export class AuditObject extends DurableObject<ApiEnv> implements AuditService, Pick<Follower, 'poke'> {
  readonly #owner: AuditOwner
  readonly #store: AuditStore
  /** Shards that have told of more than was pulled; undefined while this memory does not know, and asks all. */
  #behind: Set<number> | undefined
  #alarmAtMs: number | undefined

  constructor(context: DurableObjectState, env: ApiEnv) {
    super(context, env)
    const { sql } = context.storage
    const owner = ownerNamed(context.id.name ?? '') ?? ownerOfRows(sql)
    if (owner === undefined) throw new Error('an audit log is named after its merchant and mode')
    this.#owner = owner
    this.#store = createStore({ sql, transactionSync: (work) => context.storage.transactionSync(work) }, owner)
  }

  async record(entries: readonly NewEntry[]): Promise<AuditHead> {
    const head = this.#store.append(entries, {}, Date.now())
    await this.#wakeForArchive()
    return head
  }

  async recordFrom(source: string, entries: readonly NumberedEntry[]): Promise<void> {
    const known = this.#store.mark(source)
    const news = entries.filter(({ number }) => number > known).sort((one, other) => one.number - other.number)
    const last = news.at(-1)
    if (last === undefined) return
    this.#store.append(
      news.map(({ entry }) => entry),
      { [source]: last.number },
      Date.now(),
    )
    await this.#wakeForArchive()
  }

  /** A shard of the feed has grown. It is pulled a moment later, with whatever has come until then. */
  async poke(subjectId: string, position: number): Promise<'delivered' | 'gone'> {
    const shard = shardNamed(this.#owner, subjectId)
    if (shard === undefined) return 'gone'
    // One that lies behind the mark is late, or comes from a shard that was restored.
    if (position === this.#store.mark(subjectId)) return 'delivered'
    this.#behind?.add(shard)
    if (!this.#store.isWritten()) this.#store.append([], {}, Date.now())
    await this.#wakeBy(Date.now() + GATHER_MS)
    return 'delivered'
  }

  async head(): Promise<AuditHead & { readonly atMs: number | null }> {
    await this.#takeInbox(0)
    const { head, atMs } = this.#store.standing()
    return { ...head, atMs }
  }

  async readBack(filter: AuditFilter, before: number | undefined, first: number): Promise<AuditPage> {
    return this.#store.readBack((entry) => matches(entry, filter), before, Math.min(first, LARGEST_PAGE))
  }

  async readLines(after: number): Promise<readonly string[]> {
    if (after >= this.#store.standing().head.number) return []
    if (after + 1 >= this.#store.oldest()) return this.#store.linesBeyond(after, SEGMENT_ENTRIES)
    const first = this.#store.segmentOf(after + 1)
    if (first === undefined) throw new Error(`no segment has entry ${after + 1}`)
    return (await readSegment(this.env.ARCHIVE, this.#owner, first)).slice(after + 1 - first)
  }

  override async alarm(): Promise<void> {
    this.#alarmAtMs = undefined
    const behind = this.#behind
    this.#behind = new Set()
    const isPulled = await pullShards(this.env, this.#owner, this.#store, behind)
    if (!isPulled) this.#behind = undefined
    await this.#takeInbox(INBOX_EVERY_MS)
    const isArchived = await this.#archive()
    if (isPulled && isArchived) await this.#wakeForArchive()
    else await this.#wakeBy(Date.now() + RETRY_MS)
  }

  /** Takes what commands left in the bucket: each file once, also where a memory ends before it deleted it. */
  async #takeInbox(everyMs: number): Promise<void> {
    const nowMs = Date.now()
    if (!this.#store.isWritten() && everyMs > 0) return
    if (nowMs - this.#store.mark(INBOX_READ) < everyMs) return
    try {
      for (const { name, entry } of await readInbox(this.env.ARCHIVE, this.#owner)) {
        await this.recordFrom(name, inboxEntries(entry))
        await this.env.ARCHIVE.delete(name)
        this.#store.append([], { [name]: 0 }, nowMs)
      }
      if (everyMs > 0) this.#store.append([], { [INBOX_READ]: nowMs }, nowMs)
    } catch (error) {
      log('warn', 'what commands left for the audit log was not taken', { ...this.#owner, ...errorFields(error) })
    }
  }

  /** Puts what is due into the archive. False where the archive did not take it; what it did not take stays here. */
  async #archive(): Promise<boolean> {
    while (this.#archiveDueMs() <= Date.now()) {
      const { archived } = this.#store.standing()
      const lines = this.#store.linesBeyond(archived, SEGMENT_ENTRIES)
      const kept = await this.#keep(archived + 1, lines)
      if (kept === 0) return false
      const last = archived + kept
      this.#store.archivedUpTo(last, last + 1 - KEPT_ENTRIES)
    }
    return true
  }

  /**
   * How many of these lines are a segment now; 0 where the archive did not take them. A bucket that is locked refuses to
   * have a segment written again, and one whose answer was lost is there: what it has of these lines counts.
   */
  async #keep(first: number, lines: readonly string[]): Promise<number> {
    try {
      await writeSegment(this.env.ARCHIVE, this.#owner, first, lines)
      return lines.length
    } catch (error) {
      const there = await readSegment(this.env.ARCHIVE, this.#owner, first).catch(() => [])
      if (there.length > 0 && there.every((line, index) => line === lines[index])) return there.length
      log('warn', 'the archive did not take a part of the audit log', { ...this.#owner, ...errorFields(error) })
      return 0
    }
  }

  #archiveDueMs(): number {
    const { head, archived } = this.#store.standing()
    if (head.number - archived >= SEGMENT_ENTRIES) return 0
    const sinceMs = this.#store.unarchivedSinceMs()
    return sinceMs === undefined ? Number.POSITIVE_INFINITY : sinceMs + SEGMENT_EVERY_MS
  }

  async #wakeForArchive(): Promise<void> {
    const dueMs = this.#archiveDueMs()
    if (dueMs < Number.POSITIVE_INFINITY) await this.#wakeBy(Math.max(dueMs, Date.now()))
  }

  async #wakeBy(dueMs: number): Promise<void> {
    const { storage } = this.ctx
    const knownMs = this.#alarmAtMs ?? (await storage.getAlarm()) ?? Number.POSITIVE_INFINITY
    const earliestMs = Math.min(knownMs, this.#alarmAtMs ?? Number.POSITIVE_INFINITY, dueMs)
    this.#alarmAtMs = earliestMs
    if (earliestMs < knownMs) await storage.setAlarm(earliestMs)
  }
}

function matches(entry: AuditEntry, { action, actor, subject, fromMs, beforeMs }: AuditFilter): boolean {
  return (
    (action === undefined || entry.action === action) &&
    (actor === undefined || entry.actor.id === actor) &&
    (subject === undefined || entry.subject === subject) &&
    (fromMs === undefined || entry.atMs >= fromMs) &&
    (beforeMs === undefined || entry.atMs < beforeMs)
  )
}
