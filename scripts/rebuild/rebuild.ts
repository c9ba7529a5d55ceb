import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import type { Database } from '../../src/db/database.ts'
import { type Projected, writeProjection } from '../../src/db/projection.ts'
import { databaseTrouble } from '../../src/db/trouble.ts'
import { present } from '../../src/payment/present.ts'
import { type ArchivedLog, allArchived, foldLog, isInShare, readShare, type Share } from './archive.ts'
import { actualRows, compareRows, type Difference } from './compare.ts'
import type { RebuildPorts } from './ports.ts'

export interface RebuildOptions {
  /** Compares and writes nothing. */
  readonly verifyOnly: boolean
  /** Events that are held at once; a larger archive is read several times. */
  readonly mostEvents?: number
  /** How long a payment that moves is looked at again before it is called different. */
  readonly patienceMs?: number
  readonly progress?: (line: string) => void
}

export interface RebuildReport {
  readonly objects: number
  readonly events: number
  readonly passes: number
  /** Payments that the archive has. */
  readonly payments: number
  /** Rows of all three tables that were made or replaced. */
  readonly written: number
  /** Payments whose rows are what their objects say. */
  readonly agreeing: number
  readonly differences: readonly Difference[]
}

/** A kilobyte or two each, and a little more while they are folded. */
const MOST_EVENTS = 200_000
/** As many as one question to the objects takes. */
const CHUNK = 100
const PATIENCE_MS = 15_000
const LOOK_AGAIN_MS = 500
/** Rows in the walk over what Postgres has. */
const WALK = 5_000
const WRITE_TRIES = 4

/**
 * Makes the read model from the archive, and proves that it is what the objects say, while payments go on. Rows are
 * replaced by later pictures and repaired by the same; an earlier one never replaces a later. Memory is bounded: payments
 * are taken share by share, each share in a pass of its own over the archive.
 */
export async function rebuild(
  db: Database,
  { archive, payments }: RebuildPorts,
  options: RebuildOptions,
): Promise<RebuildReport> {
  const { verifyOnly, mostEvents = MOST_EVENTS, patienceMs = PATIENCE_MS, progress = () => undefined } = options
  const objects = await allArchived(archive)
  const names = objects.map(({ name }) => name)
  const expected = objects.reduce((sum, { events }) => sum + events, 0)
  const passes = Math.max(1, Math.ceil(expected / mostEvents))
  progress(`${objects.length} objects with ${expected} events, ${passes} ${passes === 1 ? 'pass' : 'passes'}`)

  const total = { events: 0, payments: 0, written: 0, agreeing: 0 }
  const differences: Difference[] = []
  for (let index = 0; index < passes; index += 1) {
    const share: Share = { index, of: passes }
    const logs = await readShare(archive, names, share)
    const strays = await straysOf(db, share, logs)
    if (strays.length > 0) await readLater(archive, new Set(names), share, logs)
    for (const chunk of chunks([...logs.values()])) {
      const { written, agreeing, different } = await takeChunk(chunk)
      total.written += written
      total.agreeing += agreeing
      differences.push(...different)
    }
    for (const paymentId of strays.filter((id) => !logs.has(id))) {
      differences.push({ paymentId, field: 'payments', message: 'is in Postgres and not in the archive' })
    }
    total.events += [...logs.values()].reduce((sum, { events }) => sum + events.size, 0)
    total.payments += logs.size
    progress(`pass ${index + 1} of ${passes}: ${logs.size} payments`)
  }
  return { objects: objects.length, passes, ...total, differences }

  async function takeChunk(logs: readonly ArchivedLog[]) {
    const different: Difference[] = []
    const sound: Projected[] = []
    for (const log of logs) {
      const state = foldLog(log)
      if (typeof state === 'string') different.push({ paymentId: log.id, field: 'archive', message: state })
      else sound.push(projectedOf(log, present(state)))
    }
    const written = verifyOnly ? 0 : await writeWithPatience(db, sound)
    const found = await verify(db, payments, sound, patienceMs)
    return {
      written,
      agreeing: sound.length - new Set(found.map(({ paymentId }) => paymentId)).size,
      different: [...different, ...found],
    }
  }
}

const projectedOf = (
  { merchantId, mode }: Pick<ArchivedLog, 'merchantId' | 'mode'>,
  view: Projected['view'],
): Projected => ({ merchantId, mode, view, asOfMs: view.updatedAtMs })

/** An answer that is lost is asked for again: the same rows twice are the same rows. */
async function writeWithPatience(db: Database, projected: readonly Projected[]): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await writeProjection(db, projected, 'repaired')
    } catch (error) {
      if (tries === WRITE_TRIES || databaseTrouble(error) !== 'unavailable') throw error
      await wait(1_000 * tries)
    }
  }
}

/**
 * Whether each payment's rows are what its object says. One that moves meanwhile is looked at again until the projector
 * has caught up with it; what differs at rest is a difference.
 */
async function verify(
  db: Database,
  payments: RebuildPorts['payments'],
  projected: readonly Projected[],
  patienceMs: number,
): Promise<readonly Difference[]> {
  const deadlineMs = Date.now() + patienceMs
  let asked = projected
  const settled: Difference[] = []
  for (;;) {
    const { different, moving } = await look(db, payments, asked)
    settled.push(...different.filter(({ paymentId }) => !moving.has(paymentId)))
    if (moving.size === 0) return settled
    if (Date.now() > deadlineMs) return [...settled, ...different.filter(({ paymentId }) => moving.has(paymentId))]
    await wait(LOOK_AGAIN_MS)
    asked = asked.filter(({ view }) => moving.has(view.id))
  }
}

async function look(db: Database, payments: RebuildPorts['payments'], projected: readonly Projected[]) {
  if (projected.length === 0) return { different: [], moving: new Set<string>() }
  const asked = projected.map(({ merchantId, mode, view }) => ({ id: view.id, merchantId, mode }))
  const views = await payments(asked)
  const rows = await actualRows(
    db,
    asked.map(({ id }) => id),
  )
  const different: Difference[] = []
  const moving = new Set<string>()
  for (const [index, archived] of projected.entries()) {
    const paymentId = archived.view.id
    const view = views[index] ?? undefined
    const actual = rows.get(paymentId)
    if (view === undefined || actual === undefined) {
      different.push({ paymentId, field: 'object', message: 'its object does not know it' })
    } else if (view.seq < archived.view.seq) {
      const message = `is at event ${view.seq}, the archive at ${archived.view.seq}`
      different.push({ paymentId, field: 'object', message })
    } else {
      const differing = compareRows(projectedOf(archived, view), actual)
      different.push(...differing)
      // Rows that show another event than the object is at are on their way, or the object went on in between.
      if (differing.length > 0 && Number(actual.payments[0]?.seq ?? 0) !== view.seq) moving.add(paymentId)
    }
  }
  return { different, moving }
}

/** Payments of a share that Postgres has rows of and the archive nothing. */
async function straysOf(
  db: Database,
  share: Share,
  logs: ReadonlyMap<string, ArchivedLog>,
): Promise<readonly string[]> {
  const strays: string[] = []
  for (let after = ''; ; ) {
    const { rows } = await db.execute<{ id: string }>(sql`
      select id from (select id from payments union select payment_id from refunds union select payment_id from disputes)
        as every where id > ${after} order by id limit ${WALK}`)
    strays.push(...rows.map(({ id }) => id).filter((id) => isInShare(id, share) && !logs.has(id)))
    const last = rows.at(-1)?.id
    if (rows.length < WALK || last === undefined) return strays
    after = last
  }
}

/** What was archived since the names were listed: an event is in the archive before it is in Postgres. */
async function readLater(
  archive: RebuildPorts['archive'],
  known: ReadonlySet<string>,
  share: Share,
  logs: Map<string, ArchivedLog>,
): Promise<void> {
  const later = (await allArchived(archive)).map(({ name }) => name).filter((name) => !known.has(name))
  await readShare(archive, later, share, logs)
}

function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += CHUNK) yield items.slice(from, from + CHUNK)
}
